"""Asking, complaining, suggesting: who answers, by when, on which line."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from citizens_home import selectors


@require_safe
def interaction(request: HttpRequest) -> HttpResponse:
    """Telephones of every department that serves the public. Open to everyone."""
    context = {"departments": selectors.departments_with_items()}
    return render(request, "citizens_home/interaction/interaction.html", context)
