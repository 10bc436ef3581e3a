"""The demo outbox: what the demonstration's mail and SMS provider was given."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from core.letters.models import Delivery, DeliveryState, DemoLetter
from core.letters.selectors import became_of

PER_PAGE = 30


@method_decorator(never_cache, name="dispatch")
class DemoOutboxView(View):
    """Every demonstration letter, newest first; open to all, because all of it is invented."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page of letters."""
        if not settings.DEMO:
            raise Http404
        page = Paginator(DemoLetter.objects.all(), PER_PAGE).get_page(request.GET.get("page"))
        became = became_of([letter.key for letter in page])
        for letter in page:
            letter.became = became.get(letter.key, "")  # type: ignore[attr-defined]
        waiting = Delivery.objects.filter(state=DeliveryState.QUEUED).order_by("-id")[:PER_PAGE]
        return render(request, "core/letters/demo_outbox.html", {"page": page, "waiting": waiting})
