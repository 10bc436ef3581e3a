"""Every wording can be sent: known placeholders, required facts, one SMS segment."""

import pytest

from core.letters.models import Channel, MessageTemplate
from core.letters.templates import SMS_LENGTH, placeholders_in, render, why_not_template
from core.letters.words import BY_TOPIC, SAMPLES

LONG = {**SAMPLES, "item": "某" * 60, "item_en": "A very long name of an item " * 6}


@pytest.mark.django_db
@pytest.mark.parametrize("topic", sorted(BY_TOPIC))
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_wording_passes_its_own_check_and_fits_one_segment(topic: str, language: str) -> None:
    for channel in (Channel.PORTAL, Channel.SMS):
        title, body = BY_TOPIC[topic].of(channel, language)
        reason = why_not_template(topic=topic, channel=channel, language=language, title=title, body=body)
        assert reason is None, reason
    sms = render(topic=topic, channel=Channel.SMS, language=language, params=LONG).body
    assert len(sms) <= SMS_LENGTH[language]
    assert "{" not in sms
    if "number" in placeholders_in(BY_TOPIC[topic].of(Channel.SMS, language)[1]):
        assert SAMPLES["number"] in sms
    if language == "en":
        assert sms.isascii()


@pytest.mark.django_db
def test_dates_are_written_as_people_read_them() -> None:
    chinese = render(topic="case.accepted", channel="portal", language="zh-hans", params=SAMPLES).body
    english = render(topic="case.accepted", channel="portal", language="en", params=SAMPLES).body
    assert "2026年11月24日" in chinese
    assert "24 Nov 2026" in english
    assert SAMPLES["item_en"] in english


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ("“{item}”{number} {date} {applicant}", "applicant"),
        ("“{item}”{number}", "date"),
        ("“{item}”{number}{date} {", "花括号"),
        ("“{item}”{number}{date}{0.__class__}", "花括号"),
        ("“{item}”{number}{date}" + "很" * 60, "太长"),
    ],
)
def test_a_faulty_wording_is_refused_with_its_reason(body: str, part: str) -> None:
    reason = why_not_template(topic="case.accepted", channel="sms", language="zh-hans", title="", body=body)
    assert reason is not None
    assert part in reason


@pytest.mark.django_db
def test_an_edited_wording_is_used() -> None:
    MessageTemplate.objects.create(
        topic="case.accepted", channel="sms", language="zh-hans", body="{item}{number}好了，{date}"
    )
    text = render(topic="case.accepted", channel="sms", language="zh-hans", params=SAMPLES).body
    assert text == "【余杭政务】建筑工程施工许可YH-2026-118-00421好了，2026年11月24日"
