"""提交申请: a draft becomes a case, once, however often the button is pressed."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import BigIntegerField, F, OuterRef, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from accounts.models import Organisation, Person, User
from accounts.presenters import masked_name
from admin_center.calendar.selectors import workdays
from admin_center.registry.answers import active_materials
from approvals.casefile import write
from approvals.casefile.plan import plan
from approvals.enums import Channel, DeliveryMode
from approvals.models import Case, Draft, DraftFile
from approvals.rules.drafts import why_not_complete
from approvals.rules.handing import hand_in
from approvals.rules.opening import Application, case_number, open_case
from approvals.services.bars import bars_in_force, refuse_barred
from core.errors import Refused
from core.files.models import FileState
from core.now import local, now, today
from core.outbox.wake import wake_relay
from core.tokens import new_token

TITLE_KEYS = ("project_name", "title", "name", "shop_name", "company_name")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the applicant needs to know at once."""

    case_id: int
    number: str
    token: str


def _locked(draft_token: str, by: User) -> Any:
    files = (
        DraftFile.objects.filter(draft=OuterRef("pk"))
        .order_by("material_key", "position", "pk")
        .values(row=JSONObject(key="material_key", file="file_id", state=F("file__state")))
    )
    barred = bars_in_force(today()).filter(item=OuterRef("item"))
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .filter(token=draft_token, user=by)
        .select_related("organisation", "mandate", "user__person", "item__department", "item_version")
        .annotate(
            handed=ArraySubquery(files),
            org_barred=Subquery(barred.filter(organisation=OuterRef("organisation")).values("ends_on")[:1]),
            person_barred=Subquery(barred.filter(person=OuterRef("user__person")).values("ends_on")[:1]),
            case_id=RawSQL("nextval('approvals_case_id_seq')", (), output_field=BigIntegerField()),
        )
        .first()
    )
    if draft is None:
        raise Refused(_("没有找到这份草稿，可能已经删除。"), code="no_draft")
    return draft


def _files(rows: list[dict[str, Any]]) -> dict[str, list[int]]:
    files: dict[str, list[int]] = {}
    for row in rows:
        if row["state"] == FileState.QUARANTINED:
            raise Refused(_("还有文件正在检查，请稍等几秒再提交。"), code="file_unchecked")
        if row["state"] == FileState.REFUSED:
            raise Refused(_("有文件没有通过检查，请换一个文件再提交。"), code="file_refused")
        files.setdefault(row["key"], []).append(row["file"])
    return files


def applicant_shown(person: Person | None, organisation: Organisation | None) -> str:
    """How the applicant is named in lists and in public: an organisation openly, a person masked."""
    if organisation:
        return organisation.name
    return masked_name(person.name) if person else ""


def title_of(answers: dict[str, Any]) -> str:
    """The project or shop the application is about, for lists."""
    return next((str(answers[key]) for key in TITLE_KEYS if answers.get(key)), "")


def submit_draft(draft_token: str, *, by: User) -> Receipt:
    """Two statements: the locked draft with its files and the next case id, then the whole case.

    Pressed twice, the second press gets the receipt of the first. Refused: missing or unchecked files.
    """
    with transaction.atomic(durable=True):
        draft = _locked(draft_token, by)
        if draft.submitted_at:
            case = Case.objects.only("id", "number", "token").get(submit_key=f"draft:{draft.token}")
            return Receipt(case.pk, case.number, case.token)
        refuse_barred(draft.org_barred if draft.organisation_id else draft.person_barred)
        at = now()
        the_plan = plan(draft.item_version_id)
        answers = dict(draft.answers)
        content = draft_content(draft)
        _require_complete(draft, content)
        person = None if draft.organisation_id else draft.user.person
        application = Application(
            case_id=draft.case_id,
            token=new_token(),
            submit_key=f"draft:{draft.token}",
            plan=the_plan,
            department_name=draft.item.department.official_name,
            channel=Channel.ONLINE,
            site_id=None,
            person_id=draft.user.person_id,
            organisation_id=draft.organisation_id,
            applicant_user_id=by.pk,
            mandate_id=draft.mandate_id,
            applicant_masked=applicant_shown(person, draft.organisation),
            title=title_of(answers),
            answers=answers,
            contact=draft.contact,
            delivery_mode=draft.contact.get("delivery_mode") or DeliveryMode.ONLINE,
            materials=hand_in(active_materials(content, answers), _files(draft.handed)),
            draft_id=draft.pk,
            renews_id=draft.renews_id,
            applicant_name=str(draft.organisation.name if draft.organisation else draft.user.person.name),
            agent_name=draft.user.person.name if draft.organisation and draft.user.person else "",
            department_phone=draft.item.department.phone,
        )
        write(open_case(application, by=by.pk, at=at, workdays=workdays()))
    wake_relay()
    number = case_number(the_plan.item_number, application.case_id, local(at).date())
    return Receipt(application.case_id, number, application.token)


def _require_complete(draft: Draft, content: dict[str, Any]) -> None:
    """Refused: an answer is missing or wrong, or the mandate ended since the draft was started."""
    why = why_not_complete(content, draft.answers, draft.typed)
    if why:
        raise Refused(why, code="incomplete")
    if draft.mandate and (draft.mandate.revoked_at or not draft.mandate.ends_on >= today()):
        raise Refused(
            _("单位给您的委托已到期或已撤销，不能再以单位名义提交。请单位重新委托后再交。"),
            code="mandate_ended",
        )


def draft_content(draft: Draft) -> dict[str, Any]:
    """The catalogue content of the version the draft was started under."""
    content: dict[str, Any] = draft.item_version.content
    return content
