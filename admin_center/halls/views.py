"""The centre as a place: halls, windows, towns and villages, and how to get there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from admin_center.halls import visiting


@require_safe
def centre(request: HttpRequest) -> HttpResponse:
    """Every site with its windows, hours and telephone. Open to everyone."""
    return render(request, "admin_center/centre.html", visiting.centre())
