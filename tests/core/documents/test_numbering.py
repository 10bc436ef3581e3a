"""Numbers: the pattern's own way of writing, one after the other, without gaps."""

from collections import Counter
from datetime import date
from functools import partial

import pytest
from django.db import connection, transaction

from core.documents.models import NumberSeries
from core.documents.numbering import (
    BadPattern,
    parse,
    series_key,
    take_number,
    take_numbers,
    why_not_pattern,
)
from tests.races.crowd import at_once

ON = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("pattern", "seq", "number", "period"),
    [
        ("余规条〔{yyyy}〕{seq}号", 7, "余规条〔2026〕7号", "2026"),
        ("建字第330110{yyyy}{seq:05d}号", 118, "建字第330110202600118号", "2026"),
        ("330110{yyyymmdd}{seq:02d}01", 3, "330110202603050301", "2026-03-05"),
        ("SP330184{yy}10{seq:06d}", 12, "SP3301842610000012", "2026"),
        ("浙余{yymmdd}{seq}", 1, "浙余2603051", "2026-03-05"),
        ("余月{yyyymm}-{seq}", 1, "余月202603-1", "2026-03"),
        ("330110{seq:06d}", 1234567, "3301101234567", ""),
    ],
)
def test_a_pattern_writes_the_number_and_names_its_period(
    pattern: str, seq: int, number: str, period: str
) -> None:
    parsed = parse(pattern)
    assert parsed.format(ON, seq) == number
    assert parsed.period(ON) == period


@pytest.mark.parametrize(
    "pattern",
    [
        "余规条〔{yyyy}〕号",
        "{seq}-{seq}",
        "{yyyy}{seq",
        "{id_no}{seq}",
        "{org_code}{seq:04d}",
        "{colour}{seq}",
        "{seq:x}",
        "{seq:5}",
        "{seq!r}",
        "{yyyy:>9}{seq}",
        "{seq.real}",
        "{}{seq}",
        "{mm}{seq}",
        "{yyyy}{dd}{seq}",
        "{seq}" + "长" * 90,
    ],
)
def test_a_pattern_that_cannot_be_kept_is_refused_with_a_sentence(pattern: str) -> None:
    assert (why_not_pattern(pattern) or "").endswith("。")
    with pytest.raises(BadPattern):
        parse(pattern)


def test_a_number_is_never_built_from_a_personal_identifier() -> None:
    assert "标识" in (why_not_pattern("{id_no}{seq}") or "")


def test_patterns_that_could_print_the_same_number_share_a_series() -> None:
    assert series_key("余证{yyyy}{seq}") == series_key("余证{yyyy}{seq:04d}")
    assert series_key("余证{yyyy}{seq}") != series_key("余许{yyyy}{seq}")


@pytest.mark.django_db
def test_a_series_starts_again_in_each_period_and_goes_on_in_between() -> None:
    pattern = "余测〔{yyyy}〕{seq}号"
    take = partial(take_number, series_key(pattern), pattern)
    numbers = [
        take(date(2026, 12, 30)),
        take(date(2026, 12, 31)),
        take(date(2027, 1, 1)),
        take(date(2026, 1, 1)),
    ]
    assert numbers == ["余测〔2026〕1号", "余测〔2026〕2号", "余测〔2027〕1号", "余测〔2026〕3号"]


@pytest.mark.django_db
def test_an_act_on_many_takes_consecutive_numbers_in_one_statement() -> None:
    pattern = "余批{seq:03d}"
    with transaction.atomic():
        assert take_numbers("余批", pattern, ON, 3) == ["余批001", "余批002", "余批003"]
        assert take_numbers("余批", pattern, ON, 0) == []
        assert take_number("余批", pattern, ON) == "余批004"


@pytest.mark.raced
def test_a_number_cannot_be_taken_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        take_number("余外", "余外{seq}", ON)
    assert not NumberSeries.objects.filter(key="余外").exists()


def _take_in_an_act(fail: bool) -> str:
    class Failed(Exception):
        pass

    number = ""
    try:
        with transaction.atomic():
            number = take_number("余竞", "余竞{seq}", ON)
            if fail:
                raise Failed
    except Failed:
        return ""
    return number


@pytest.mark.raced
def test_fifty_takers_at_once_get_every_number_once_although_some_acts_fail() -> None:
    jobs = [partial(_take_in_an_act, place % 5 == 0) for place in range(50)]
    numbers = [result for result in at_once(jobs) if result]
    assert len(numbers) == 40
    assert Counter(numbers) == Counter(f"余竞{seq}" for seq in range(1, 41))
    assert NumberSeries.objects.get(key="余竞").last == 40


@pytest.mark.raced
def test_reading_the_highest_number_first_would_give_duplicates() -> None:
    """The broken control: without the row lock the same crowd collides, so the test above can fail."""

    def broken() -> str:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(last), 0) + 1 FROM core_numberseries WHERE key = '余坏'")
            last = cursor.fetchone()[0]
            cursor.execute("SELECT pg_sleep(0.05)")
            cursor.execute("UPDATE core_numberseries SET last = %s WHERE key = '余坏'", [last])
        return f"余坏{last}"

    NumberSeries.objects.create(key="余坏", period="", last=0)
    results = at_once([broken] * 12)
    assert len(set(results)) < 12
