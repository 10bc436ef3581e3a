"""Pages for requests that went wrong: what happened, what became of the answers, what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.api.problems import is_for_programs, outside


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    if is_for_programs(request):
        return outside("unreadable")
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: a colleague without the right; strangers get 404 elsewhere."""
    if is_for_programs(request):
        return outside("forbidden")
    return render(request, "errors/403.html", {"reason": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or none for this visitor."""
    if is_for_programs(request):
        return outside("not-found")
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Rendered without a context so that a broken database cannot break it again."""
    if is_for_programs(request):
        return outside("fault")
    return render(None, "errors/500.html", status=500)  # type: ignore[arg-type]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open too long or cookies are off; says that saved answers are safe."""
    return render(request, "errors/csrf.html", status=403)
