"""Finding an item and reading its guide; no account is needed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from citizens_home import selectors
from citizens_home.presenters import guide as guide_presenter
from citizens_home.presenters import items as presenter
from citizens_home.presenters import materials as sheets
from core.now import today


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """Every item, searched and filtered. Open to everyone."""
    asked = presenter.Asked.read(request.GET)
    listing = presenter.listing(selectors.find_items(asked.q), asked)
    return render(
        request,
        "citizens_home/items/list.html",
        {"list": listing, "asked": asked, "all_url": presenter.Asked(q=asked.q).address()},
    )


@require_safe
def item(request: HttpRequest, slug: str) -> HttpResponse:
    """The guide of one item, with its questions answered before login. Open to everyone."""
    found = selectors.guide_item(slug)
    if found is None:
        raise Http404
    guide = guide_presenter.guide(
        found,
        windows=selectors.windows_of(found),
        answers=request.GET,
        due=selectors.example_due(found, today()),
        plan_owner=selectors.plan_owner(found),
    )
    return render(request, "citizens_home/items/guide.html", {"guide": guide, "item": found})


@require_safe
def material(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One material: what counts as good, or the blank form to print. Open to everyone."""
    found = selectors.guide_item(slug)
    is_online = found is not None and found.online_level in guide_presenter.ONLINE_LEVELS
    sheet = sheets.sheet(selectors.published(found).content, key, is_online=is_online) if found else None
    if sheet is None:
        raise Http404
    return render(request, "citizens_home/items/material.html", {"sheet": sheet, "item": found})
