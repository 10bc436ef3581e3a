"""Standing pages: about, privacy, accessibility; and what packages offer today."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


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
    """One-dragon packages: what each contains. Open to everyone."""
    return render(request, "citizens_home/pages/packages.html")
