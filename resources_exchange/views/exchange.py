"""The public resources exchange in its first release: the two items that are open, and who to ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from admin_center.registry.models import ServiceItem

SLUG = "exchange-centre"


@require_safe
def exchange(request: HttpRequest) -> HttpResponse:
    """What can be done online today about public resources exchange. Open to everyone."""
    items = (
        ServiceItem.objects.filter(is_active=True, live_version__isnull=False, department__slug=SLUG)
        .select_related("department", "live_version")
        .defer("live_version__content")
        .order_by("number")
    )
    return render(request, "resources_exchange/exchange.html", {"items": items})
