"""Who gets into the agencies' half of the API. Strangers learn nothing (404), colleagues the reason (403)."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from approvals.permissions import can_receive_anywhere, can_use_workbench
from core.errors import Forbidden


class WorksHere(BasePermission):
    """Staff who hold some power over cases somewhere; for everybody else these addresses do not exist."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """404 instead of 403."""
        if not request.user.is_staff or not can_use_workbench(request.user):  # type: ignore[union-attr]
            raise Http404
        return True


class Receives(BasePermission):
    """Window clerks of a department, a township or a village."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """403 with the reason."""
        if not can_receive_anywhere(request.user):  # type: ignore[arg-type]
            raise Forbidden(_("只有窗口收件人员可以录入纸质申请。"))
        return True
