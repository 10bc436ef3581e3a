"""The home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from admin_center.registry.selectors import open_items
from citizens_home import selectors
from citizens_home.presenters import home as presenter
from citizens_home.presenters import packages
from core.now import today


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search, popular items, this week's figures, townships. Open to everyone."""
    figures = selectors.week_figures(today())
    items = list(open_items().filter(slug__in=presenter.POPULAR | packages.slugs()))
    sites = selectors.township_sites()
    context = {
        "try_words": presenter.TRY_WORDS,
        "town_count": len(sites),
        "columns": presenter.columns(items, selectors.audience_counts()),
        "packages": packages.packages(items),
        "figures": presenter.figures(figures),
        "week": figures,
        "decisions": selectors.recent_decisions(today()),
        "towns": presenter.town_groups(sites),
    }
    return render(request, "citizens_home/home/home.html", context)
