"""按键设置: the page of one's own keys; it lists every key of the workbench and works without scripts."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.models import User
from approvals.models import Step
from approvals.permissions import can_use_workbench
from approvals.rules.keys import BOTH, CASE, DEFAULTS, KEYS, LIST, read_key, shown
from approvals.services.own_keys import drop_keys, keep_keys, keys_of
from core.web.access import require


class KeysViews:
    """Views bound to the admin site that renders them."""

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def keys(self, request: HttpRequest) -> HttpResponse:
        """The list of keys and the form to change them."""
        require(can_use_workbench(request.user), _("您的岗位不办理办件。"))
        user: Any = request.user
        if request.method != "POST":
            return self._page(request, {name: shown(key) for name, key in keys_of(user).items()}, {})
        return self._keep(request, user)

    def _keep(self, request: HttpRequest, user: User) -> HttpResponse:
        if request.POST.get("to_defaults"):
            drop_keys(by=user)
            messages.success(request, _("已恢复默认按键。"))
            return redirect("admin:approvals_step_keys")
        typed = {name: request.POST.get(name, "") for name in DEFAULTS}
        wrong = keep_keys({name: read_key(text) for name, text in typed.items()}, by=user)
        if wrong:
            return self._page(request, typed, wrong)
        messages.success(request, _("按键已保存，换电脑也照这样用。"))
        return redirect("admin:approvals_step_keys")

    def _page(self, request: HttpRequest, typed: dict[str, str], wrong: dict[str, str]) -> HttpResponse:
        groups = ((BOTH, _("待办列表和办件页都用")), ({LIST}, _("待办列表")), ({CASE}, _("办件页")))
        context = {
            **self.site.each_context(request),
            "title": _("按键"),
            "groups": [
                {
                    "name": name,
                    "rows": [
                        {
                            "key": key,
                            "start": shown(key.start),
                            "typed": typed[key.name],
                            "wrong": wrong.get(key.name, ""),
                        }
                        for key in KEYS
                        if key.pages == pages
                    ],
                }
                for pages, name in groups
            ],
            "wrong": [(key, wrong[key.name]) for key in KEYS if key.name in wrong],
            "opts": Step._meta,
        }
        status = 422 if wrong else 200
        return TemplateResponse(request, "admin/approvals/keys.html", context, status=status)
