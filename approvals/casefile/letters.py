"""The letter an act leaves: a document row with frozen values, rendered and sealed after commit."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation

from admin_center.clocks.enums import Unit
from admin_center.registry.models import ServiceItem
from approvals.casefile.changes import Changes
from approvals.casefile.file import CASE, CaseFile
from approvals.casefile.sealing import sealed
from approvals.models import Decision
from approvals.workflow import Role
from core.documents.kinds import DocumentKind
from core.documents.services.request_document import document_row, render_promise

# A word for each kind keeps letter numbers short and unique: case number, word, event number.
MARKS = {
    DocumentKind.RECEIPT: "收",
    DocumentKind.ACCEPTANCE: "受",
    DocumentKind.SUPPLEMENT: "补",
    DocumentKind.NON_ACCEPTANCE: "不受",
    DocumentKind.NOT_OUR_MATTER: "不属",
    DocumentKind.TRANSFER: "转",
    DocumentKind.EXTENSION: "延",
    DocumentKind.SPECIAL_PROCEDURE: "特",
    DocumentKind.RESUMPTION: "恢",
    DocumentKind.REDATING: "期",
    DocumentKind.GRANT: "准",
    DocumentKind.REFUSAL: "不许",
    DocumentKind.TERMINATION: "终",
    DocumentKind.WITHDRAWAL: "撤",
    DocumentKind.DELIVERY: "送",
    DocumentKind.CORRECTION: "更",
    DocumentKind.REVOCATION_PROPOSAL: "拟销",
    DocumentKind.REVOCATION: "销",
    DocumentKind.REOPENING: "重",
    DocumentKind.BAR: "限",
    DocumentKind.BAR_LIFTED: "解",
}
# Only a licence is called one; what the other kinds of items end in has plainer names.
PLAIN_TITLES = {
    DocumentKind.GRANT: "准予办理决定书",
    DocumentKind.REFUSAL: "不予办理决定书",
    DocumentKind.REVOCATION_PROPOSAL: "撤销决定事先告知书",
    DocumentKind.REVOCATION: "撤销决定书",
}
LICENSING_LAW = "《中华人民共和国行政许可法》"
# 行政复议法 art. 20, 22; 行政诉讼法 art. 46; 行政许可法 art. 38.
REMEDIES = (
    "如不服本决定，可以自收到之日起六十日内向杭州市余杭区人民政府申请行政复议"
    "（可以在网上提交），也可以自收到之日起六个月内依法向人民法院提起行政诉讼。"
)
_END = "。！？；…"


def letter(changes: Changes, kind: str = "", *, number: str = "", title: str = "", **values: Any) -> str:
    """Add the letter of the act (its kind from the transition table unless given); returns its token.

    `values` join the facts every letter carries; keys ending in `_on` and `_at` are printed as dates.
    An act that leaves two papers names the one its event points to last.
    """
    file = changes.file
    wanted = DocumentKind(kind or changes.line.letter or "")
    # Official words are Chinese in whatever language the acting person reads the portal.
    with translation.override("zh-hans"):
        row = _row(changes, file, wanted, number, title or title_of(file, wanted), values)
    changes.rows["document"].append(row)
    changes.rows["outbox"].append(render_promise(row))
    changes.data["document"] = row["token"]
    return str(row["token"])


def title_of(file: CaseFile, kind: DocumentKind) -> str:
    """The printed title where it is not the name of the kind; else empty."""
    return "" if is_licence(file) else PLAIN_TITLES.get(kind, "")


def is_licence(file: CaseFile) -> bool:
    """Whether the item is an administrative licence (行政许可) in the sense of the Licensing Law."""
    return file.plan.item_kind == ServiceItem.Kind.PERMIT


def law(file: CaseFile, article: str) -> str:
    """The article of the Licensing Law a letter rests on; empty for items that are no licence."""
    return f"{LICENSING_LAW}{article}" if is_licence(file) else ""


def _sentence(text: str) -> str:
    """Words a person typed, ending as a sentence does."""
    words = text.strip()
    return words if not words or words[-1] in _END else f"{words.rstrip('.,;，、')}。"


def _row(
    changes: Changes, file: CaseFile, kind: DocumentKind, number: str, title: str, values: dict[str, Any]
) -> dict[str, Any]:
    told = {
        "applicant": file.applicant_name,
        "case_number": file.number,
        "project": file.title,
        "received_on": file.received_on,
        "accepted_on": file.accepted_on,
        "contact": file.department_phone,
        **({"title": title} if title else {}),
        **values,
    }
    if "reasons" in told:
        told["reasons"] = [_sentence(reason) for reason in told["reasons"]]
    if "legal_basis" in told:
        told["legal_basis"] = str(told["legal_basis"]).rstrip("。")
    return document_row(
        kind=kind,
        number=number or f"{file.number}-{MARKS[kind]}{changes.seq}",
        subject_kind=CASE,
        subject_id=file.id,
        agency=file.department_name,
        holder_masked=file.applicant_masked,
        values=told,
        issued_on=changes.on,
        at=changes.at,
        owner_id=file.applicant_user_id,
        item_name=file.plan.item_name,
        expires_on=values.get("expires_on"),
        must_draw=changes.role == Role.OFFICER and kind != DocumentKind.RECEIPT,
    )


def received(
    changes: Changes,
    title: str,
    files: Mapping[str, Sequence[int]],
    *,
    has_answers: bool = False,
    **told: Any,
) -> None:
    """Add the receipt for materials handed in later; `files` are ids of stored files by material key."""
    rows = [
        {"name": row.name, "form": "电子件", "copies": len(files[row.key])}
        for row in changes.file.materials
        if files.get(row.key)
    ]
    form = [{"name": "申请表（更改后的内容）", "form": "在线填写"}] if has_answers else []
    letter(changes, title=title, received_at=changes.at, channel="网上", materials=[*rows, *form], **told)


def days_text(days: int, unit: str) -> str:
    """5个工作日 or 30日, as letters write it."""
    return f"{days}个工作日" if unit == Unit.WORKING_DAYS else f"{days}日"


def decision(
    changes: Changes,
    outcome: str,
    *,
    reasons: str,
    legal_basis: str = "",
    remedies: str = "",
    conditions: Any = (),
) -> None:
    """Add the decision row; its reasons stand encrypted there and as a digest in the event."""
    changes.rows["decision_new"].append(
        {
            "case_id": changes.file.id,
            "seq": changes.file.decisions + 1,
            "outcome": outcome,
            "reasons": sealed(Decision, "reasons", reasons),
            "legal_basis": legal_basis,
            "remedies": remedies,
            "conditions": sealed(Decision, "conditions", list(conditions)),
            "decided_on": changes.on,
            "decided_by_id": changes.by,
        }
    )
    changes.data["outcome"] = outcome
    changes.keep("reasons", reasons)


def remedies(file: CaseFile) -> str:
    """Where to turn, and until when."""
    return REMEDIES
