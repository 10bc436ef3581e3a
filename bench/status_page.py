"""P2: the public status page against a bare Django view, both through the whole handler with its middleware.

Every question asks the database and comes from another address. `cold` draws the answer anew each time;
the other line keeps drawings as the page does, under the text that the database gave. By processor time
of the web process and of its database session together. Rounds alternate; medians of five.
"""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import django
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from bench.rig import alternating, backend_cpu, line

django.setup()

from approvals.rules.opening import query_code  # noqa: E402
from approvals.services.intake import accept_case  # noqa: E402
from citizens_home import urls  # noqa: E402
from citizens_home.presenters.status import forget_panels  # noqa: E402
from tests.approvals.bureau import bureau, submitted  # noqa: E402

CASES = 120
REQUESTS = 1500
FORM = "application/x-www-form-urlencoded"
BARE, PAGE = "/bench-bare/", "/status/"


@csrf_exempt
def bare(request: HttpRequest) -> HttpResponse:
    """The least a Django view can do."""
    return HttpResponse("ok")


def _beside_the_page() -> None:
    """Put the bare view next to the page in the same URL plan."""
    place = next(n for n, route in enumerate(urls.urlpatterns) if getattr(route, "name", "") == "status")
    urls.urlpatterns.insert(place, path("bench-bare/", bare))


def _cases() -> list[str]:
    office = bureau("bench")
    bodies = []
    for place in range(CASES):
        case = submitted(office)
        if place % 2:
            accept_case(case.pk, by=office.clerk)
        bodies.append(urlencode({"no": case.number, "code": query_code(case.number)}))
    return bodies


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


class Visitors:
    """Asks and asks, each time as somebody else."""

    def __init__(self, bodies: list[str]) -> None:
        self.handler, self.factory = WSGIHandler(), RequestFactory()
        self.bodies, self.asked, self.backend = bodies, 0, _backend()

    def __call__(self, target: str, *, cold: bool = False) -> float:
        """Microseconds of processor time for one request."""
        started, database = time.process_time(), backend_cpu(self.backend)
        for _ in range(REQUESTS):
            self.asked += 1
            if cold:
                forget_panels()
            address = f"10.{self.asked >> 16 & 255}.{self.asked >> 8 & 255}.{self.asked & 255}"
            body = self.bodies[self.asked % CASES]
            request = self.factory.post(target, body, FORM, REMOTE_ADDR=address, HTTP_HOST="127.0.0.1")
            response = self.handler.get_response(request)
            if response.status_code != 200:
                raise RuntimeError(f"{target} answered {response.status_code}")
        spent = time.process_time() - started + backend_cpu(self.backend) - database
        return spent / REQUESTS * 1e6


def run() -> Iterator[dict[str, Any]]:
    """Two lines: microseconds a request."""
    _beside_the_page()
    visitors = Visitors(_cases())
    visitors(PAGE)
    for name, cold in (("status_page_uncached", False), ("status_page_uncached_cold", True)):
        ours, base = alternating(lambda cold=cold: visitors(PAGE, cold=cold), lambda: visitors(BARE))
        yield line(name, ours, base, base / ours, "ratio ≥ 0.45", "µs CPU a request")
