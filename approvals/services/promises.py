"""补齐容缺材料; the rule is in approvals.rules.promises."""

from collections.abc import Mapping, Sequence

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.models import User
from approvals.enums import MaterialState
from approvals.models import Case, Material
from approvals.rules import promises
from approvals.services.act import perform
from core.errors import PortalError, Refused
from core.files.models import StoredFile
from core.files.services import forget, receive_checked
from core.now import now

Uploads = Mapping[str, Sequence["UploadedFile[bytes]"]]


def owed_by_applicant(case: Case) -> list[Material]:
    """What was promised and is still missing."""
    return list(case.materials.filter(state=MaterialState.PROMISED).order_by("position"))


def complete_promise(case: Case, *, by: User, uploads: Uploads) -> dict[str, str]:
    """Check every upload and hand everything in at once.

    Errors by material key; with any of them nothing is stored. Raises what the rule raises.
    """
    errors = {row.key: _("请上传%(name)s") % {"name": row.name} for row in owed_by_applicant(case)}
    errors = {key: text for key, text in errors.items() if not uploads.get(key)}
    stored: dict[str, list[StoredFile]] = {}
    for key, files in uploads.items():
        for upload in files:
            try:
                stored.setdefault(key, []).append(receive_checked(upload, by=by))
            except Refused as error:
                errors[key] = _("“%(name)s”没有收：%(why)s") % {"name": upload.name, "why": error}
    try:
        if not errors:
            ids = {key: [one.pk for one in files] for key, files in stored.items()}
            perform(
                case.pk,
                by=by.pk,
                decide=lambda file: promises.complete_promise(file, by=by.pk, at=now(), files=ids),
            )
    except PortalError:
        _forget(stored)
        raise
    if errors:
        _forget(stored)
    return errors


def _forget(stored: Mapping[str, Sequence[StoredFile]]) -> None:
    for files in stored.values():
        for one in files:
            forget(one)
