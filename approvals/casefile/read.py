"""The locked read: one statement takes the row lock and brings all that the rules need.

A locked read looks through a snapshot older than the lock it waited for: `version` is the newest,
the children are not. `seen` is the version of that older snapshot; where they differ, the read is
repeated once under the lock already held (docs/locking.md). This holds while every writer of steps
or clocks bumps `case.version`; approvals.casefile.write is the only one.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models.departments import DISTRICT
from admin_center.calendar.selectors import STAMP_SQL, workdays
from admin_center.clocks.ledger import ledger_from_rows
from approvals.casefile.file import CaseFile, ClockRow, Grant, MaterialRow, NoticeRow, StepRow
from approvals.casefile.plan import plan
from approvals.casefile.seen import require_seen
from core.errors import Refused
from core.now import today
from core.writes.compose import execute_prepared

# No value is ever put into this text: names of our own tables and one constant.
_CHILDREN = f"""
  {STAMP_SQL} AS calendar, c.id, c.number, c.token, c.state, c.outcome, c.version,
  (SELECT v.version FROM approvals_case v WHERE v.id = c.id) AS seen,
  encode(c.head, 'hex') AS head, c.round, c.item_version_id, c.department_id, c.site_id, c.person_id,
  c.organisation_id, c.applicant_user_id, c.applicant_masked, c.delivery_mode,
  c.submitted_at::text AS submitted_at, c.received_on::text AS received_on,
  c.accepted_on::text AS accepted_on, c.accepted_by_id, c.decided_on::text AS decided_on,
  c.ended_at::text AS ended_at,
  encode(c.title, 'hex') AS title,
  (SELECT encode(p.name, 'hex') FROM accounts_person p WHERE p.id = c.person_id) AS person_name,
  (SELECT o.name FROM accounts_organisation o WHERE o.id = c.organisation_id) AS organisation_name,
  (SELECT coalesce(nullif(d.full_name, ''),
                   CASE WHEN left(d.name, 1) = '区' THEN '{DISTRICT}' ELSE '' END || d.name)
     FROM accounts_department d WHERE d.id = c.department_id) AS department,
  (SELECT d.phone FROM accounts_department d WHERE d.id = c.department_id) AS department_phone,
  (SELECT count(*) FROM approvals_decision x WHERE x.case_id = c.id) AS decisions,
  (CASE WHEN c.organisation_id IS NULL THEN
      c.applicant_user_id IS NOT DISTINCT FROM %(by)s
      OR EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = %(by)s AND u.person_id = c.person_id)
   ELSE EXISTS (
      SELECT 1 FROM accounts_mandate m JOIN accounts_user u ON u.person_id = m.person_id
       WHERE u.id = %(by)s AND m.organisation_id = c.organisation_id AND m.revoked_at IS NULL
         AND %(on)s BETWEEN m.starts_on AND m.ends_on
         AND (NOT EXISTS (SELECT 1 FROM admin_center_mandatescope s WHERE s.mandate_id = m.id)
              OR EXISTS (SELECT 1 FROM admin_center_mandatescope s
                          WHERE s.mandate_id = m.id AND s.item_id = c.item_id)))
   END) AS acts_for_applicant,
  (SELECT json_agg(json_build_array(s.id, s.node, s.kind, s.round, s.position, s.department_id, s.state,
                                    s.due_on, s.done_by_id, s.opened_by_id, s.result,
                                    encode(s.terms, 'hex'))
                   ORDER BY s.position, s.round)
     FROM approvals_step s WHERE s.case_id = c.id) AS steps,
  (SELECT json_agg(json_build_array(k.id, k.name, k.round, k.state, k.level, k.unit, k.start_on,
              k.promised_days, k.statutory_days, k.extended_days, k.promised_due_on, k.statutory_due_on,
              k.entries_count, k.start_at::text,
              (SELECT json_agg(json_build_array(e.kind, e."on", e.ground, e.days) ORDER BY e.seq)
                 FROM admin_center_clockentry e WHERE e.clock_id = k.id)))
     FROM admin_center_clock k
    WHERE k.subject_kind = 'case' AND k.subject_id = c.id AND k.state <> 'stopped') AS clocks,
  (SELECT json_agg(json_build_array(m.id, m.key, m.name, m.required, m.state, m.round, m.verdict,
                                    m.complete_by) ORDER BY m.position)
     FROM approvals_material m WHERE m.case_id = c.id) AS materials,
  (SELECT json_agg(json_build_array(n.id, n.round, n.keys, n.due_on, n.answered_at IS NULL) ORDER BY n.round)
     FROM approvals_supplementnotice n WHERE n.case_id = c.id) AS notices,
  (SELECT json_agg(json_build_array(g.scope, g.id, g.verb)) FROM (
      SELECT 'department' AS scope, p.content_object_id AS id, a.codename AS verb
        FROM accounts_user_groups ug
        JOIN accounts_departmentgroupobjectpermission p ON p.group_id = ug.group_id
        JOIN auth_permission a ON a.id = p.permission_id
       WHERE ug.user_id = %(by)s
         AND (p.content_object_id = c.department_id
              OR p.content_object_id IN (SELECT s.department_id FROM approvals_step s WHERE s.case_id = c.id))
      UNION ALL
      SELECT 'item', p.content_object_id, a.codename
        FROM accounts_user_groups ug
        JOIN admin_center_serviceitemgroupobjectpermission p ON p.group_id = ug.group_id
        JOIN auth_permission a ON a.id = p.permission_id
       WHERE ug.user_id = %(by)s AND p.content_object_id = c.item_id
      UNION ALL
      SELECT 'site', p.content_object_id, a.codename
        FROM accounts_user_groups ug
        JOIN admin_center_sitegroupobjectpermission p ON p.group_id = ug.group_id
        JOIN auth_permission a ON a.id = p.permission_id
       WHERE ug.user_id = %(by)s AND p.content_object_id = c.site_id) g) AS grants
