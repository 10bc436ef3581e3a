"""Form fields for what citizens are asked most. Messages say what to type, never only what is wrong."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from core.web.widgets import AddressBoxes, DateBoxes, halfwidth

PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,6})?")


class DateField(forms.Field):
    """A date typed in three boxes; full-width digits are accepted."""

    widget = DateBoxes

    def __init__(self, *, earliest: date | None = None, latest: date | None = None, **kwargs: Any) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A date for the boxes, or the three texts as they were typed."""
        return value

    def clean(self, value: Any) -> date | None:
        """The date, or a message naming the faulty boxes in `params['parts']`."""
        texts = [halfwidth(str(part or "")) for part in (value or ["", "", ""])]
        if not any(texts):
            if self.required:
                raise ValidationError(_now("请填写%(label)s。") % {"label": self.label}, code="required")
            return None
        self._all_typed(texts)
        found = self._real(texts)
        self._in_range(found)
        return found

    def _all_typed(self, texts: list[str]) -> None:
        names = (_now("年"), _now("月"), pgettext("part of a date", "日"))
        empty = tuple(place for place, text in enumerate(texts) if not text)
        if empty:
            which = _now("、").join(f"“{names[place]}”" for place in empty)
            text = _now("请填写%(label)s的%(which)s。") % {"label": self.label, "which": which}
            raise ValidationError(text, code="incomplete", params={"parts": empty})
        odd = tuple(place for place, text in enumerate(texts) if not text.isdigit())
        if odd:
            text = _now("%(label)s的年、月、日请只写数字，例如 2026 11 22。") % {"label": self.label}
            raise ValidationError(text, code="digits", params={"parts": odd})
        if len(texts[0]) != 4:
            text = _now("%(label)s的年请写四位数字，例如 2026。") % {"label": self.label}
            raise ValidationError(text, code="year", params={"parts": (0,)})

    def _real(self, texts: list[str]) -> date:
        year, month, day = (int(text) for text in texts)
        if not 1 <= month <= 12:
            text = _now("%(label)s的月请填 1 到 12。") % {"label": self.label}
            raise ValidationError(text, code="month", params={"parts": (1,)})
        try:
            return date(year, month, day)
        except ValueError:
            text = _now("%(year)d年%(month)d月没有这一天，请核对%(label)s。") % {
                "year": year,
                "month": month,
                "label": self.label,
            }
            raise ValidationError(text, code="day", params={"parts": (2,)}) from None

    def _in_range(self, found: date) -> None:
        words = {"label": self.label}
        if self.earliest and found < self.earliest:
            words["limit"] = self.earliest.isoformat()
            raise ValidationError(_now("%(label)s不能早于 %(limit)s，请改正。") % words, code="early")
        if self.latest and found > self.latest:
            words["limit"] = self.latest.isoformat()
            raise ValidationError(_now("%(label)s不能晚于 %(limit)s，请改正。") % words, code="late")


class AddressField(forms.Field):
    """Town, community and detail; an address outside the district goes into the last box alone."""

    def __init__(self, *, towns: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        kwargs.setdefault("widget", AddressBoxes(towns=towns))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> dict[str, str] | None:
        """The three texts under town, community and detail."""
        texts = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(texts):
            if self.required:
                raise ValidationError(_now("请填写%(label)s。") % {"label": self.label}, code="required")
            return None
        if not texts[2]:
            text = _now("请写明%(label)s的详细地址，例如路名和门牌号。") % {"label": self.label}
            raise ValidationError(text, code="incomplete", params={"parts": (2,)})
        return dict(zip(AddressBoxes.keys, texts, strict=True))


class NameField(forms.CharField):
    """A person's name: up to 50 characters, the middle dot and rare characters included."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 50)
        super().__init__(**kwargs)
        self.error_messages["max_length"] = _("姓名最多 50 个字，请删去多余的内容。")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Lets the browser fill the name."""
        return {**super().widget_attrs(widget), "autocomplete": "name"}


class PhoneField(forms.CharField):
    """A mobile or fixed line number; spaces, full-width digits and +86 are accepted."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """A number keypad and the browser's own number."""
        attrs = {"autocomplete": "tel", "inputmode": "tel", "class": "w-18"}
        return {**super().widget_attrs(widget), **attrs}

    def to_python(self, value: Any) -> str:
        """Half width, without spaces and country code."""
        text = re.sub(r"[\s()（）]", "", halfwidth(str(value or "")))
        return re.sub(r"^(\+?86)(?=1[3-9]\d{9}$)", "", text)

    def validate(self, value: str) -> None:
        """Eleven digits, or area code and number."""
        super().validate(value)
        if value and not PHONE.fullmatch(value):
            raise ValidationError(
                _now("请输入 11 位手机号，或带区号的固定电话，例如 0571-0000-0300。"), code="phone"
            )


class CheckedNumberField(forms.CharField):
    """A number with its own arithmetic: `normal` tidies it, `why_not` explains what is wrong."""

    def __init__(
        self, *, normal: Callable[[str], str], why_not: Callable[[str], str | None], **kwargs: Any
    ) -> None:
        self.normal, self.why_not = normal, why_not
        kwargs.setdefault("max_length", 60)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No auto-correction; the number is not the browser's business."""
        attrs = {
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "class": "w-18",
        }
        return {**super().widget_attrs(widget), **attrs}

    def to_python(self, value: Any) -> str:
        """The normal form."""
        return self.normal(str(value or ""))

    def validate(self, value: str) -> None:
        """The reason of `why_not`, in its own words."""
        super().validate(value)
        reason = self.why_not(value) if value else None
        if reason:
            raise ValidationError(reason, code="number")


def upload_hint(max_bytes: int) -> str:
    """What may be sent, in words. `max_bytes` is the limit for one file."""
    words = _now("可以用 PDF、OFD、JPG、PNG，每个文件 %(size)d MB 以内；手机上可以直接拍照。")
    return words % {"size": max_bytes // 1024 // 1024}
