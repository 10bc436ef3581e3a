"""The home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from citizens_home import selectors
from citizens_home.presenters import home as presenter
from core.now import today


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search, popular items, this week's figures, townships. Open to everyone."""
    figures = selectors.week_figures(today())
    popular = selectors.live_items().filter(slug__in=presenter.POPULAR)
    sites = selectors.township_sites()
    context = {
        "try_words": presenter.TRY_WORDS,
        "town_count": len(sites),
        "columns": presenter.columns(popular, selectors.audience_counts()),
        "figures": presenter.figures(figures),
        "week": figures,
        "decisions": selectors.recent_decisions(),
        "towns": presenter.town_groups(sites),
    }
    return render(request, "citizens_home/home/home.html", context)
