"""Acts in the workbench: a refusal becomes a sentence on the page, never a 500."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from core.errors import PortalError


class RefusalMixin:
    """For a ModelAdmin whose save calls services: the transaction is rolled back and the reason shown."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Django's view; a refusal leads back to the same page with its sentence."""
        try:
            return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc,no-any-return]
        except PortalError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(request.path)


class ReadOnlyMixin:
    """For a ModelAdmin that only shows: nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False
