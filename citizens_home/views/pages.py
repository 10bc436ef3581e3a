"""Standing pages: about, privacy, accessibility; and the one-dragon packages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from admin_center.registry.selectors import open_items
from citizens_home.presenters import packages as presenter


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this site is, and of which year its organisations and rules are. Open to everyone."""
    return render(request, "citizens_home/pages/about.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, how long, who sees it. Open to everyone."""
    return render(request, "citizens_home/pages/privacy.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works for whom and where to say that it does not. Open to everyone."""
    return render(request, "citizens_home/pages/accessibility.html")


@require_safe
def packages(request: HttpRequest) -> HttpResponse:
    """Every one-dragon package with its stages. Open to everyone."""
    items = open_items().filter(slug__in=presenter.slugs())
    return render(request, "citizens_home/pages/packages.html", {"packages": presenter.packages(items)})


@require_safe
def package(request: HttpRequest, slug: str) -> HttpResponse:
    """The stages and items of one package, each linked to its guide. Open to everyone."""
    items = open_items().filter(slug__in=presenter.slugs())
    found = next((one for one in presenter.packages(items) if one.slug == slug), None)
    if found is None:
        raise Http404
    return render(request, "citizens_home/pages/package.html", {"package": found})
