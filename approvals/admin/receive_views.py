"""窗口收件: the form in which a clerk enters an application on paper."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.models import DepartmentGroupObjectPermission, User
from accounts.models.departments import Verb
from accounts.policy import ids_where
from admin_center.halls.models import Site, SiteGroupObjectPermission
from admin_center.registry.answers import label_of
from admin_center.registry.models import ServiceItem, ServiceItemGroupObjectPermission
from approvals.enums import DeliveryMode
from approvals.models import Case
from approvals.permissions import can_receive_anywhere
from approvals.rules.opening import query_code
from approvals.selectors.desk import cases_to_open
from approvals.services.receive import (
    CHANNEL_OF,
    Faults,
    Paper,
    Party,
    receive_application,
    where_may_receive,
)
from core.errors import Forbidden, Refused
from core.tokens import new_token
from core.web.access import get_visible_or_404, require
from core.web.kept import say_restored, take
from core.web.words import name_of

WIDE = ("text", "address")


def items_to_receive(user: User) -> QuerySet[ServiceItem]:
    """Items this clerk may take in: of their departments, granted by item, or open at their own site."""
    allowed = Q(department__in=ids_where(user, Verb.RECEIVE, DepartmentGroupObjectPermission))
    allowed |= Q(pk__in=ids_where(user, Verb.RECEIVE, ServiceItemGroupObjectPermission))
    sites = Site.objects.filter(pk__in=ids_where(user, Verb.RECEIVE, SiteGroupObjectPermission))
    for level in set(sites.values_list("level", flat=True)):
        allowed |= Q(live_version__content__channels__contains=[CHANNEL_OF.get(level, "window")])
    return ServiceItem.objects.filter(allowed, is_active=True, live_version__isnull=False)


class ReceiveViews:
    """Views bound to the admin site that renders them."""

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def _user(self, request: HttpRequest) -> User:
        require(can_receive_anywhere(request.user), _("您的岗位不收件。"))
        return request.user  # type: ignore[return-value]

    def choose(self, request: HttpRequest) -> HttpResponse:
        """Which item is applied for."""
        items = (
            items_to_receive(self._user(request))
            .select_related("department")
            .order_by("department__name", "number")
        )
        context = {
            **self.site.each_context(request),
            "title": _("窗口收件"),
            "items": items.only("slug", "name", "number", "department__name"),
            "opts": Case._meta,
        }
        return TemplateResponse(request, "admin/approvals/receive.html", context)

    def enter(self, request: HttpRequest, slug: str) -> HttpResponse:
        """The form of one item; what was typed stays when something is wrong."""
        user = self._user(request)
        item = (
            ServiceItem.objects.select_related("department", "live_version")
            .filter(slug=slug, is_active=True)
            .first()
        )
        if item is None or item.live_version is None:
            raise Http404
        item.live_version.item = item
        place = where_may_receive(user, item)
        require(place is not None, _("您的窗口不收这个事项。"))
        if request.method != "POST":
            kept = take(request)
            if kept is None:
                return self._form(request, item, {"submit_key": new_token()}, {})
            say_restored(request)
            return self._form(request, item, {key: str(kept[key]) for key in kept}, {})
        try:
            receipt = receive_application(item, _paper(request), by=user)
        except Faults as error:
            return self._form(request, item, request.POST.dict(), error.faults, str(error), status=422)
        except (Refused, Forbidden) as error:
            return self._form(request, item, request.POST.dict(), {}, str(error), status=422)
        messages.success(request, _("已收件，受理答复的期限从今天起算。"))
        return redirect("admin:approvals_case_received", token=receipt.token)

    def _form(
        self,
        request: HttpRequest,
        item: ServiceItem,
        typed: dict[str, str],
        faults: dict[str, str],
        error: str = "",
        status: int = 200,
    ) -> HttpResponse:
        content = item.live_version.content if item.live_version else {}
        context = {
            **self.site.each_context(request),
            "title": _("窗口收件：%(item)s") % {"item": name_of(item)},
            "item": item,
            "typed": typed,
            "faults": faults,
            "error": error,
            "party": [_line(key, label, typed, faults) for key, label in _party_boxes()],
            "is_organisation": typed.get("party_kind", _usual(item)) == "organisation",
            "fields": [_box(field, typed, faults) for field in content.get("form_fields", [])],
            "materials": [
                _material(m, typed, fresh=not faults and not error) for m in content.get("materials", [])
            ],
            "modes": DeliveryMode.choices,
            "mode": typed.get("delivery_mode", DeliveryMode.WINDOW),
            "opts": Case._meta,
        }
        return TemplateResponse(request, "admin/approvals/receive_form.html", context, status=status)

    def received(self, request: HttpRequest, token: str) -> HttpResponse:
        """The receipt for the applicant: number, query code, what comes next. Made to be printed."""
        case: Case = get_visible_or_404(cases_to_open(self._user(request)), token=token)
        context = {
            **self.site.each_context(request),
            "title": _("收件凭证"),
            "case": case,
            "code": query_code(case.number),
            "clock": case.steps.filter(kind="accept")
            .order_by("round")
            .values_list("due_on", flat=True)
            .first(),
            "opts": Case._meta,
        }
        return TemplateResponse(request, "admin/approvals/received.html", context)


def _usual(item: ServiceItem) -> str:
    return "organisation" if item.audience == ServiceItem.Audience.ENTERPRISE else "person"


def _party_boxes() -> Iterable[tuple[str, str]]:
    return (
        ("party_name", _("姓名或单位全称")),
        ("party_code", _("身份证号或统一社会信用代码")),
        ("party_phone", _("联系电话")),
        ("party_address", _("地址（可不填）")),
    )


def _line(key: str, label: str, typed: dict[str, str], faults: dict[str, str]) -> dict[str, Any]:
    return {"key": key, "label": label, "value": typed.get(key, ""), "fault": faults.get(key, "")}


def _box(field: dict[str, Any], typed: dict[str, str], faults: dict[str, str]) -> dict[str, Any]:
    kind = field.get("type", "text")
    choices = [(c["value"], label_of(c)) for c in field.get("choices") or []]
    if kind == "yes_no":
        choices = [("yes", _("是")), ("no", _("否"))]
    return {
        **_line(field["key"], label_of(field), typed, faults),
        "kind": kind,
        "optional": not field.get("required", True),
        "choices": choices,
        "wide": kind in WIDE,
        "unit": field.get("unit", ""),
        "hint": "2026-11-24" if kind == "date" else "",
        "numbered": kind in ("id_number", "uscc"),
        "taken": bool(typed.get(f"taken:{field['key']}")),
    }


def _material(entry: dict[str, Any], typed: dict[str, str], *, fresh: bool) -> dict[str, Any]:
    key = entry["key"]
    return {
        "key": key,
        "name": label_of(entry, "name"),
        "form": key.startswith("form__"),
        "condition": entry.get("condition") or "",
        "received": bool(typed.get(f"got:{key}")),
        "original": entry.get("original", 0),
        "copies": entry.get("copies", 0),
        "verify": entry.get("verify_original", False),
    }


def _paper(request: HttpRequest) -> Paper:
    typed = request.POST.dict()
    return Paper(
        party=Party(
            is_organisation=typed.get("party_kind") == "organisation",
            name=typed.get("party_name", "")[:120],
            code=typed.get("party_code", "")[:40],
            phone=typed.get("party_phone", "")[:40],
            address=typed.get("party_address", "")[:200],
            seen=bool(typed.get("party_seen")),
        ),
        typed={key: value[:4000] for key, value in typed.items()},
        received=[key.removeprefix("got:") for key in typed if key.startswith("got:")],
        taken=[key.removeprefix("taken:") for key in typed if key.startswith("taken:")],
        delivery_mode=typed.get("delivery_mode", ""),
        submit_key=typed.get("submit_key", "")[:40] or new_token(),
    )
