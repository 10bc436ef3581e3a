"""What stands on the receipt: the record of what was handed in, and how to follow it."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from approvals.enums import ClockName, MaterialState
from approvals.rules.opening import query_code
from approvals.selectors.applicant import CasePage
from citizens_home.presenters.case import channel_words


def receipt_values(page: CasePage) -> dict[str, Any]:
    """Frozen values of `documents/letters/receipt.html`; the receipt is in Chinese whatever the page is."""
    case = page.case
    intake = next((clock for clock in page.clocks if clock.row.name == ClockName.INTAKE), None)
    with translation.override("zh-hans"):
        values: dict[str, Any] = {
            "agency": case.department.official_name,
            "item_name": case.item.name,
            "case_number": case.number,
            "number": case.number,
            "query_code": query_code(case.number),
            "applicant": case.organisation.name
            if case.organisation
            else (case.person.name if case.person else ""),
            "received_at": case.submitted_at.isoformat(),
            "issued_on": case.received_on.isoformat(),
            "channel": channel_words(case),
            "status_url": f"{settings.PORTAL_URL}/status/",
            "contact": case.department.phone,
            "materials": [_material(row) for row in page.materials],
        }
        if case.organisation and case.person:
            values["agent"] = case.person.name
        if intake:
            values["answer_due_on"] = intake.row.promised_due_on.isoformat()
    return values


def _material(row: Any) -> dict[str, Any]:
    first = [one for one in row.files.all() if one.round == 1]
    forms = {
        MaterialState.SUPPLIED: _("电子件"),
        MaterialState.FORM: _("在线填写"),
        MaterialState.PAPER: _("窗口收原件"),
        MaterialState.EXEMPT: _("免交"),
        MaterialState.PROMISED: _("容缺后补"),
    }
    return {
        "name": row.name,
        "form": forms.get(MaterialState(row.state), _("未交")),
        "copies": len(first) or "",
    }
