"""Drafts: nothing typed is lost, nothing wrong is submitted, nothing is kept too long."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from accounts.models import Mandate, Organisation
from admin_center.registry.models import ItemVersion
from approvals.models import Case, Draft, DraftFile
from approvals.rules import drafts as rules
from approvals.services import drafts
from approvals.services.submit import submit_draft
from core.errors import Conflict, Refused
from core.files.models import FileState, StoredFile
from core.files.services import check_stored
from core.letters.models import Message
from core.now import moved, now, today
from tests.approvals.bureau import Bureau, bureau
from tests.approvals.forms import CONTENT, ID, PAGES, pdf, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Bureau:
    return bureau(content=CONTENT)


def started(office: Bureau) -> Draft:
    return drafts.start_draft(office.version.item, by=office.citizen)


def save(draft: Draft, office: Bureau, topic: str, raw: dict[str, Any], **more: Any) -> drafts.Saved:
    return drafts.save_topic(draft.token, by=office.citizen, topic=topic, raw=raw, **more)


def filled(office: Bureau) -> Draft:
    draft = started(office)
    for topic, raw in PAGES.items():
        delivery = {"delivery_mode": "online"} if topic == "contact" else None
        saved = save(draft, office, topic, raw, finish=True, delivery=delivery)
        assert not saved.errors
    return Draft.objects.get(pk=draft.pk)


def lay(draft: Draft, office: Bureau, key: str = "plan", **kwargs: Any) -> StoredFile:
    stored = drafts.attach_file(
        draft.token, by=office.citizen, material_key=key, upload=kwargs.pop("upload", None) or pdf(), **kwargs
    )
    return check_stored(stored.token)


def open_tasks(draft: Draft) -> dict[str, str]:
    draft = Draft.objects.select_related("item_version").get(pk=draft.pk)
    found = rules.tasks(
        draft.item_version.content, draft.answers, draft.typed, draft.topics_done, drafts.handed_in(draft)
    )
    return {task.key: task.state for task in found}


def test_starting_again_resumes_the_open_draft(office: Bureau) -> None:
    first = started(office)
    assert started(office).pk == first.pk
    fresh = drafts.start_draft(office.version.item, by=office.citizen, fresh=True)
    assert fresh.pk != first.pk


def test_a_draft_for_an_organisation_is_not_the_persons_own(office: Bureau) -> None:
    organisation = Organisation.objects.create(name="浙江某建设有限公司", uscc="91330110MA2A000019")
    mandate = Mandate.objects.create(
        organisation=organisation,
        person=office.citizen.person,
        starts_on=today(),
        ends_on=today() + timedelta(days=30),
    )
    own = started(office)
    theirs = drafts.start_draft(office.version.item, by=office.citizen, mandate=mandate)
    assert theirs.pk != own.pk
    assert theirs.organisation == organisation


def test_an_item_of_the_window_cannot_be_applied_for_online(office: Bureau) -> None:
    item = office.version.item
    item.online_level = "download"
    item.save()
    with pytest.raises(Refused, match="窗口"):
        started(office)


def test_staff_accounts_and_unproved_identities_are_told_what_to_do(office: Bureau) -> None:
    with pytest.raises(Refused, match="市民账号"):
        drafts.start_draft(office.version.item, by=office.clerk)
    office.version.content = {**CONTENT, "identity_level": 3}
    office.version.save()
    with pytest.raises(Refused, match="实名"):
        started(office)


def test_what_is_not_an_answer_is_kept_as_it_was_typed(office: Bureau) -> None:
    draft = started(office)
    saved = save(draft, office, "project", {"start": {"year": "2027", "month": "1", "day": ""}})
    assert "日" in saved.errors["start"]
    draft.refresh_from_db()
    assert draft.typed["start"] == {"year": "2027", "month": "1", "day": ""}
    assert "start" not in draft.answers
    save(draft, office, "project", {"start": {"year": "2027", "month": "1", "day": "15"}})
    draft.refresh_from_db()
    assert draft.answers["start"] == "2027-01-15"
    assert draft.typed == {}


def test_a_partial_save_leaves_the_other_questions_alone(office: Bureau) -> None:
    draft = filled(office)
    save(draft, office, "project", {"project_name": "另一个名称"})
    draft.refresh_from_db()
    assert draft.answers["project_name"] == "另一个名称"
    assert draft.answers["start"] == "2027-01-15"
    assert "project" in draft.topics_done


def test_a_finished_topic_opens_again_when_an_answer_goes_wrong(office: Bureau) -> None:
    draft = filled(office)
    save(draft, office, "project", {"project_name": ""})
    assert open_tasks(draft)["project"] == "begun"


@pytest.mark.parametrize(
    "typed", ["３３０１１０ 19900307 778ｘ", ID.lower(), f" {ID[:6]} {ID[6:14]} {ID[14:]} "]
)
def test_identity_numbers_are_forgiven_their_looks(office: Bureau, typed: str) -> None:
    draft = started(office)
    saved = save(draft, office, "applicant", {"id_no": typed}, finish=True)
    assert not saved.errors
    draft.refresh_from_db()
    assert draft.answers["id_no"] == ID


def test_a_wrong_check_place_is_explained_and_the_number_kept(office: Bureau) -> None:
    draft = started(office)
    wrong = ID[:-1] + "1"
    saved = save(draft, office, "applicant", {"id_no": wrong}, finish=True)
    assert "最后一位" in saved.errors["id_no"]
    draft.refresh_from_db()
    assert draft.typed["id_no"] == wrong


def test_a_date_must_follow_the_other_whichever_is_changed(office: Bureau) -> None:
    draft = filled(office)
    late = {"year": "2029", "month": "1", "day": "1"}
    saved = save(draft, office, "project", {"start": late}, finish=True)
    assert "竣工日期要在开工日期之后" in saved.errors["end"]
    assert open_tasks(draft)["project"] == "begun"


def test_a_save_from_a_stale_window_writes_nothing(office: Bureau) -> None:
    draft = started(office)
    draft = drafts.open_draft(draft.token, by=office.citizen)
    seen = drafts.seen_of(draft, "project")
    save(draft, office, "project", {"project_name": "甲"}, seen=seen)
    with pytest.raises(Conflict):
        save(draft, office, "project", {"project_name": "乙"}, seen=seen)
    draft.refresh_from_db()
    assert draft.answers["project_name"] == "甲"


def test_another_topics_save_is_no_conflict(office: Bureau) -> None:
    draft = drafts.open_draft(started(office).token, by=office.citizen)
    seen = drafts.seen_of(draft, "project")
    save(draft, office, "situation", {"cond__agent": "yes"})
    save(draft, office, "project", {"project_name": "甲"}, seen=seen)


def test_an_answer_turns_a_material_on_and_off(office: Bureau) -> None:
    draft = filled(office)

    def wanted() -> list[str]:
        fresh = Draft.objects.get(pk=draft.pk)
        return [need.key for need in rules.needs(CONTENT, fresh.answers, {}) if need.how == "upload"]

    assert wanted() == ["plan"]
    save(draft, office, "situation", {"cond__agent": "yes"})
    assert wanted() == ["plan", "proxy"]
    save(draft, office, "situation", {"cond__agent": "no"})
    assert wanted() == ["plan"]


def test_post_needs_a_name_and_an_address(office: Bureau) -> None:
    draft = started(office)
    saved = save(
        draft,
        office,
        "contact",
        PAGES["contact"],
        finish=True,
        delivery={"delivery_mode": "post", "receiver": "李"},
    )
    assert set(saved.errors) == {"receiver", "address"}


def test_files_keep_the_applicants_order_and_can_be_taken_back(
    office: Bureau, django_capture_on_commit_callbacks: Any
) -> None:
    draft = started(office)
    first = lay(draft, office)
    second = lay(draft, office, upload=pdf("二.pdf", side=301))
    drafts.move_file_up(draft.token, by=office.citizen, file_token=second.token)
    order = [one.token for one in drafts.handed_in(draft)["plan"]]
    assert order == [second.token, first.token]
    place = Path(settings.MEDIA_ROOT) / first.path
    assert place.exists()
    with django_capture_on_commit_callbacks(execute=True):
        drafts.remove_file(draft.token, by=office.citizen, file_token=first.token)
        drafts.remove_file(draft.token, by=office.citizen, file_token=first.token)
    assert not place.exists()
    assert [one.token for one in drafts.handed_in(draft)["plan"]] == [second.token]


def test_a_replacement_takes_the_place_of_the_old_file(office: Bureau) -> None:
    draft = started(office)
    first = lay(draft, office)
    lay(draft, office, upload=pdf("二.pdf", side=301))
    lay(draft, office, upload=pdf("新.pdf", side=302), replaces=first.token)
    assert [one.name for one in drafts.handed_in(draft)["plan"]] == ["新.pdf", "二.pdf"]
    assert not StoredFile.objects.filter(pk=first.pk).exists()


def test_a_renamed_program_is_refused_and_nothing_is_stored(office: Bureau) -> None:
    draft = started(office)
    before = StoredFile.objects.count()
    with pytest.raises(Refused):
        drafts.attach_file(draft.token, by=office.citizen, material_key="plan", upload=program())
    assert StoredFile.objects.count() == before
    assert not DraftFile.objects.filter(draft=draft).exists()


def test_the_same_file_twice_is_refused(office: Bureau, django_capture_on_commit_callbacks: Any) -> None:
    draft = started(office)
    lay(draft, office)
    with pytest.raises(Refused, match="已经上传"), django_capture_on_commit_callbacks(execute=True):
        drafts.attach_file(draft.token, by=office.citizen, material_key="plan", upload=pdf())
    assert StoredFile.objects.filter(uploaded_by=office.citizen).count() == 1


def test_a_file_still_in_quarantine_keeps_the_task_open(office: Bureau) -> None:
    draft = filled(office)
    stored = drafts.attach_file(draft.token, by=office.citizen, material_key="plan", upload=pdf())
    assert stored.state == FileState.QUARANTINED
    assert open_tasks(draft)["materials"] == "begun"
    with pytest.raises(Refused, match="正在检查"):
        submit_draft(draft.token, by=office.citizen)
    check_stored(stored.token)
    assert open_tasks(draft)["check"] == "todo"


def test_only_whoever_started_a_draft_finds_it(office: Bureau) -> None:
    draft = started(office)
    for user in (office.other_citizen, office.clerk):
        with pytest.raises(drafts.NoDraft):
            drafts.open_draft(draft.token, by=user)
        with pytest.raises(drafts.NoDraft):
            drafts.save_topic(draft.token, by=user, topic="project", raw={})
        with pytest.raises(drafts.NoDraft):
            drafts.delete_draft(draft.token, by=user)


def newer(office: Bureau, **changes: Any) -> ItemVersion:
    item = office.version.item
    live = ItemVersion.objects.get(pk=office.version.pk)
    live.pk, live.edition, live._state.adding = None, 2, True
    live.content = {**CONTENT, **changes}
    live.save()
    item.live_version = live
    item.save()
    return live


def test_answers_are_carried_to_a_newer_edition_by_key(office: Bureau) -> None:
    draft = filled(office)
    fields = [entry for entry in CONTENT["form_fields"] if entry["key"] != "end"]
    fields = [{**entry, "type": "number"} if entry["key"] == "project_name" else entry for entry in fields]
    fields.append({"key": "use", "label_zh": "用途", "type": "text", "topic": "project", "required": True})
    live = newer(office, form_fields=fields)
    stale = drafts.open_draft(draft.token, by=office.citizen)
    assert drafts.is_stale(stale)
    told = rules.difference(stale.item_version.content, live.content)
    assert (told.new_fields, told.gone_fields, told.changed_fields) == (
        ("用途",),
        ("竣工日期",),
        ("项目名称",),
    )
    drafts.move_to_live_edition(draft.token, by=office.citizen)
    draft.refresh_from_db()
    assert draft.item_version == live
    assert draft.answers["start"] == "2027-01-15"
    assert draft.typed["project_name"] == "莫角山路2号厂房"
    assert "project" not in draft.topics_done
    assert "applicant" in draft.topics_done


def test_a_draft_is_deleted_with_its_files_after_thirty_days(office: Bureau) -> None:
    draft = filled(office)
    lay(draft, office)
    with moved(now() + timedelta(days=30)):
        assert drafts.delete_expired_drafts() == 0
    with moved(now() + timedelta(days=31)):
        with pytest.raises(drafts.NoDraft):
            drafts.open_draft(draft.token, by=office.citizen)
        assert drafts.delete_expired_drafts() == 1
    assert not Draft.objects.filter(pk=draft.pk).exists()
    assert not StoredFile.objects.filter(uploaded_by=office.citizen).exists()


def test_the_person_is_reminded_once_before_that(office: Bureau) -> None:
    filled(office)
    with moved(now() + timedelta(days=20)):
        assert drafts.remind_expiring_drafts() == 0
    with moved(now() + timedelta(days=28)):
        drafts.remind_expiring_drafts()
        drafts.remind_expiring_drafts()
    told = Message.objects.filter(recipient=office.citizen, topic="draft.expiring")
    assert told.count() == 1


def test_submitting_twice_gives_the_same_case(office: Bureau) -> None:
    draft = filled(office)
    lay(draft, office)
    first = submit_draft(draft.token, by=office.citizen)
    second = submit_draft(draft.token, by=office.citizen)
    assert first.number == second.number
    case = Case.objects.get(number=first.number)
    assert case.answers["project_name"] == "莫角山路2号厂房"
    assert case.delivery_mode == "online"
    with pytest.raises(Refused, match="已经提交"):
        save(draft, office, "project", {"project_name": "改"})


def test_nothing_incomplete_is_submitted(office: Bureau) -> None:
    draft = filled(office)
    with pytest.raises(Refused, match="总平面图"):
        submit_draft(draft.token, by=office.citizen)
    lay(draft, office)
    save(draft, office, "project", {"end": {"year": "2026", "month": "1", "day": "1"}})
    with pytest.raises(Refused, match="之后"):
        submit_draft(draft.token, by=office.citizen)
    save(draft, office, "project", {"end": ""})
    with pytest.raises(Refused, match="竣工日期"):
        submit_draft(draft.token, by=office.citizen)
    assert not Case.objects.filter(applicant_user=office.citizen).exists()


def test_an_ended_mandate_stops_the_submission(office: Bureau) -> None:
    organisation = Organisation.objects.create(name="浙江某建设有限公司", uscc="91330110MA2A000019")
    mandate = Mandate.objects.create(
        organisation=organisation,
        person=office.citizen.person,
        starts_on=date(2020, 1, 1),
        ends_on=today() + timedelta(days=30),
    )
    draft = filled(office)
    Draft.objects.filter(pk=draft.pk).update(organisation=organisation, mandate=mandate)
    lay(draft, office)
    Mandate.objects.filter(pk=mandate.pk).update(revoked_at=now())
    with pytest.raises(Refused, match="委托"):
        submit_draft(draft.token, by=office.citizen)
