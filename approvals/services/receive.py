"""窗口收件: an application on paper, entered by a clerk of the window, a township or a village.

The applicant gets the same case, the same receipt number and query code as online.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import DepartmentGroupObjectPermission, Organisation, Person, User
from accounts.models.departments import Verb
from accounts.policy import ids_where
from accounts.rules.numbers import normal, why_not_id_number, why_not_org_code, why_not_uscc
from accounts.selectors import id_index_of, phone_index_of
from admin_center.calendar.selectors import workdays
from admin_center.halls.models import Site, SiteGroupObjectPermission
from admin_center.registry.answers import AnswerError, accept_checksum, active_materials, clean_answer
from admin_center.registry.models import ItemVersion, ServiceItem, ServiceItemGroupObjectPermission
from approvals.casefile import write
from approvals.casefile.plan import plan
from approvals.enums import Channel, DeliveryMode, MaterialState
from approvals.models import Case
from approvals.rules.drafts import order_errors
from approvals.rules.handing import hand_in
from approvals.rules.opening import Application, Handed, case_number, open_case
from approvals.services.bars import bars_in_force, refuse_barred
from approvals.services.submit import Receipt, applicant_shown, title_of
from core.errors import Forbidden, Refused
from core.now import local, now, today
from core.outbox.wake import wake_relay
from core.tokens import new_token

CHANNEL_OF = {
    Site.Level.TOWNSHIP.value: Channel.TOWNSHIP,
    Site.Level.VILLAGE.value: Channel.VILLAGE,
}


@dataclass(frozen=True, slots=True)
class Party:
    """Who applies. `seen`: the clerk saw the original and takes a number with a wrong check place."""

    is_organisation: bool
    name: str
    code: str
    phone: str = ""
    address: str = ""
    seen: bool = False


class Faults(Refused):
    """Several boxes are wrong: box name → sentence."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(_("有 %(n)d 处要改，请看下面标出的地方。") % {"n": len(faults)}, code="faults")
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True)
class Paper:
    """An application as it lies on the counter. `received` are the keys of the materials handed over."""

    party: Party
    typed: Mapping[str, str]
    received: Collection[str]
    delivery_mode: str
    submit_key: str
    taken: Collection[str] = ()


def where_may_receive(user: User, item: ServiceItem) -> tuple[str, Site | None] | None:
    """(channel, site) at which this clerk may take the item in, or None."""
    version = item.live_version
    channels = (version.content.get("channels") or []) if version else []
    if item.department_id in ids_where(user, Verb.RECEIVE, DepartmentGroupObjectPermission):
        return Channel.WINDOW, None
    if item.pk in ids_where(user, Verb.RECEIVE, ServiceItemGroupObjectPermission):
        return Channel.WINDOW, None
    mine = ids_where(user, Verb.RECEIVE, SiteGroupObjectPermission)
    for site in Site.objects.filter(pk__in=mine, is_active=True).order_by("pk"):
        channel = CHANNEL_OF.get(site.level, Channel.WINDOW)
        if channel in channels:
            return channel, site
    return None


def clean(version: ItemVersion, paper: Paper) -> tuple[dict[str, str], list[str]]:
    """(answers, overrides). Faults: every box that is empty or wrong, the party's included."""
    answers: dict[str, str] = {}
    overrides: list[str] = []
    faults = _party_faults(paper.party, overrides)
    for field in version.content.get("form_fields", []):
        key, raw = field["key"], paper.typed.get(field["key"], "")
        if not str(raw).strip() and not field.get("required", True):
            continue
        try:
            if key in paper.taken:
                answers[key], warning = accept_checksum(field, raw)
                overrides.extend([key] if warning else [])
            else:
                answers[key] = clean_answer(field, raw)
        except AnswerError as error:
            faults[key] = str(error)
    faults |= order_errors(version.content, answers)
    if paper.delivery_mode not in DeliveryMode.values:
        faults["delivery_mode"] = _("请选择送达方式。")
    if faults:
        raise Faults(faults)
    return answers, overrides


def _party_faults(party: Party, overrides: list[str]) -> dict[str, str]:
    faults: dict[str, str] = {}
    if len(party.name.strip()) < 2:
        faults["party_name"] = _("请填写申请人的姓名或单位全称。")
    why = _why_not_code(party)
    if why and party.seen and _only_check_place(party):
        overrides.append("applicant")
    elif why:
        faults["party_code"] = why
    if not party.phone.strip():
        faults["party_phone"] = _("请填写联系电话，以便告知办理结果。")
    return faults


