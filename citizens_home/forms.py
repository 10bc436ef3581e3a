"""The pages of an application as forms: one box a question, drawn from the item's own fields."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.presenters import masked_id
from admin_center.registry.answers import display, hints, label_of
from approvals.enums import DeliveryMode
from core.web.forms import PortalForm, RadioChoice
from core.web.widgets import AddressBoxes, Boxes, DateBoxes

FEW_CHOICES = 7
MOST = 10_000
_NUMBER = {"class": "w-10", "maxlength": "40"}
_CODE = {"autocapitalize": "characters", "spellcheck": "false", "class": "w-18", "maxlength": "60"}
LOOKS = {
    "number": _NUMBER,
    "area": _NUMBER,
    "money": _NUMBER,
    "id_number": _CODE,
    "uscc": _CODE,
    "phone": {"class": "w-18", "maxlength": "40"},
}
PARTS = {"date": ("year", "month", "day"), "address": AddressBoxes.keys}


class UnitInput(forms.TextInput):
    """A number with its unit beside the box."""

    template_name = "forms/widgets/unit.html"

    def __init__(self, unit: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.unit = unit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The unit, for the template."""
        context = super().get_context(name, value, attrs)
        context["widget"]["unit"] = self.unit
        return context


class AnswerField(forms.Field):
    """One question. It takes what was typed as it is: the draft's service judges it."""

    def clean(self, value: Any) -> Any:
        """The raw text, or the list of texts of several boxes."""
        return value


def hint(entry: Mapping[str, Any]) -> str:
    """What to type, by kind of answer; empty where the label says enough."""
    words = {
        "id_number": _("18 位，空格、小写 x 都可以"),
        "uscc": _("18 位统一社会信用代码；没有的填 9 位组织机构代码"),
        "date": _("例如 2026 11 22"),
        "phone": _("手机号，或带区号的固定电话"),
    }
    return words.get(str(entry.get("type")), "")


