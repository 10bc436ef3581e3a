"""The pages of an application as forms: one box a question, drawn from the item's own fields."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.presenters import masked_id
from admin_center.registry.answers import choices_of
from approvals.enums import DeliveryMode
from core.web.forms import PortalForm, RadioChoice
from core.web.widgets import AddressBoxes, Boxes, DateBoxes
from core.web.words import said

FEW_CHOICES = 7
FILLS = {
    "person.name": "name",
    "person.phone": "tel",
    "person.email": "email",
    "person.address": "street-address",
    "applicant.name": "name",
    "organisation.name": "organization",
    "organisation.address": "street-address",
}


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
    kind = entry.get("type")
    own = said(entry, "hint")
    if own:
        return own
    hints = {
        "id_number": _("18 位，空格、小写 x 都可以"),
        "uscc": _("18 位统一社会信用代码；没有的填 9 位组织机构代码"),
        "date": _("例如 2026 11 22"),
        "phone": _("手机号，或带区号的固定电话"),
    }
    return str(hints.get(str(kind), ""))


def widget_of(entry: Mapping[str, Any], towns: Iterable[tuple[str, str]]) -> forms.Widget:
    """The box for a kind of answer."""
    kind = str(entry.get("type", "text"))
    fill = FILLS.get(str(entry.get("prefill", "")), "off")
    if kind in ("choice", "yes_no"):
        choices = choices_of(entry)
        if len(choices) <= FEW_CHOICES:
            return RadioChoice(choices=choices)
        return forms.Select(choices=[("", _("请选择")), *choices], attrs={"class": "w-18"})
    if kind == "date":
        return DateBoxes(birthday=entry.get("prefill") == "person.birth_date")
    if kind == "address":
        return AddressBoxes(towns=towns)
    if kind in ("number", "area", "money"):
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "w-10", "maxlength": "40"}
        unit = str(entry.get("unit") or {"area": "㎡", "money": _("元")}.get(kind, ""))
        return UnitInput(unit, attrs) if unit else forms.TextInput(attrs=attrs)
    if kind in ("id_number", "uscc"):
        attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        return forms.TextInput(attrs={**attrs, "class": "w-18", "maxlength": "60"})
    if kind == "phone":
        attrs = {"inputmode": "tel", "autocomplete": "tel" if fill == "tel" else "off", "class": "w-18"}
        return forms.TextInput(attrs={**attrs, "maxlength": "40"})
    if entry.get("multiline"):
        return forms.Textarea(attrs={"rows": "5"})
    return forms.TextInput(attrs={"autocomplete": fill, "maxlength": "400"})


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
        super().__init__(data, initial={key: value for key, value in raws.items() if value is not None})
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
            if key in OWN_BOXES:
                continue
            if only_sent and not self._was_sent(key, entry.widget):
                continue
            found[key] = entry.widget.value_from_datadict(self.data, self.files, self.add_prefix(key))
        return found

    def _was_sent(self, key: str, widget: forms.Widget) -> bool:
        if isinstance(widget, Boxes):
            return any(f"{key}{name}" in self.data for name in widget.widgets_names)
        return key in self.data

    def take(self, errors: Mapping[str, str]) -> None:
        """Show what the service found, beside the boxes and on top."""
        self.full_clean()
        for key, message in errors.items():
            if key in self.fields:
                self.add_error(key, ValidationError(message))


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

    def __init__(self, fields: Sequence[Mapping[str, Any]], *, delivery: Mapping[str, str], **kwargs: Any) -> None:
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
    text, unit = said(entry, "label"), str(entry.get("unit") or "")
    for ending in (f"（{unit}）", f"({unit})", f" ({unit})"):
        if unit and text.endswith(ending):
            return text[: -len(ending)].strip()
    return text


def shown(entry: Mapping[str, Any], value: Any) -> str:
    """An answer as people read it; numbers of persons keep their last places only."""
    if value in (None, "", [], {}):
        return ""
    kind = entry.get("type")
    if isinstance(value, Mapping):
        return " ".join(str(part) for part in value.values() if part)
    if isinstance(value, (list, tuple)):
        return " ".join(str(part) for part in value if part)
    if kind in ("choice", "yes_no"):
        return dict(choices_of(entry)).get(str(value), str(value))
    if kind == "id_number":
        return masked_id(str(value))
    if kind == "date":
        return _date_words(str(value))
    if kind in ("area", "money", "number"):
        unit = str(entry.get("unit") or {"area": "㎡", "money": _("元")}.get(str(kind), ""))
        return f"{_grouped(str(value))} {unit}".strip()
    return str(value)


def _grouped(number: str) -> str:
    whole, dot, rest = number.partition(".")
    return (f"{int(whole):,}" if whole.isdigit() else whole) + dot + rest


def _date_words(iso: str) -> str:
    parts = iso.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return iso
    year, month, day = (int(part) for part in parts)
    return _("%(y)d年%(m)d月%(d)d日") % {"y": year, "m": month, "d": day}