"""  # noqa: S608


def _wrapped(where: str) -> str:
    return f"SELECT row_to_json(r)::text FROM (SELECT {_CHILDREN} FROM approvals_case c {where} OF c) r"  # noqa: S608


_ONE = _wrapped("WHERE c.id = %(case)s FOR NO KEY UPDATE")
_SHOWN = _ONE.replace(" FOR NO KEY UPDATE OF c", "")
_MANY = _wrapped("WHERE c.id = ANY(%(case)s) ORDER BY c.id FOR NO KEY UPDATE")


def _ask(text: str, name: str, case: object, by: int | None, case_type: str) -> list[dict[str, Any]]:
    params = {"by": by, "on": today(), "case": case}
    rows = execute_prepared(text, name, params, ["bigint", "date", case_type])
    return [json.loads(row[0]) for row in rows]


def read_locked(case_id: int, *, by: int | None) -> CaseFile:
    """Lock one case and read it for `by` (None: the system). Must run inside a transaction.

    Raises Refused when there is no such case.
    """
    rows = _ask(_ONE, "case_read", case_id, by, "bigint")
    if rows and rows[0]["version"] != rows[0]["seen"]:
        rows = _ask(_ONE, "case_read", case_id, by, "bigint")
    if not rows:
        raise Refused(_("没有找到这个办件。"), code="no_case")
    require_seen(case_id, rows[0]["version"])
    return build(rows[0])


def read_shown(case_id: int, *, by: int | None) -> CaseFile:
    """The same file without the lock, for showing a page: what it offers is decided again by the act.

    Raises Refused when there is no such case.
    """
    rows = _ask(_SHOWN, "case_read_shown", case_id, by, "bigint")
    if not rows:
        raise Refused(_("没有找到这个办件。"), code="no_case")
    return build(rows[0])


def read_many_locked(case_ids: Sequence[int], *, by: int | None) -> list[CaseFile]:
    """Lock several cases in id order and read them; fewer come back where some do not exist."""
    ids = sorted(set(case_ids))
    rows = _ask(_MANY, "case_read_many", ids, by, "bigint[]")
    if any(row["version"] != row["seen"] for row in rows):
        rows = _ask(_MANY, "case_read_many", ids, by, "bigint[]")
    return [build(row) for row in rows]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class _Terms:
    """The two shapes that `ledger_from_rows` reads, without a model instance."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


