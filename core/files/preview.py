"""Pictures of pages for the staff viewer, drawn by us in a fenced process and kept beside the file.

The viewer never gets the file itself. PDF pages are drawn by poppler, pictures by Pillow in a process of its
own; both have a limit of time and memory. DOCX, XLSX and OFD have no preview: they are downloaded.
"""

import hashlib
import os
import resource
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import Refused
from core.files import storage
from core.files.models import FileState, StoredFile

SECONDS = 20
MEMORY = 1024 * 1024 * 1024
WIDTHS = (240, 1400, 2400)
_SHRINK = (
    "import sys; from PIL import Image, ImageOps; Image.MAX_IMAGE_PIXELS=150_000_000; w=int(sys.argv[3]);"
    "i=Image.open(sys.argv[1]); i.draft('RGB',(w,w*3)); i=ImageOps.exif_transpose(i); i.thumbnail((w,w*3));"
    "i.convert('RGB').save(sys.argv[2],'PNG')"
)


def page_picture(stored: StoredFile, *, page: int = 1, width: int = 1400) -> Path:
    """A PNG of page `page` (from 1) about `width` pixels wide; cached under the file's digest.

    Raises Refused when there is nothing to draw: not yet checked, no preview for this kind, no such page.
    """
    if stored.state != FileState.CLEAN:
        raise Refused(_("文件还在检查，稍后再看。"), code="not_checked")
    if stored.kind not in ("pdf", "jpg", "png"):
        raise Refused(_("这种文件不能预览，请下载后查看。"), code="no_preview")
    if width not in WIDTHS or page < 1 or page > (stored.pages or 1):
        raise Refused(_("没有这一页。"), code="no_page")
    picture = _cache(stored, page, width)
    if not picture.exists():
        _draw(stored, page, width, picture)
    return picture


def _cache(stored: StoredFile, page: int, width: int) -> Path:
    name = hashlib.sha256(f"{stored.sha256}:{stored.token}".encode()).hexdigest()
    return Path(settings.DATA_DIR) / "previews" / name[:2] / f"{name}-{page}-{width}.png"


def _draw(stored: StoredFile, page: int, width: int, picture: Path) -> None:
    picture.parent.mkdir(parents=True, exist_ok=True)
    draft = picture.with_name(f".{picture.name}.{os.getpid()}")
    source = str(storage.absolute(stored.path))
    command = [sys.executable, "-I", "-c", _SHRINK, source, str(draft), str(width)]
    if stored.kind == "pdf":
        command = ["pdftoppm", "-png", "-singlefile", "-f", str(page), "-l", str(page), "-cropbox"]
        command += ["-scale-to-x", str(width), "-scale-to-y", "-1", source, str(draft)]
    try:
        subprocess.run(  # noqa: S603 fixed program, our own paths
            command,
            check=True,
            timeout=SECONDS,
            capture_output=True,
            preexec_fn=_fence,
            env={"PATH": os.environ["PATH"]},
        )
        made = Path(f"{draft}.png") if stored.kind == "pdf" else draft
        made.replace(picture)
    except FileNotFoundError:
        raise Refused(_("服务器缺少预览组件，请下载后查看。"), code="no_poppler") from None
    except subprocess.SubprocessError:
        raise Refused(_("这一页画不出来，请下载后查看。"), code="not_drawn") from None
    finally:
        for leftover in (draft, Path(f"{draft}.png")):
            leftover.unlink(missing_ok=True)


def _fence() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024 * 1024, 64 * 1024 * 1024))
