"""Forms of the account pages."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from accounts.rules.numbers import (
    normal,
    normal_phone,
    why_not_id_number,
    why_not_mobile,
    why_not_person_name,
)
from core.now import today
from core.web.fields import CheckedNumberField, NameField
from core.web.forms import PortalForm, RadioChoice


def _mobile(**kwargs: Any) -> CheckedNumberField:
    field = CheckedNumberField(
        normal=normal_phone,
        why_not=why_not_mobile,
        label=_("手机号码"),
        error_messages={"required": _("请输入手机号码。")},
        **kwargs,
    )
    field.widget.attrs.update({"autocomplete": "tel", "inputmode": "tel"})
    return field


def _password(label: Any, *, fresh: bool, **kwargs: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password" if fresh else "current-password"})
    return forms.CharField(
        label=label,
        widget=widget,
        strip=False,
        max_length=128,
        error_messages={"required": _("请输入密码。")},
        **kwargs,
    )


def _code() -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "w-18"}
    return forms.CharField(
        label=_("短信验证码"),
        max_length=12,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": _("请输入短信里的 6 位验证码。")},
    )


class SignInForm(PortalForm):
    """Login name or telephone number, and password."""

    username = forms.CharField(
        label=_("登录名或手机号"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        error_messages={"required": _("请输入登录名或手机号。")},
    )
    password = _password(_("密码"), fresh=False)


class CodeRequestForm(PortalForm):
    """The number a code goes to."""

    phone = _mobile(help_text=_("用来登录和收办件通知，空格可以不管。"))


class RegisterForm(PortalForm):
    """The code, a name and a password of one's own."""

    phone = _mobile(widget=forms.HiddenInput())
    code = _code()
    name = NameField(
        label=_("姓名"), required=False, help_text=_("与身份证一致；办事时自动带出，也可以到时再填。")
    )
    password = _password(_("设置密码"), fresh=True, help_text=_("至少 10 个字符，不要用生日和常见密码。"))

    def clean_name(self) -> str:
        """A name that could stand on a card, or nothing."""
        name = str(self.cleaned_data.get("name", ""))
        reason = why_not_person_name(name) if name else None
        if reason:
            raise forms.ValidationError(reason)
        return name

    def clean_password(self) -> str:
        """Strong enough by the house's validators."""
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password)
        return password


class ResetForm(PortalForm):
    """The code and a new password."""

    phone = _mobile(widget=forms.HiddenInput())
    code = _code()
    password = _password(_("新密码"), fresh=True, help_text=_("至少 10 个字符，不要用生日和常见密码。"))

    def clean_password(self) -> str:
        """Strong enough by the house's validators."""
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password)
        return password


class PasswordForm(PortalForm):
    """Old and new password."""

    old = _password(_("现在的密码"), fresh=False)
    new = _password(_("新密码"), fresh=True, help_text=_("至少 10 个字符，不要用生日和常见密码。"))


class ProfileForm(PortalForm):
    """One's own particulars. A matched name and number can only be changed at a window."""

    name = NameField(label=_("姓名"), error_messages={"required": _("请输入姓名。")})
    id_number = CheckedNumberField(
        normal=normal,
        why_not=lambda text: why_not_id_number(text, on=today()),
        label=_("身份证号码"),
        required=False,
        help_text=_("办事时自动带出；加密保存，页面上只显示后 4 位。"),
    )
    email = forms.EmailField(
        label=_("电子邮箱"),
        required=False,
        max_length=120,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("请输入完整的邮箱地址，例如 name@example.com。")},
    )
    address = forms.CharField(
        label=_("联系地址"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "street-address", "class": "w-full"}),
    )
    contact = forms.ChoiceField(label=_("办件通知怎么发给您"), choices=User.Contact, widget=RadioChoice)
    language = forms.ChoiceField(
        label=_("通知用什么语言"), choices=[("zh-hans", "中文"), ("en", "English")], widget=RadioChoice
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if user.assurance >= 2:
            del self.fields["name"], self.fields["id_number"]

    def clean_name(self) -> str:
        """A name that could stand on a card."""
        name = str(self.cleaned_data["name"])
        reason = why_not_person_name(name)
        if reason:
            raise forms.ValidationError(reason)
        return name

    def clean(self) -> dict[str, Any]:
        """SMS needs a number on file, e-mail an address."""
        data: dict[str, Any] = super().clean() or {}
        person = self.user.person or Person(name="")
        if data.get("contact") == User.Contact.EMAIL and not data.get("email"):
            self.add_error("email", _("选择用邮件通知，请填写电子邮箱。"))
        if data.get("contact") == User.Contact.SMS and not person.phone:
            self.add_error("contact", _("还没有登记手机号，请选择邮件或站内消息。"))
        return data

    @classmethod
    def of(cls, user: User, data: Any = None) -> "ProfileForm":
        """The form filled with what is on file."""
        person = user.person or Person(name="")
        initial = {
            "name": person.name,
            "id_number": person.id_number,
            "email": person.email,
            "address": person.address,
            "contact": user.contact,
            "language": user.language,
        }
        return cls(data, initial=initial, user=user)
