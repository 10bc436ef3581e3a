"""Boxes that people type into: dates in three, addresses in three, files with their limits said."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACCEPT = ".pdf,.ofd,.jpg,.jpeg,.png"


def halfwidth(text: str) -> str:
    """`text` with full-width digits, letters and punctuation made half-width, ends trimmed."""
    return unicodedata.normalize("NFKC", text).strip()


class Boxes(forms.MultiWidget):
    """Several labelled boxes in one group. Faulty ones are named by `wrong_parts` (none = all)."""

    template_name = "forms/widgets/boxes.html"
    use_fieldset = True
    labels: Sequence[Any] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Labels for the boxes, and aria-invalid on the faulty ones only."""
        attrs = dict(attrs or {})
        wrong = attrs.pop("wrong_parts", None)
        attrs.pop("aria-invalid", None)
        attrs.pop("class", None)
        context = super().get_context(name, value, attrs)
        for place, box in enumerate(context["widget"]["subwidgets"]):
            box["label"] = self.labels[place]
            if wrong is not None and (not wrong or place in wrong):
                box["attrs"]["aria-invalid"] = "true"
        return context


class DateBoxes(Boxes):
    """年, 月, 日 typed in three boxes. The value is a date, or the list of the three texts."""

    labels = (_("年"), _("月"), pgettext_lazy("part of a date", "日"))

    def __init__(self, attrs: dict[str, Any] | None = None, *, birthday: bool = False) -> None:
        fills = ("bday-year", "bday-month", "bday-day") if birthday else ("off", "off", "off")
        widths = ("w-4", "w-2", "w-2")
        lengths = (4, 2, 2)
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            key: forms.TextInput(
                attrs={
                    "class": f"input {width}",
                    "inputmode": "numeric",
                    "autocomplete": fill,
                    "maxlength": str(length * 2),
                }
            )
            for key, width, fill, length in zip(("y", "m", "d"), widths, fills, lengths, strict=True)
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """A date or an ISO date text as its three texts."""
        if isinstance(value, str) and value:
            value = date.fromisoformat(value)
        return [value.year, value.month, value.day] if isinstance(value, date) else [None, None, None]


class AddressBoxes(Boxes):
    """镇街, 村（社区）, 详细地址. The value is a dict with the keys town, community, detail."""

    labels = (_("镇街"), _("村（社区）"), _("详细地址"))
    keys = ("town", "community", "detail")

    def __init__(self, attrs: dict[str, Any] | None = None, *, towns: Iterable[tuple[str, str]] = ()) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            "town": forms.Select(
                attrs={"class": "select w-18", "autocomplete": "address-level3"},
                choices=[("", _("请选择，或在下面直接写")), *towns],
            ),
            "community": forms.TextInput(
                attrs={"class": "input w-18", "autocomplete": "address-level4", "maxlength": "40"}
            ),
            "detail": forms.TextInput(
                attrs={"class": "input", "autocomplete": "street-address", "maxlength": "120"}
            ),
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """A stored address as the three texts; a plain text goes to the last box."""
        if isinstance(value, dict):
            return [value.get(key) for key in self.keys]
        return [None, None, value or None]


class UploadInput(forms.FileInput):
    """One or several files; what is accepted is said by the attributes and by the field's hint."""

    allow_multiple_selected = True
    component_class = "input w-full file"

    def __init__(self, attrs: dict[str, Any] | None = None, *, accept: str = ACCEPT) -> None:
        super().__init__({"accept": accept, "multiple": True, **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Every file chosen, in order."""
        return (
            files.getlist(name)
            if isinstance(files, MultiValueDict)
            else [files[name]]
            if name in files
            else []
        )
