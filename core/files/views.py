"""Handing out stored files to their people."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from core.errors import Refused
from core.files import registry
from core.files.models import FileState, StoredFile
from core.files.preview import page_picture
from core.files.serving import attachment, made_here
from core.files.storage import absolute


def readable_or_404(request: HttpRequest, token: str) -> StoredFile:
    """The checked file `token`, for those who may read it; for all others it does not exist."""
    stored = StoredFile.objects.filter(token=token, state=FileState.CLEAN).first()
    if stored is None or not registry.may_read(request.user, stored):
        raise Http404
    return stored


@require_GET
@login_required
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file as an attachment under the name it was handed in with."""
    stored = readable_or_404(request, token)
    return attachment(absolute(stored.path), name=stored.name, kind=stored.kind)


@require_GET
@login_required
def preview(request: HttpRequest, token: str, page: int, width: int) -> HttpResponseBase:
    """A picture of one page."""
    stored = readable_or_404(request, token)
    try:
        picture = page_picture(stored, page=page, width=width)
    except Refused:
        raise Http404 from None
    return made_here(picture.read_bytes(), name=f"{page}.png", content_type="image/png", inline=True)
