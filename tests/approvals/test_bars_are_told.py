"""Whoever is barred from applying again reads it: a letter, a message, and a line in their own space."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from accounts.models import Mandate, Organisation
from approvals.models import Bar, Case
from approvals.selectors.applicant import standing_bars
from approvals.services.bars import lift_bar, set_bar
from core.documents.models import Document
from core.documents.services.render_document import made_pdf
from core.errors import Refused
from core.letters.models import Message
from core.now import moved, today
from core.outbox import relay
from tests.citizens_home.people import at_home

from .bureau import Bureau, bureau, submitted

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def office() -> Bureau:
    return bureau()


def printed(paper: Document) -> str:
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(made_pdf(paper))).pages)
    return "".join(text.split())


@pytest.mark.raced
def test_whoever_is_barred_is_told_by_letter_and_message_and_again_when_it_is_lifted() -> None:
    office = bureau()
    with moved(MONDAY):
        case = submitted(office, at=MONDAY)
        set_bar(case, by=office.head, ground="false_materials", reason="所附合同系伪造，经签约方书面确认")
        relay.drain()
    barred = Message.objects.get(topic="case.barred")
    assert barred.recipient == office.citizen
    for words in ("测试许可", "提供虚假材料", "2027年3月2日", "第七十八条", "六十日内", "六个月内"):
        assert words in barred.body, (words, barred.body)
    paper = Document.objects.get(subject_id=case.pk, kind="bar")
    assert paper.agency == Document.objects.get(subject_id=case.pk, kind="receipt").agency
    assert (paper.owner, paper.number, paper.state) == (office.citizen, f"{case.number}-限1", "ready")
    for words in ("至2027年3月2日", "伪造，经签约方书面确认。", "依据：", "第七十八条", "六十日", "六个月"):
        assert words in printed(paper), words
    with moved(MONDAY + timedelta(days=3)):
        lift_bar(case, by=office.head, ground="false_materials", reason="复核查明合同是真实的。")
        relay.drain()
        set_bar(case, by=office.head, ground="false_materials", reason="再次复核，合同确系伪造。")
    assert "可以再次申请" in Message.objects.get(topic="case.bar_lifted").body
    lifted = printed(Document.objects.get(subject_id=case.pk, kind="bar_lifted"))
    assert "于2026年3月2日作出" in lifted
    assert "复核查明合同是真实的。" in lifted
    numbers = Document.objects.filter(subject_id=case.pk, kind="bar").order_by("pk")
    assert [one.number for one in numbers] == [f"{case.number}-限1", f"{case.number}-限2"]


@pytest.mark.django_db
def test_a_bar_whose_letter_cannot_be_drawn_is_not_set(office: Bureau) -> None:
    case = submitted(office)
    with pytest.raises(Refused, match="字库还没有的字"):
        set_bar(case, by=office.head, ground="fraud", reason="以欺骗手段取得许可，当事人\U0002a6a5。")
    assert not Bar.objects.exists()


@pytest.mark.django_db
def test_my_space_says_what_is_barred_until_it_is_lifted(office: Bureau) -> None:
    with moved(MONDAY):
        case = submitted(office, at=MONDAY)
        set_bar(case, by=office.head, ground="fraud", reason="以欺骗手段取得许可，证据确凿。")
        mine = at_home(office.citizen).get("/my/").content.decode()
        for words in (
            "现在不能申请：测试许可",
            "到2029年3月2日",
            "以欺骗、贿赂手段取得许可",
            "第七十九条",
            "六十日内",
        ):
            assert words in mine, words
        assert f"/my/cases/{case.token}/" in mine
        assert "现在不能申请" not in at_home(office.other_citizen).get("/my/").content.decode()
        lift_bar(case, by=office.head, ground="fraud", reason="复核查明没有欺骗的事实。")
        assert "现在不能申请" not in at_home(office.citizen).get("/my/").content.decode()
        house = Organisation.objects.create(name="余杭某厂", uscc="91330110MA2XXXXX0T")
        Case.objects.filter(pk=case.pk).update(organisation=house)
        case.refresh_from_db()
        set_bar(case, by=office.head, ground="fraud", reason="以欺骗手段取得许可，证据确凿。")
        mandate = Mandate.objects.create(
            organisation=house,
            person=office.citizen.person,
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 31),
        )
        assert [bar.organisation for bar in standing_bars(office.citizen, mandate, today())] == [house]
        assert standing_bars(office.citizen, None, today()) == []
    assert standing_bars(office.citizen, mandate, date(2029, 3, 3)) == []
