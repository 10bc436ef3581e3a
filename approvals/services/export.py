"""One case's record as a file that anyone can check offline with docs/check_record.py."""

import json
from typing import Any

from approvals.models import Case
from core.records.canonical import instant
from core.records.models import AuditRoot, Event
from core.records.roots import audit_path

FORMAT = "yuhang-record-1"


def export_case(case: Case) -> str:
    """JSON: the chain of the case, and for each published root the path that proves its events inside.

    Holds references and digests only, nothing personal.
    """
    events = list(Event.objects.filter(subject_kind="case", subject_id=case.pk).order_by("seq"))
    record: dict[str, Any] = {
        "format": FORMAT,
        "case": case.number,
        "subject": ["case", case.pk],
        "version": case.version,
        "head": bytes(case.head).hex(),
        "events": [
            {
                "seq": event.seq,
                "act": event.act,
                "by": event.by_id,
                "role": event.role,
                "at": instant(event.at),
                "data": event.data,
                "hash": bytes(event.hash).hex(),
            }
            for event in events
        ],
        "roots": [_proof(root, events) for root in AuditRoot.objects.order_by("day")],
    }
    record["roots"] = [proof for proof in record["roots"] if proof]
    return json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _proof(root: AuditRoot, events: list[Event]) -> dict[str, Any] | None:
    if root.first_event_id is None or root.last_event_id is None:
        return None
    inside = [event for event in events if root.first_event_id <= event.pk <= root.last_event_id]
    if not inside:
        return None
    last = inside[-1]
    ids = Event.objects.filter(id__gte=root.first_event_id, id__lte=root.last_event_id).order_by("id")
    rows = list(ids.values_list("id", "hash"))
    place = next(place for place, (pk, _hash) in enumerate(rows) if pk == last.pk)
    path = audit_path([bytes(value) for _pk, value in rows], place)
    return {
        "day": root.day.isoformat(),
        "root": bytes(root.root).hex(),
        "seq": last.seq,
        "path": [[side, node.hex()] for side, node in path],
    }
