"""What the district publishes today: the law behind every item, and how the centre performs."""

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from admin_center.registry.selectors import open_items
from citizens_home import selectors
from citizens_home.presenters import home
from citizens_home.presenters import information as presenter
from core.now import today
from core.records.roots import published_lines

# How many laws stand open on the page; the rest unfold.
FIRST_LAWS = 20
CHECKER = settings.BASE_DIR / "docs" / "check_record.py"


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
def roots_file(request: HttpRequest) -> HttpResponse:
    """Every daily root, one JSON line a day: the file outsiders fetch and keep (docs/check_record.py)."""
    body = "".join(f"{line}\n" for line in published_lines())
    return HttpResponse(body, content_type="application/jsonl; charset=utf-8")


@require_safe
def checker(request: HttpRequest) -> FileResponse:
    """The small program that checks an exported record offline, as source text."""
    return FileResponse(CHECKER.open("rb"), as_attachment=True, filename=CHECKER.name)


@require_safe
def sunshine(request: HttpRequest) -> HttpResponse:
    """Figures by department, decisions and the published roots of the record. Open to everyone."""
    week = selectors.week_figures(today())
    context = {
        "week": week,
        "departments": presenter.department_rows(selectors.department_figures(today())),
        "decisions": selectors.recent_decisions(today(), 20),
        "roots": presenter.root_rows(selectors.audit_roots(10)),
        "figures": home.figures(week),
    }
    return render(request, "citizens_home/information/sunshine.html", context)
