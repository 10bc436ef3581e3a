"""Pages about oneself: particulars, password, in whose name one acts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django.views.generic import View

from accounts.acting import act_for
from accounts.forms import PasswordForm, ProfileForm
from accounts.models import Mandate, User
from accounts.presenters import masked_id, masked_name, masked_phone
from accounts.selectors import mandates_in_force
from accounts.services.change_password import change_password
from accounts.services.keep_profile import Profile, choose_language, keep_profile
from accounts.services.mandates import revoke_mandate
from accounts.session import ends_at
from accounts.views.doors import next_url, refuse, secret_posts
from core.errors import Refused
from core.now import today
from core.web.access import get_visible_or_404


def the_user(request: HttpRequest) -> User:
    """The signed-in user of a page that demands one."""
    assert isinstance(request.user, User)  # noqa: S101 – LoginRequiredMixin ran before
    return request.user


class ProfileView(LoginRequiredMixin, View):
    """我的资料."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """What is on file, the number masked where it is matched."""
        return self._page(request, ProfileForm.of(the_user(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save what may be changed without proof."""
        user = the_user(request)
        form = ProfileForm.of(user, request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        data = {"name": "", "id_number": "", **form.cleaned_data}
        keep_profile(by=user, profile=Profile(**data))
        messages.success(request, _("资料已保存。"))
        return HttpResponseRedirect(reverse("accounts:profile"))

    def _page(self, request: HttpRequest, form: ProfileForm, status: int = 200) -> HttpResponse:
        user = the_user(request)
        person = user.person
        context = {
            "form": form,
            "matched": user.assurance >= 2,
            "name": masked_name(person.name) if person else "",
            "id_number": masked_id(person.id_number) if person else "",
            "phone": masked_phone(person.phone) if person else "",
            "mandates": mandates_in_force(user, today()),
        }
        return render(request, "accounts/profile.html", context, status=status)


@secret_posts
class PasswordView(LoginRequiredMixin, View):
    """Changing one's password."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        return render(request, "accounts/password.html", {"form": PasswordForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Change it, or say what is missing."""
        form = PasswordForm(request.POST)
        if form.is_valid():
            try:
                change_password(request, by=the_user(request), **form.cleaned_data)
            except Refused as error:
                refuse(form, error, "old")
            except ValidationError as error:
                refuse(form, error, "new")
            else:
                messages.success(request, _("密码已改好，其他地方的登录已全部退出。"))
                return HttpResponseRedirect(next_url(request, the_user(request)))
        return render(request, "accounts/password.html", {"form": form}, status=422)


class ActingView(LoginRequiredMixin, View):
    """Choosing in whose name one acts; by POST only."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Switch, and say so."""
        try:
            mandate = act_for(request, request.POST.get("mandate", ""))
        except Refused as error:
            messages.error(request, str(error))
        else:
            if mandate:
                messages.success(request, _("现在代表“%(name)s”办事。") % {"name": mandate.organisation.name})
            else:
                messages.success(request, _("现在以本人名义办事。"))
        return HttpResponseRedirect(next_url(request, the_user(request)))


class LanguageView(LoginRequiredMixin, View):
    """Choosing the language of one's notices and of the workbench; by POST only."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep it, and back to where one was."""
        choose_language(by=the_user(request), language=request.POST.get("language", ""))
        return HttpResponseRedirect(next_url(request, the_user(request)))


class EndMandateView(LoginRequiredMixin, View):
    """Giving a mandate back, after asking once. Only its agent; for others it does not exist."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """The question."""
        return render(request, "accounts/end_mandate.html", {"mandate": self._mandate(request, token)})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """End it; the organisation can give a new one at any time."""
        mandate = self._mandate(request, token)
        revoke_mandate(by=the_user(request), mandate=mandate)
        messages.success(request, _("已交还“%(name)s”的委托。") % {"name": mandate.organisation.name})
        return HttpResponseRedirect(reverse("accounts:profile"))

    def _mandate(self, request: HttpRequest, token: str) -> Mandate:
        return get_visible_or_404(mandates_in_force(the_user(request), today()), token=token)


@require_GET
@login_required
def stay(request: HttpRequest) -> JsonResponse:
    """For a script of ours: asking is being here, so the session goes on. Says until when, for whom, and
    the token that forms of pages opened before signing in again need."""
    until = ends_at(request, the_user(request))
    return JsonResponse(
        {
            "ends": until[0].isoformat() if until else "",
            "stays": bool(until and until[1]),
            "user": request.user.pk,
            "csrf": get_token(request),
        }
    )
