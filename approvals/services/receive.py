"""窗口收件: a clerk takes an application in on paper; from there on it is a case like every other."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from accounts.models import DepartmentGroupObjectPermission, Organisation, Person, User
from accounts.models.departments import Verb
from accounts.policy import ids_where
from accounts.presenters import masked_name
from accounts.selectors import id_index_of, person_with_id
from admin_center.calendar.selectors import workdays
from admin_center.halls.models import Site, SiteGroupObjectPermission
from admin_center.registry.answers import active_materials
from admin_center.registry.enums import FieldType
from admin_center.registry.models import ServiceItem, ServiceItemGroupObjectPermission
from approvals.casefile import write
from approvals.casefile.plan import plan
from approvals.enums import DeliveryMode
from approvals.models import Case
from approvals.rules.drafts import judge_delivery
from approvals.rules.handing import hand_in
from approvals.rules.opening import Application, case_number, open_case
from approvals.rules.receiving import (
    CHANNELS,
    PARTY,
    Applicant,
    NotComplete,
    party_number,
    same_name,
    take_answers,
    why_not_here,
    why_not_name,
    without,
)
from approvals.services.bars import bars_in_force, refuse_barred
from approvals.services.submit import Receipt, title_of
from core.errors import Forbidden, Refused
from core.files.models import FileState, StoredFile
from core.now import local, now, today
from core.outbox.wake import wake_relay
from core.tokens import new_token


def may_receive(by: User, item: ServiceItem, site: Site) -> bool:
    """Whoever holds `receive` in the item's department, on the item, or at the site."""
    return (
        item.department_id in ids_where(by, Verb.RECEIVE, DepartmentGroupObjectPermission)
        or item.pk in ids_where(by, Verb.RECEIVE, ServiceItemGroupObjectPermission)
        or site.pk in ids_where(by, Verb.RECEIVE, SiteGroupObjectPermission)
    )


def receive_paper(
    item: ServiceItem,
    *,
    by: User,
    site: Site,
    applicant: Applicant,
    answers: Mapping[str, Any],
    delivery: Mapping[str, str] | None = None,
    absent: Collection[str] = (),
    scans: Mapping[str, Collection[str]] | None = None,
    overrides: Collection[str] = (),
    key: str = "",
) -> Receipt:
    """Receive an application on paper; the intake clock starts today.

    `absent` are keys of documents that were not there; `scans` are tokens of checked files by material.
    `overrides` names numbers (a question's key, or `applicant`) that the clerk saw on the original and takes
    although the check place disagrees; the event says which. `key` makes a repeated press the same case.
    Raises NotComplete with the errors by key, Refused, Forbidden.
    """
    _require_allowed(item, by, site)
    content = item.live_version.content  # type: ignore[union-attr]
    taken = take_answers(content, answers, overrides)
    contact, errors = judge_delivery({"delivery_mode": DeliveryMode.WINDOW, **(delivery or {})})
    errors |= taken.errors
    why = why_not_name(applicant)
    if why:
        errors[PARTY] = why
    if errors:
        raise NotComplete(errors)
    number, overridden = party_number(applicant, overrides, _number_question(applicant))
    took = [*taken.overrides, *([PARTY] if overridden else [])]
    submit_key = f"paper:{by.pk}:{key or new_token()}"
    if applicant.phone.strip():
        contact["phone"] = applicant.phone.strip()
    try:
        with transaction.atomic(durable=True):
            person, organisation = _party(applicant, number)
            _require_other_than(by, person)
            _require_free(item, person, organisation)
            receipt = _open(
                item,
                by=by,
                site=site,
                person=person,
                organisation=organisation,
                contact=contact,
                answers=taken.answers,
                materials=without(
                    hand_in(
                        active_materials(content, taken.answers), _files(scans or {}, by), at_window=True
                    ),
                    absent,
                ),
                overrides=took,
                submit_key=submit_key,
            )
    except IntegrityError:
        found = Case.objects.filter(submit_key=submit_key).only("id", "number", "token").first()
        if found is None:
            raise
        return Receipt(found.pk, found.number, found.token)
    wake_relay()
    return receipt