def _why_not_code(party: Party) -> str | None:
    code = normal(party.code)
    if not party.is_organisation:
        return why_not_id_number(code, on=today())
    return why_not_org_code(code) if len(code) == 9 else why_not_uscc(code)


def _only_check_place(party: Party) -> bool:
    """Whether another last place would make the number right."""
    code = normal(party.code)
    last = "0123456789ABCDEFGHJKLMNPQRTUWXY" if party.is_organisation else "0123456789X"
    return any(_why_not_code(replace(party, code=code[:-1] + letter)) is None for letter in last)


def receive_application(item: ServiceItem, paper: Paper, *, by: User) -> Receipt:
    """Enter one application. Pressed twice, the second press gets the receipt of the first.

    Forbidden: the clerk may not receive this item. Refused: something is missing or wrong (Faults), the
    applicant is barred, or the clerk applies to themselves.
    """
    place = where_may_receive(by, item)
    version = item.live_version
    if place is None or version is None:
        raise Forbidden(_("您的窗口不收这个事项。"))
    answers, overrides = clean(version, paper)
    with transaction.atomic(durable=True):
        _wait_for_twins(paper.submit_key)
        known = (
            Case.objects.filter(submit_key=f"paper:{paper.submit_key}").only("id", "number", "token").first()
        )
        if known:
            return Receipt(known.pk, known.number, known.token)
        person, organisation = _party(paper.party)
        if person and person.pk == by.person_id:
            raise Forbidden(_("这是您自己申请的事，应当回避，请交给同事收件。"))
        mine = bars_in_force(today()).filter(item=item, person=person, organisation=organisation)
        refuse_barred(mine.values_list("ends_on", flat=True).first())
        application = _application(version, paper, answers, overrides, place, person, organisation)
        at = now()
        write(open_case(application, by=by.pk, at=at, workdays=workdays()))
    wake_relay()
    number = case_number(item.number, application.case_id, local(at).date())
    return Receipt(application.case_id, number, application.token)


def _wait_for_twins(submit_key: str) -> None:
    """Two presses at the same instant come one after the other; the second finds the case of the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"paper:{submit_key}"])


def _party(party: Party) -> tuple[Person | None, Organisation | None]:
    code = normal(party.code)
    if party.is_organisation:
        column = "org_code" if len(code) in (9, 10) else "uscc"
        stored = f"{code[:8]}-{code[8]}" if column == "org_code" else code
        organisation = Organisation.objects.filter(**{column: stored}).order_by("pk").first()
        return None, organisation or Organisation.objects.create(
            name=party.name.strip(), phone=party.phone, address=party.address, **{column: stored}
        )
    person, made = Person.objects.get_or_create(
        id_index=id_index_of(code),
        defaults={
            "name": party.name.strip(),
            "id_number": code,
            "phone": party.phone,
            "phone_index": phone_index_of(party.phone),
            "address": party.address,
        },
    )
    if not made and person.name != party.name.strip():
        raise Faults({"party_name": _("这个证件号码登记的是另一个姓名，请对照证件核对姓名和号码。")})
    return person, None


def _application(
    version: ItemVersion,
    paper: Paper,
    answers: dict[str, str],
    overrides: list[str],
    place: tuple[str, Site | None],
    person: Person | None,
    organisation: Organisation | None,
) -> Application:
    item, (channel, site) = version.item, place
    account = User.objects.filter(person=person).first() if person else None
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('approvals_case_id_seq')")
        (case_id,) = cursor.fetchone()
    return Application(
        case_id=case_id,
        token=new_token(),
        submit_key=f"paper:{paper.submit_key}",
        plan=plan(version.pk),
        department_name=item.department.official_name,
        channel=channel,
        site_id=site.pk if site else None,
        person_id=person.pk if person else None,
        organisation_id=organisation.pk if organisation else None,
        applicant_user_id=account.pk if account else None,
        mandate_id=None,
        applicant_masked=applicant_shown(person, organisation),
        title=title_of(answers),
        answers=answers,
        contact={"phone": paper.party.phone, "address": paper.party.address},
        delivery_mode=paper.delivery_mode,
        materials=[
            _on_counter(handed, paper.received)
            for handed in hand_in(active_materials(version, answers), {}, at_window=True)
        ],
        overrides=overrides,
        applicant_name=str((organisation or person).name),  # type: ignore[union-attr]  # one of them is there
        department_phone=item.department.phone,
    )


def _on_counter(handed: Handed, received: Collection[str]) -> Handed:
    if handed.state == MaterialState.PAPER and handed.key not in received:
        return replace(handed, state=MaterialState.ABSENT)
    return handed
