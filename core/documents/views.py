"""The public page of verification, and the download for the people of a document."""

import hashlib

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.documents import registry
from core.documents.models import Document, DocumentState
from core.documents.verdicts import grouped, verdict_on
from core.files.serving import attachment
from core.files.storage import absolute
from core.web.address import client_address
from core.web.forms import PortalForm
from core.web.limits import Limit

LOOKUPS = Limit("verify", most=60, seconds=60)
COMPARISONS = Limit("verify-compare", most=10, seconds=60)


class CompareForm(PortalForm):
    """A file to compare with the one we issued; it is read and forgotten."""

    file = forms.FileField(
        label=gettext_lazy("您手里的 PDF 文件"),
        help_text=gettext_lazy("只计算摘要来比对，不保存您的文件。最大 50 MB。"),
        error_messages={
            "required": gettext_lazy("请选择要比对的文件。"),
            "empty": gettext_lazy("这个文件是空的，请换一个。"),
        },
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Not larger than any file we issue."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.PORTAL_FILE_MAX_BYTES:
            raise forms.ValidationError(_("文件超过 50 MB，不会是本站发出的文书。"))
        return file


class FindForm(PortalForm):
    """The code printed under the square code of a document."""

    token = forms.RegexField(
        regex=r"^[A-Za-z0-9_-]{16,40}$",
        label=gettext_lazy("核验码"),
        help_text=gettext_lazy("印在文书二维码旁边，网址“/verify/”后面的那一串字符，区分大小写。"),
        error_messages={
            "required": gettext_lazy("请输入核验码。"),
            "invalid": gettext_lazy("请照文书上印的样子输入核验码，不要多字或少字。"),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: object = None) -> None:
        tidy = {"token": str(data.get("token", "")).strip().strip("/").rsplit("/", 1)[-1]} if data else None  # type: ignore[attr-defined]
        super().__init__(tidy)


@require_http_methods(["GET", "HEAD"])
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Where to type the code of a document when the square code cannot be scanned."""
    form = FindForm(request.GET) if "token" in request.GET else FindForm()
    if form.is_bound and form.is_valid():
        return redirect("core_documents:verify", token=form.cleaned_data["token"])
    return render(request, "core/verify_find.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Whether the document `token` is valid, for anybody. POST compares an uploaded file with ours."""
    limit = COMPARISONS if request.method == "POST" else LOOKUPS
    if not limit.hit(client_address(request)):
        return render(request, "core/verify_busy.html", status=429)
    document = Document.objects.filter(token=token).select_related("replaced_by").first()
    if document is None:
        return render(request, "core/verify_unknown.html", {"host": _host()}, status=404)
    form = CompareForm(request.POST, request.FILES) if request.method == "POST" else CompareForm()
    same = None
    if form.is_bound and form.is_valid():
        same = _digest(form.cleaned_data["file"]) == document.sha256
    shown = {
        "document": document,
        "verdict": verdict_on(document),
        "digest": grouped(document.sha256),
        "host": _host(),
        "form": form,
        "same": same,
        "mine": registry.may_read(request.user, document) and bool(document.path),
    }
    return render(request, "core/verify.html", shown, status=422 if form.errors else 200)


@require_GET
@login_required
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """The PDF, for its owner and the people of its case; for others it does not exist."""
    document = Document.objects.filter(token=token).exclude(state=DocumentState.RENDERING).first()
    if document is None or not registry.may_read(request.user, document):
        raise Http404
    return attachment(absolute(document.path), name=f"{document.title} {document.number}.pdf", kind="pdf")


def _digest(file: "UploadedFile[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _host() -> str:
    return str(settings.PORTAL_URL).split("//", 1)[-1].rstrip("/")