def _require_allowed(item: ServiceItem, by: User, site: Site) -> None:
    if not may_receive(by, item, site):
        raise Forbidden(_("您没有在这里为这个事项收件的权限。"))
    if item.live_version is None or not item.is_active:
        raise Refused(_("这个事项现在不办理。"), code="not_active")
    why = why_not_here(item.live_version.content, site.level)
    if why:
        raise Refused(why, code="wrong_site")


def _number_question(applicant: Applicant) -> Mapping[str, Any]:
    kind = FieldType.USCC if applicant.is_organisation else FieldType.ID_NUMBER
    label = _("统一社会信用代码") if applicant.is_organisation else _("身份证号码")
    return {"key": PARTY, "type": kind, "label_zh": label, "required": True}


def _party(applicant: Applicant, number: str) -> tuple[Person | None, Organisation | None]:
    """The person or organisation with this number, or a new one: the clerk saw the original."""
    if applicant.is_organisation:
        return None, _organisation(applicant, number)
    person = person_with_id(number)
    if person is None:
        person = Person.objects.create(
            name=applicant.name.strip(),
            id_number=number,
            id_index=id_index_of(number),
            phone=applicant.phone.strip(),
        )
    _require_same(person.name, applicant.name)
    return person, None


def _organisation(applicant: Applicant, number: str) -> Organisation:
    name = "org_code" if "-" in number else "uscc"
    found = Organisation.objects.filter(**{name: number}).order_by("pk").first()
    if found is None:
        found = Organisation.objects.create(
            name=applicant.name.strip(), phone=applicant.phone.strip(), **{name: number}
        )
    _require_same(found.name, applicant.name)
    return found


def _require_same(known: str, given: str) -> None:
    if not same_name(known, given):
        raise NotComplete(
            {PARTY: _("这个号码登记的名字和您输入的不一样，请核对证件；确有更名的，先办理更名登记。")}
        )


def _require_other_than(by: User, person: Person | None) -> None:
    if person and by.person_id == person.pk:
        raise Forbidden(_("这是您自己申请的事，应当回避，请交给同事办理。"))


def _require_free(item: ServiceItem, person: Person | None, organisation: Organisation | None) -> None:
    bars = bars_in_force(today()).filter(item=item, person=person, organisation=organisation)
    refuse_barred(bars.values_list("ends_on", flat=True).first())


def _files(scans: Mapping[str, Collection[str]], by: User) -> dict[str, list[int]]:
    wanted = [token for tokens in scans.values() for token in tokens]
    found = (
        dict(
            StoredFile.objects.filter(token__in=wanted, state=FileState.CLEAN, uploaded_by=by).values_list(
                "token", "pk"
            )
        )
        if wanted
        else {}
    )
    if len(found) != len(set(wanted)):
        raise Refused(_("有扫描件还没有检查完，或者不是您上传的，请稍后再试。"), code="file_unchecked")
    return {key: [found[token] for token in tokens] for key, tokens in scans.items()}


def _next_case_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('approvals_case_id_seq')")
        return int(cursor.fetchone()[0])


def _open(
    item: ServiceItem,
    *,
    by: User,
    site: Site,
    person: Person | None,
    organisation: Organisation | None,
    contact: Mapping[str, Any],
    answers: Mapping[str, Any],
    submit_key: str,
    **values: Any,
) -> Receipt:
    at, case_id, token = now(), _next_case_id(), new_token()
    version_id = item.live_version_id
    assert version_id is not None  # noqa: S101 – _require_allowed ran before
    account = User.objects.filter(person=person).values_list("pk", flat=True).first() if person else None
    application = Application(
        case_id=case_id,
        token=token,
        submit_key=submit_key,
        plan=plan(version_id),
        department_name=item.department.full_name or item.department.name,
        channel=CHANNELS[site.level],
        site_id=site.pk,
        person_id=person.pk if person else None,
        organisation_id=organisation.pk if organisation else None,
        applicant_user_id=account,
        mandate_id=None,
        applicant_masked=organisation.name if organisation else masked_name(person.name if person else ""),
        title=title_of(dict(answers)),
        answers=answers,
        contact=contact,
        delivery_mode=str(contact["delivery_mode"]),
        **values,
    )
    write(open_case(application, by=by.pk, at=at, workdays=workdays()))
    return Receipt(case_id, case_number(plan(version_id).item_number, case_id, local(at).date()), token)
