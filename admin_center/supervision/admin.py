"""Cards in the workbench: a list, a page with its account and history, and three acts. Nothing is deleted."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from admin_center.supervision.models import Card
from admin_center.supervision.permissions import can_answer, can_judge, departments_with_cards
from admin_center.supervision.selectors import (
    account_of,
    cards_visible_to,
    described,
    page_of_cards,
    turns_of,
)
from admin_center.supervision.services.answer_card import ANSWERABLE, answer_card
from admin_center.supervision.services.judge_card import judge_answer, revoke_card
from core.errors import PortalError
from core.web.access import get_visible_or_404, require
from core.web.admin_acts import ReadOnlyMixin


def _answer(by: User, card: Card, request: HttpRequest) -> str:
    answer_card(by=by, card_id=card.pk, text=request.POST.get("text", ""))
    return _("说明已提交，等待监察人员审核。")


def _judge(by: User, card: Card, request: HttpRequest) -> str:
    holds = request.POST.get("holds") == "yes"
    judge_answer(by=by, card_id=card.pk, holds=holds, reason=request.POST.get("reason", ""))
    return _("已核定：说明成立。") if holds else _("已核定：说明不成立，承办部门可以再次说明。")


def _revoke(by: User, card: Card, request: HttpRequest) -> str:
    revoke_card(by=by, card_id=card.pk, reason=request.POST.get("reason", ""))
    return _("已撤销。这张牌和撤销理由都会保留。")


ACTS: dict[str, Callable[[User, Card, HttpRequest], str]] = {
    "answer": _answer,
    "judge": _judge,
    "revoke": _revoke,
}


@admin.register(Card)
class CardAdmin(ReadOnlyMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    """Own pages under the model's address."""

    actions = None

    def has_view_permission(self, request: HttpRequest, obj: Card | None = None) -> bool:
        """Whoever works on cases or supervises somewhere."""
        return isinstance(request.user, User) and bool(departments_with_cards(request.user))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Shown in the workbench to the same people."""
        return self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        """List, page, and one address for each act."""

        def hung(view: Callable[..., HttpResponse]) -> Any:
            return self.admin_site.admin_view(view)

        acts = [
            path(f"<int:pk>/{act}/", hung(require_POST(self._act(act))), name=f"admin_center_card_{act}")
            for act in ACTS
        ]
        return [
            path("", hung(require_GET(self.list_view)), name="admin_center_card_changelist"),
            path("<int:pk>/", hung(require_GET(self.page_view)), name="admin_center_card_page"),
            *acts,
        ]

    def _user(self, request: HttpRequest) -> User:
        require(self.has_view_permission(request), _("您的岗位不处理预警和牌。"))
        user = request.user
        assert isinstance(user, User)  # noqa: S101 – admin views demand a signed-in user
        return user

    def list_view(self, request: HttpRequest) -> HttpResponse:
        """Cards of one's departments, newest first."""
        user = self._user(request)
        state = request.GET.get("state", "")
        before = request.GET.get("before", "")
        is_id = before.isascii() and before.isdecimal() and len(before) < 19
        rows, more = page_of_cards(user, state=state, before=int(before) if is_id else None)
        context = {
            **self.admin_site.each_context(request),
            "title": _("预警与发牌"),
            "rows": rows,
            "more": more,
            "state": state,
            "states": Card.State.choices,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/admin_center/cards.html", context)

    def page_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One card."""
        user = self._user(request)
        return self._page(request, user, get_visible_or_404(cards_visible_to(user), pk=pk))

    def _page(
        self,
        request: HttpRequest,
        user: User,
        card: Card,
        *,
        error: PortalError | None = None,
        tried: str = "",
    ) -> HttpResponse:
        (row,) = described([card])
        context = {
            **self.admin_site.each_context(request),
            "title": f"{card.get_level_display()} {row.about.number}",
            "card": card,
            "about": row.about,
            "account": account_of(card),
            "turns": turns_of(card),
            "may_answer": card.state in ANSWERABLE and can_answer(user, card),
            "may_judge": card.state == Card.State.ANSWERED and can_judge(user, card),
            "may_revoke": card.state != Card.State.REVOKED and can_judge(user, card),
            "error": error,
            "tried": tried,
            "typed": request.POST,
            "opts": self.opts,
        }
        status = 422 if error else 200
        return TemplateResponse(request, "admin/admin_center/card.html", context, status=status)

    def _act(self, act: str) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            user = self._user(request)
            card = get_visible_or_404(cards_visible_to(user), pk=pk)
            require(can_answer(user, card) if act == "answer" else can_judge(user, card))
            try:
                said = ACTS[act](user, card, request)
            except PortalError as error:
                card.refresh_from_db()
                return self._page(request, user, card, error=error, tried=act)
            messages.success(request, said)
            return HttpResponseRedirect(reverse("admin:admin_center_card_page", args=[card.pk]))

        return view
