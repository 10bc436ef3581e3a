"""What the page of verification says about a document: the verdict first, then the facts behind it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.documents.models import Document, DocumentState
from core.now import today

GROUP = 8


@dataclass(frozen=True)
class Verdict:
    """`code` is valid, expired, revoked, replaced or rendering; `tone` picks the colour of the notice."""

    code: str
    title: str
    text: str
    tone: str


def verdict_on(document: Document, on: date | None = None) -> Verdict:
    """The verdict on a day (default: today in Shanghai)."""
    day = on or today()
    state = document.state
    if state == DocumentState.RENDERING:
        return Verdict("rendering", _("制证中"), _("决定已经作出，文书正在制作，几分钟后再来查看。"), "due")
    if state == DocumentState.REVOKED:
        return Verdict("revoked", _("已撤销"), _("这份文书已被发证机关撤销，不再有效。"), "red")
    if state == DocumentState.REPLACED:
        return Verdict("replaced", _("已换发"), _("这份文书已换发新的，请以新的为准。"), "red")
    if document.expires_on and document.expires_on < day:
        return Verdict("expired", _("已过期"), _("这份文书是真实的，但已超过有效期。"), "due")
    return Verdict("valid", _("有效"), _("这份文书由下列机关发出，现在有效。"), "done")


def grouped(digest: str) -> str:
    """A digest in groups, for eyes."""
    return " ".join(digest[i : i + GROUP] for i in range(0, len(digest), GROUP))
