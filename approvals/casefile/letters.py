"""The letter an act leaves: a document row with frozen values, rendered and sealed after commit."""

from typing import Any

from django.utils import translation

from admin_center.clocks.enums import Unit
from approvals.casefile.changes import Changes
from approvals.casefile.file import CASE, CaseFile
from approvals.casefile.sealing import sealed
from approvals.models import Decision
from approvals.workflow import Role
from core.documents.kinds import DocumentKind
from core.documents.services.request_document import document_row, render_promise

# One character per kind keeps letter numbers short and unique: case number, character, event number.
MARKS = {
    DocumentKind.ACCEPTANCE: "受",
    DocumentKind.SUPPLEMENT: "补",
    DocumentKind.NON_ACCEPTANCE: "不受",
    DocumentKind.EXTENSION: "延",
    DocumentKind.SPECIAL_PROCEDURE: "特",
    DocumentKind.GRANT: "准",
    DocumentKind.REFUSAL: "不许",
    DocumentKind.TERMINATION: "终",
    DocumentKind.WITHDRAWAL: "撤",
    DocumentKind.DELIVERY: "送",
    DocumentKind.REVOCATION: "销",
}


def letter(changes: Changes, kind: str = "", *, number: str = "", title: str = "", **values: Any) -> str:
    """Add the letter of the act (its kind from the transition table unless given); returns its token.

    `values` join the facts every letter carries; keys ending in `_on` and `_at` are printed as dates.
    """
    file = changes.file
    kind = DocumentKind(kind or changes.line.letter)
    # Official words are Chinese in whatever language the acting person reads the portal.
    with translation.override("zh-hans"):
        row = _row(changes, file, kind, number, title, values)
    changes.rows["document"].append(row)
    changes.rows["outbox"].append(render_promise(row))
    changes.data["document"] = row["token"]
    return str(row["token"])


def _row(
    changes: Changes, file: CaseFile, kind: DocumentKind, number: str, title: str, values: dict[str, Any]
) -> dict[str, Any]:
    return document_row(
        kind=kind,
        number=number or f"{file.number}-{MARKS.get(kind, '文')}{changes.seq}",
        subject_kind=CASE,
        subject_id=file.id,
        agency=file.department_name,
        holder_masked=file.applicant_masked,
        values={
            "applicant": file.applicant_name,
            "case_number": file.number,
            "project": file.title,
            "received_on": file.received_on,
            "accepted_on": file.accepted_on,
            **({"title": title} if title else {}),
            **values,
        },
        issued_on=changes.on,
        at=changes.at,
        owner_id=file.applicant_user_id,
        item_name=file.plan.item_name,
        expires_on=values.get("expires_on"),
        must_draw=changes.role == Role.OFFICER,
    )


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
    """行政复议法 art. 20, 22; 行政诉讼法 art. 46; 行政许可法 art. 38: where to turn, and until when."""
    return (
        "如不服本决定，可以自收到之日起六十日内向杭州市余杭区人民政府申请行政复议"
        "（可以在网上提交），也可以自收到之日起六个月内依法向人民法院提起行政诉讼。"
    )
