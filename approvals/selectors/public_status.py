"""The public state of one case: one hand-written statement, nothing about the person in it.

The code is checked before the database is asked, so a wrong number and a wrong code cost and say the same.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from admin_center.calendar.rules import Workdays
from admin_center.calendar.selectors import STAMP_SQL, workdays
from admin_center.clocks.ledger import ledger_from_rows
from admin_center.clocks.rules import Ledger
from approvals.selectors.applicant import is_query_code
from core.writes.compose import execute_prepared

NUMBER = re.compile(r"YH-?(\d{4})-?(\d{3,6}?)-?(\d{5,12})")
_DASHES = re.compile(r"[‐‑‒–—―−﹣－_·/.,，、。]+")

_SQL = f"""
SELECT row_to_json(r)::text FROM (
  SELECT {STAMP_SQL} AS calendar, c.state, c.outcome, c.received_on,
    (c.ended_at AT TIME ZONE 'Asia/Shanghai')::date AS ended_on,
    i.name AS item, i.name_en AS item_en, d.name AS office, d.name_en AS office_en,
    (SELECT json_build_array(s.kind, sd.name, sd.name_en) FROM approvals_step s
       JOIN accounts_department sd ON sd.id = s.department_id
      WHERE s.case_id = c.id AND s.state IN ('ready', 'suspended') ORDER BY s.position, s.id LIMIT 1) AS step,
    (SELECT json_build_array(k.name, k.unit, k.start_on, k.promised_days, k.statutory_days,
              (SELECT json_agg(json_build_array(e.kind, e."on", e.ground, e.days) ORDER BY e.seq)
                 FROM admin_center_clockentry e WHERE e.clock_id = k.id))
       FROM admin_center_clock k
      WHERE k.subject_kind = 'case' AND k.subject_id = c.id
        AND k.name = CASE WHEN c.state = 'supplement_requested' THEN 'supplement'
                          WHEN c.accepted_on IS NULL THEN 'intake' ELSE 'decision' END
      ORDER BY k.round DESC LIMIT 1) AS clock
    FROM approvals_case c
    JOIN admin_center_serviceitem i ON i.id = c.item_id
    JOIN accounts_department d ON d.id = c.department_id
   WHERE c.number = %(number)s) r
"""  # noqa: S608 – a constant of ours


_COURSE = """
SELECT e.act, (e.at AT TIME ZONE 'Asia/Shanghai')::date FROM approvals_case c
  JOIN core_event e ON e.subject_kind = 'case' AND e.subject_id = c.id
 WHERE c.number = %(number)s ORDER BY e.seq
"""


@dataclass(frozen=True, slots=True)
class PublicStatus:
    """What anybody with number and code may know. Dates are Shanghai dates."""

    state: str
    outcome: str
    item: str
    item_en: str
    office: str
    office_en: str
    received_on: date
    ended_on: date | None
    step_kind: str
    clock_name: str
    ledger: Ledger | None
    calendar: Workdays


def normal_number(text: str) -> str:
    """A typed case number in its printed form; spaces, width, case and kinds of dashes are forgiven."""
    plain = "".join(unicodedata.normalize("NFKC", text[:60]).upper().split())
    found = NUMBER.fullmatch(_DASHES.sub("-", plain))
    return "-".join(("YH", *found.groups())) if found else plain[:40]


def public_row(number: str, code: str) -> str | None:
    """The state as one text, or None for a wrong number and for a wrong code alike. One statement.

    Equal texts are equal states, so whoever draws the page may keep the drawing under the text.
    """
    if not is_query_code(code[:80], number):
        return None
    rows = execute_prepared(_SQL, "public_status", {"number": number}, ["text"])
    return str(rows[0][0]) if rows else None


def public_course(number: str, code: str) -> list[tuple[str, date]]:
    """What was done, act by act, with its Shanghai date; empty for a wrong number or code. One statement."""
    if not is_query_code(code[:80], number):
        return []
    return [
        (row[0], row[1]) for row in execute_prepared(_COURSE, "public_course", {"number": number}, ["text"])
    ]


def public_status(number: str, code: str) -> PublicStatus | None:
    """The same, read."""
    row = public_row(number, code)
    return read_row(row) if row else None


class _Row:
    """The shape that `ledger_from_rows` reads."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


def _ledger(clock: list[Any]) -> Ledger:
    _name, unit, start, promised, statutory, entries = clock
    terms: Any = _Row(
        unit=unit, start_on=date.fromisoformat(start), promised_days=promised, statutory_days=statutory
    )
    lines: list[Any] = [
        _Row(kind=kind, on=date.fromisoformat(on), ground=ground, days=days)
        for kind, on, ground, days in entries or []
    ]
    return ledger_from_rows(terms, lines)


def read_row(text: str) -> PublicStatus:
    """A text of `public_row` as values."""
    row = json.loads(text)
    step = row["step"] or ["", row["office"], row["office_en"]]
    clock = row["clock"]
    return PublicStatus(
        state=row["state"],
        outcome=row["outcome"],
        item=row["item"],
        item_en=row["item_en"],
        office=step[1],
        office_en=step[2],
        received_on=date.fromisoformat(row["received_on"]),
        ended_on=date.fromisoformat(row["ended_on"]) if row["ended_on"] else None,
        step_kind=step[0],
        clock_name=clock[0] if clock else "",
        ledger=_ledger(clock) if clock else None,
        calendar=workdays(row["calendar"]),
    )
