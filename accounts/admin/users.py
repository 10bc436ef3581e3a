"""Accounts: opened and closed by system administrators, given roles by security administrators."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import password_validation
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import permissions
from accounts.models import User
from accounts.presenters import masked_id, masked_name, masked_phone
from accounts.rules.numbers import normal, normal_phone, why_not_id_number, why_not_mobile
from accounts.selectors import id_index_of, phone_index_of
from accounts.services.grant_roles import set_roles
from accounts.services.manage_accounts import (
    change_staff_account,
    give_new_password,
    open_staff_account,
    set_account_open,
)
from core.errors import Refused
from core.now import today
from core.web.admin_acts import RefusalMixin
from core.web.admin_search import PostSearchMixin
from core.web.forms import PortalForm, TickChoices


class NewStaffForm(forms.ModelForm):
    """A new staff account with its first password."""

    password = forms.CharField(
        label=_("初始密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少 10 个字符；请本人第一次登录后修改。"),
    )

    class Meta:
        model = User
        fields = ("username", "staff_name", "is_staff")

    def clean_password(self) -> str:
        """Strong enough."""
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password)
        return password


class PasswordForm(PortalForm):
    """A new password for somebody else."""

    password = forms.CharField(
        label=_("新密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少 10 个字符；请本人登录后修改。"),
    )


class RolesForm(PortalForm):
    """The role groups of one member of staff."""

    groups = forms.ModelMultipleChoiceField(
        label=_("角色"), queryset=Group.objects.order_by("name"), required=False, widget=TickChoices
    )


@admin.register(User)
class UserAdmin(RefusalMixin, PostSearchMixin, admin.ModelAdmin):
    """Personal data is masked; nothing is deleted."""

    list_display = ("username", "staff_name", "kind", "posts", "masked_person", "is_staff", "is_active")
    list_filter = ("kind", "is_active", "is_staff")
    list_per_page = 50
    show_full_result_count = False
    ordering = ("username",)
    search_help_text = _("登录名、工作人员姓名的开头，或完整的身份证号、手机号。")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With posts and persons, so that a page needs a fixed number of statements."""
        rows = super().get_queryset(request).select_related("person")
        return rows.prefetch_related("memberships__department", "groups")

    def find(self, queryset: QuerySet[User], text: str) -> QuerySet[User]:
        """By exact identity or telephone number, or by the beginning of a name."""
        if why_not_id_number(text, on=today()) is None:
            return queryset.filter(person__id_index=id_index_of(normal(text)))
        if why_not_mobile(text) is None:
            return queryset.filter(person__phone_index=phone_index_of(normal_phone(text)))
        return queryset.filter(Q(username__istartswith=text) | Q(staff_name__startswith=text))

    @admin.display(description=_("任职"))
    def posts(self, user: User) -> str:
        """Open posts."""
        open_posts = [one for one in user.memberships.all() if one.ends_on is None]
        return _("、").join(
            f"{one.department.name} {one.title or one.get_post_display()}" for one in open_posts
        )

    @admin.display(description=pgettext_lazy("owner of an account", "本人"))
    def masked_person(self, user: User) -> str:
        """Masked name and last four places."""
        person = user.person
        return f"{masked_name(person.name)} {masked_id(person.id_number)[-8:]}".strip() if person else "—"

    @admin.display(description=_("手机号码"))
    def masked_number(self, user: User) -> str:
        """Masked telephone number."""
        return masked_phone(user.person.phone) if user.person else "—"

    @admin.display(description=_("角色"))
    def roles(self, user: User) -> str:
        """Role groups, and the way to change them for those who may."""
        return _("、").join(group.name for group in user.groups.all()) or "—"

    @admin.display(description=_("办理"))
    def acts(self, user: User) -> str:
        """Links to the acts on this account."""
        if user.kind != User.Kind.STAFF or user.pk is None:
            return "—"
        return format_html(
            '<a href="{}">{}</a>　<a href="{}">{}</a>',
            reverse("admin:accounts_user_password", args=[user.pk]),
            _("重设密码"),
            reverse("admin:accounts_user_roles", args=[user.pk]),
            _("授权"),
        )

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Few on the way in; everything masked afterwards."""
        if obj is None:
            return ["username", "staff_name", "is_staff", "password"]
        own = ["username", "kind", "staff_name", "is_staff", "is_active", "posts", "roles"]
        return [*own, "masked_person", "masked_number", "assurance", "date_joined", "last_login", "acts"]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Only three switches of a staff account can be changed, one of a citizen's."""
        if obj is None:
            return []
        free = {"is_active"} | ({"staff_name", "is_staff"} if obj.kind == User.Kind.STAFF else set())
        return [name for name in self.get_fields(request, obj) if name not in free]

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form of a new account asks for a password."""
        if obj is None:
            kwargs["form"] = NewStaffForm
        return super().get_form(request, obj, change=change, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are closed, never deleted: events name them."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Through the services, which leave events."""
        by, data = request.user, form.cleaned_data
        assert isinstance(by, User)  # noqa: S101 – admin views demand a signed-in user
        if not change:
            made = open_staff_account(
                by=by,
                username=data["username"],
                staff_name=data["staff_name"],
                password=data["password"],
                workbench=data["is_staff"],
            )
            obj.pk = made.pk
            return
        if {"staff_name", "is_staff"} & set(form.changed_data):
            change_staff_account(by=by, user=obj, staff_name=obj.staff_name, workbench=obj.is_staff)
        if "is_active" in form.changed_data:
            set_account_open(by=by, user=obj, is_open=obj.is_active)

    def get_urls(self) -> list[URLPattern]:
        """Acts have their own addresses."""
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/password/", view(self.password_view), name="accounts_user_password"),
            path("<int:pk>/roles/", view(self.roles_view), name="accounts_user_roles"),
        ]
        return [*own, *super().get_urls()]

    def _target(self, request: HttpRequest, pk: int, allowed: bool) -> User:
        if not self.has_view_permission(request):
            raise Http404
        user = self.get_queryset(request).filter(pk=pk, kind=User.Kind.STAFF).first()
        if user is None:
            raise Http404
        if not allowed:
            raise PermissionDenied(_("这件事由另一类管理员办理。"))
        return user

    def password_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """System administrators give a new password."""
        by = request.user
        assert isinstance(by, User)  # noqa: S101 – admin views demand a signed-in user
        user = self._target(request, pk, permissions.can_manage_accounts(by))
        form = PasswordForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                give_new_password(by=by, user=user, password=form.cleaned_data["password"])
            except Refused as error:
                form.add_error(None, str(error))
            except ValidationError as error:
                form.add_error("password", error.messages)
            else:
                return self._done(request, user, _("新密码已设好，请当面告诉本人。"))
        return self._act_page(request, user, form, _("重设密码"))

    def roles_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Security administrators choose role groups."""
        by = request.user
        assert isinstance(by, User)  # noqa: S101 – admin views demand a signed-in user
        user = self._target(request, pk, permissions.can_grant_roles(by))
        form = RolesForm(request.POST or None, initial={"groups": user.groups.all()})
        if request.method == "POST" and form.is_valid():
            try:
                set_roles(by=by, user=user, groups=form.cleaned_data["groups"])
            except Refused as error:
                form.add_error(None, str(error))
            else:
                return self._done(request, user, _("角色已保存，立即生效。"))
        return self._act_page(request, user, form, _("授权"))

    def _done(self, request: HttpRequest, user: User, text: Any) -> HttpResponse:
        messages.success(request, text)
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[user.pk]))

    def _act_page(self, request: HttpRequest, user: User, form: PortalForm, title: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": title,
            "subject": user,
            "form": form,
        }
        return render(request, "admin/accounts/act.html", context, status=422 if form.errors else 200)
