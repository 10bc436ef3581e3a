"""Signing in and out, registering, finding back."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from accounts.demo.people import PASSWORD, shown_accounts
from accounts.forms import CodeRequestForm, RegisterForm, ResetForm, SignInForm
from accounts.models import User
from accounts.services.register_citizen import (
    register_citizen,
    request_registration_code,
    request_reset_code,
    reset_password,
)
from accounts.services.sign_in import sign_in
from accounts.session import begin
from core.errors import Refused
from core.web.address import client_address
from core.web.forms import PortalForm

secret_posts = method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")


def next_url(request: HttpRequest, user: User | None = None) -> str:
    """The page asked for before signing in, if it is ours; else the start page of the person's kind."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    if user is not None and user.is_staff:
        return reverse("admin:index")
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def refuse(form: PortalForm, error: Refused | ValidationError, field: str | None = None) -> None:
    """Put a refusal where the person can mend it."""
    form.add_error(field if field in form.fields else None, getattr(error, "messages", [str(error)]))


@secret_posts
class SignInView(View):
    """The one door for everybody: citizens, agents and staff."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form; whoever is signed in goes on."""
        if isinstance(request.user, User) and not request.GET.get("next"):
            return HttpResponseRedirect(next_url(request, request.user))
        return self._page(request, SignInForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sign in, or say what to do."""
        form = SignInForm(request.POST)
        if form.is_valid():
            try:
                data = form.cleaned_data
                user = sign_in(request, account=data["username"], password=data["password"])
            except Refused as error:
                refuse(form, error)
            else:
                return HttpResponseRedirect(next_url(request, user))
        return self._page(request, form)

    def _page(self, request: HttpRequest, form: SignInForm) -> HttpResponse:
        wanted = request.POST.get("next") or request.GET.get("next") or ""
        context: dict[str, Any] = {"form": form, "next": wanted}
        if settings.DEMO:
            context["demo_accounts"] = shown_accounts()
            context["demo_password"] = PASSWORD
        return render(request, "accounts/login.html", context, status=422 if form.errors else 200)


class SignOutView(View):
    """Leaving; by POST only, so that no link can throw anybody out."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """End the session and everything it held."""
        logout(request)
        messages.success(request, _("您已退出。用的是公共电脑的话，请关闭浏览器。"))
        return HttpResponseRedirect(resolve_url(settings.LOGOUT_REDIRECT_URL))


class _CodeView(View):
    """Two steps on one address: ask for a code, then use it together with a new password."""

    template = ""
    second_form: type[PortalForm]

    def get(self, request: HttpRequest) -> HttpResponse:
        """The first step."""
        return render(request, self.template, {"form": CodeRequestForm(), "step": 1})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Whichever step was sent."""
        return self._second(request) if request.POST.get("step") == "2" else self._first(request)

    def _first(self, request: HttpRequest) -> HttpResponse:
        form = CodeRequestForm(request.POST)
        if form.is_valid():
            phone = form.cleaned_data["phone"]
            try:
                self.ask(phone=phone, address=client_address(request))
            except Refused as error:
                refuse(form, error, "phone")
            else:
                context = {"form": self.second_form(initial={"phone": phone}), "step": 2, "phone": phone}
                return render(request, self.template, context)
        return render(request, self.template, {"form": form, "step": 1}, status=422)

    def _second(self, request: HttpRequest) -> HttpResponse:
        form = self.second_form(request.POST)
        if form.is_valid():
            try:
                user = self.act(form.cleaned_data)
            except Refused as error:
                refuse(form, error, "code" if error.code.startswith("code") else None)
            except ValidationError as error:
                refuse(form, error, "password")
            else:
                login(request, user, backend="django.contrib.auth.backends.ModelBackend")
                begin(request)
                return HttpResponseRedirect(next_url(request, user))
        context = {"form": form, "step": 2, "phone": form.data.get("phone", "")}
        return render(request, self.template, context, status=422)

    def ask(self, *, phone: str, address: str) -> None:
        """Send the code."""
        raise NotImplementedError

    def act(self, data: dict[str, Any]) -> User:
        """Use the code."""
        raise NotImplementedError


@secret_posts
class RegisterView(_CodeView):
    """Opening an account."""

    template = "accounts/register.html"
    second_form = RegisterForm

    def ask(self, *, phone: str, address: str) -> None:
        """A code for a new number."""
        request_registration_code(phone=phone, address=address)

    def act(self, data: dict[str, Any]) -> User:
        """The new account."""
        return register_citizen(**data)


@secret_posts
class ResetPasswordView(_CodeView):
    """A new password by a code."""

    template = "accounts/reset.html"
    second_form = ResetForm

    def ask(self, *, phone: str, address: str) -> None:
        """A code for a known number."""
        request_reset_code(phone=phone, address=address)

    def act(self, data: dict[str, Any]) -> User:
        """The account with its new password."""
        return reset_password(**data)