def choices_of(entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Value and label of each choice, in the language of the page."""
    if entry.get("type") == "yes_no":
        return [("yes", _("是")), ("no", _("否"))]
    return [(str(choice["value"]), label_of(choice)) for choice in entry.get("choices") or []]


def widget_of(entry: Mapping[str, Any], towns: Iterable[tuple[str, str]]) -> forms.Widget:
    """The box for a kind of answer."""
    kind = str(entry.get("type", "text"))
    if kind in ("choice", "yes_no"):
        choices = choices_of(entry)
        if len(choices) <= FEW_CHOICES:
            return RadioChoice(choices=choices)
        return forms.Select(choices=[("", _("请选择")), *choices], attrs={"class": "w-18"})
    if kind == "date":
        return DateBoxes(birthday=entry.get("prefill") == "person.birth_date")
    if kind == "address":
        return AddressBoxes(towns=towns)
    if entry.get("multiline"):
        return forms.Textarea(attrs={"rows": "5"})
    attrs = {"autocomplete": "off", **hints(entry), **LOOKS.get(kind, {})}
    unit = unit_of(entry)
    return UnitInput(unit, attrs) if unit else forms.TextInput(attrs=attrs)


def unit_of(entry: Mapping[str, Any]) -> str:
    """The unit beside the box."""
    return str(entry.get("unit") or {"area": "㎡", "money": _("元")}.get(str(entry.get("type")), ""))


def boxes_of(entry: Mapping[str, Any], value: Any) -> Any:
    """A kept raw value as its boxes show it: a group of texts becomes the list of its boxes."""
    if isinstance(value, Mapping):
        return [value.get(part) for part in PARTS.get(str(entry.get("type")), ())]
    return value


def raw_of(entry: Mapping[str, Any], value: Any) -> Any:
    """What the boxes sent, as answers are cleaned: the list of several boxes becomes a group."""
    parts = PARTS.get(str(entry.get("type")))
    if parts and isinstance(value, (list, tuple)):
        return {part: str(text or "")[:MOST] for part, text in zip(parts, value, strict=False)}
    return value[:MOST] if isinstance(value, str) else value


class TopicForm(PortalForm):
    """The questions of one topic.

    `raws` are what stands in the boxes; `sources` say where a value that was filled in for the person
    comes from. Bound with `data` it gives back every raw text in `raw`.
    """

    def __init__(
        self,
        fields: Sequence[Mapping[str, Any]],
        *,
        raws: Mapping[str, Any],
        sources: Mapping[str, str] | None = None,
        towns: Iterable[tuple[str, str]] = (),
        data: QueryDict | None = None,
    ) -> None:
        self.entries = {str(entry["key"]): entry for entry in fields}
        boxes = {key: boxes_of(entry, raws.get(key)) for key, entry in self.entries.items()}
        super().__init__(data, initial={key: value for key, value in boxes.items() if value is not None})
        towns = list(towns)
        for entry in fields:
            key = str(entry["key"])
            words = [(sources or {}).get(key, ""), hint(entry)]
            self.fields[key] = AnswerField(
                label=label(entry),
                required=bool(entry.get("required")),
                help_text="　".join(word for word in words if word),
                widget=widget_of(entry, towns),
            )

    def raw(self, *, only_sent: bool = False) -> dict[str, Any]:
        """Every box as typed; with `only_sent` only those that the browser sent."""
        found = {}
        for key, entry in self.fields.items():
            if key not in self.entries or (only_sent and not self._was_sent(key, entry.widget)):
                continue
            value = entry.widget.value_from_datadict(self.data, self.files, self.add_prefix(key))
            found[key] = raw_of(self.entries[key], value)
        return found

    def _was_sent(self, key: str, widget: forms.Widget) -> bool:
        if isinstance(widget, Boxes):
            return any(f"{key}{name}" in self.data for name in widget.widgets_names)  # type: ignore[attr-defined]
        return key in self.data

    def take(self, errors: Mapping[str, str]) -> None:
        """Show what the service found, beside the boxes and on top."""
        self.full_clean()
        for key, message in errors.items():
            if key in self.fields:
                self.add_error(key, ValidationError(message, params={"parts": self._empty_boxes(key)}))

    def _empty_boxes(self, key: str) -> tuple[int, ...]:
        """Which boxes of a date were left empty, so that only they are marked; none means all."""
        widget = self.fields[key].widget
        if not isinstance(widget, DateBoxes):
            return ()
        texts = widget.value_from_datadict(self.data, self.files, key)
        empty = tuple(place for place, text in enumerate(texts) if not str(text or "").strip())
        return empty if len(empty) < len(texts) else ()


class ContactForm(TopicForm):
    """How to reach the person, and how the result comes."""

    delivery_mode = forms.ChoiceField(
        label=gettext_lazy("办好以后怎样拿结果"),
        help_text=gettext_lazy("网上下载的电子证照与纸质同样有效，并可随时核验。"),
        choices=DeliveryMode,
        widget=RadioChoice,
        required=False,
    )
    receiver = forms.CharField(
        label=gettext_lazy("收件人"),
        help_text=gettext_lazy("选择邮寄时填写"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "w-18", "maxlength": "50"}),
    )
    address = forms.CharField(
        label=gettext_lazy("收件地址"),
        help_text=gettext_lazy("选择邮寄时填写，写到门牌号"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address", "maxlength": "200"}),
    )

    def __init__(
        self, fields: Sequence[Mapping[str, Any]], *, delivery: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(fields, **kwargs)
        for key in OWN_BOXES:
            self.fields[key] = self.fields.pop(key)
            self.initial[key] = delivery.get(key, "")
        self.fields["delivery_mode"].required = True
        self.fields["delivery_mode"].clean = lambda value: value  # type: ignore[method-assign]

    def delivery(self) -> dict[str, str]:
        """The delivery boxes as typed."""
        return {key: str(self.data.get(key, ""))[:400] for key in OWN_BOXES}


OWN_BOXES = ("delivery_mode", "receiver", "address")


def label(entry: Mapping[str, Any]) -> str:
    """The label in the page's language; the unit stands beside the box, not in the label."""
    text, unit = label_of(entry), str(entry.get("unit") or "")
    if unit:
        for ending in (f"（{unit}）", "(CNY 10,000)", "(m²)", f"({unit})"):
            text = text.removesuffix(ending).strip()
    return text


def shown(entry: Mapping[str, Any], value: Any) -> str:
    """An answer as people read it; numbers of persons keep their last places only."""
    if entry.get("type") == "id_number" and value:
        return masked_id(str(value))
    return display(entry, value)