def _clock(row: list[Any]) -> ClockRow:
    (
        pk,
        name,
        round_,
        state,
        level,
        unit,
        start,
        promised,
        statutory,
        extended,
        due,
        law_due,
        count,
        start_at,
        entries,
    ) = row
    terms: Any = _Terms(
        unit=unit, start_on=date.fromisoformat(start), promised_days=promised, statutory_days=statutory
    )
    lines: list[Any] = [
        _Terms(kind=kind, on=date.fromisoformat(on), ground=ground, days=days)
        for kind, on, ground, days in entries or []
    ]
    return ClockRow(
        id=pk,
        name=name,
        round=round_,
        state=state,
        level=level,
        start_on=terms.start_on,
        start_at=datetime.fromisoformat(start_at),
        promised_days=promised,
        extended_days=extended,
        promised_due_on=date.fromisoformat(due),
        statutory_due_on=date.fromisoformat(law_due),
        entries_count=count,
        ledger=ledger_from_rows(terms, lines),
    )


def _step(row: list[Any]) -> StepRow:
    pk, node, kind, round_, position, department, state, due, done_by, opened_by, result, terms = row
    sealed_terms = bytes.fromhex(terms or "")
    return StepRow(
        pk,
        node,
        kind,
        round_,
        position,
        department,
        state,
        _day(due),
        done_by,
        opened_by,
        result,
        sealed_terms,
    )


def _material(row: list[Any]) -> MaterialRow:
    pk, key, name, required, state, round_, verdict, complete_by = row
    return MaterialRow(pk, key, name, required, state, round_, verdict, _day(complete_by))


def build(row: dict[str, Any]) -> CaseFile:
    """The file of one row of the read."""
    return CaseFile(
        id=row["id"],
        number=row["number"],
        token=row["token"],
        state=row["state"],
        outcome=row["outcome"],
        version=row["version"],
        head=bytes.fromhex(row["head"]),
        round=row["round"],
        plan=plan(row["item_version_id"]),
        department_id=row["department_id"],
        department_name=row["department"],
        site_id=row["site_id"],
        person_id=row["person_id"],
        organisation_id=row["organisation_id"],
        applicant_user_id=row["applicant_user_id"],
        applicant_masked=row["applicant_masked"],
        delivery_mode=row["delivery_mode"],
        submitted_at=datetime.fromisoformat(row["submitted_at"]),
        received_on=date.fromisoformat(row["received_on"]),
        accepted_on=_day(row["accepted_on"]),
        accepted_by_id=row["accepted_by_id"],
        decided_on=_day(row["decided_on"]),
        ended_at=datetime.fromisoformat(row["ended_at"]) if row["ended_at"] else None,
        decisions=row["decisions"],
        acts_for_applicant=bool(row["acts_for_applicant"]),
        workdays=workdays(row["calendar"]),
        steps=[_step(s) for s in row["steps"] or []],
        clocks=[_clock(k) for k in row["clocks"] or []],
        materials=[_material(m) for m in row["materials"] or []],
        notices=[
            NoticeRow(n[0], n[1], tuple(n[2]), date.fromisoformat(n[3]), n[4]) for n in row["notices"] or []
        ],
        grants=frozenset(Grant(*g) for g in row["grants"] or []),
        sealed_title=bytes.fromhex(row["title"]),
        sealed_name=bytes.fromhex(row["person_name"] or ""),
        organisation_name=row["organisation_name"] or "",
        department_phone=row["department_phone"],
    )
