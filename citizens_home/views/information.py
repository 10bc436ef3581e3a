"""What the district publishes today: the law behind every item, and how the centre performs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from admin_center.registry.selectors import open_items
from citizens_home import selectors
from citizens_home.presenters import home
from citizens_home.presenters import information as presenter
from core.now import today

# How many laws stand open on the page; the rest unfold.
FIRST_LAWS = 20


@require_safe
def information(request: HttpRequest) -> HttpResponse:
    """Legal bases of the catalogue and the two ways to ask for more. Open to everyone."""
    q = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:60]
    laws = presenter.laws(selectors.legal_bases(), q)
    guides = open_items().filter(slug__in=presenter.ASK_FOR)
    context = {
        "laws": laws,
        "first_laws": laws[:FIRST_LAWS],
        "more_laws": laws[FIRST_LAWS:],
        "q": q,
        "guides": [home.line(item) for item in guides],
        "counts": selectors.audience_counts(),
    }
    return render(request, "citizens_home/information/information.html", context)


@require_safe
def sunshine(request: HttpRequest) -> HttpResponse:
    """Figures by department, decisions and the published roots of the record. Open to everyone."""
    context = {
        "week": selectors.week_figures(today()),
        "departments": presenter.department_rows(selectors.department_figures(today())),
        "decisions": selectors.recent_decisions(20),
        "roots": presenter.root_rows(selectors.audit_roots(10)),
    }
    context["figures"] = home.figures(context["week"])
    return render(request, "citizens_home/information/sunshine.html", context)
