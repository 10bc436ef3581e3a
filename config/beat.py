"""When beat ticks. A tick only wakes a task that looks into Postgres for what is due; a lost tick costs
nothing but time, and a task woken twice does its work once."""

from typing import Any

MINUTE = 60.0

# Task name → seconds between two ticks.
TICKS: dict[str, float] = {
    "core.web.heartbeat": 15.0,
    "core.outbox.relay": 5.0,
    "core.letters.send": 5.0,
    "core.documents.sweep": MINUTE,
    "core.files.sweep": MINUTE,
    "admin_center.supervision.sweep": MINUTE,
    "admin_center.calendar.remind": 60 * MINUTE,
    "approvals.carry_out_held": 5.0,
    "approvals.deem_overdue_cases": MINUTE,
    "core.records.publish_root": 10 * MINUTE,
    "approvals.archive_ended_cases": 60 * MINUTE,
    "approvals.keep_drafts": 60 * MINUTE,
    "approvals.send_digests": 10 * MINUTE,
    "core.api.forget": 60 * MINUTE,
}
# Only in a demonstration.
DEMO_TICKS: dict[str, float] = {"core.letters.demo_receipts": 15.0}


def schedule(*, demo: bool = False) -> dict[str, dict[str, Any]]:
    """The `beat_schedule` setting: a tick that was not taken up in time is dropped, the next one does."""
    return {
        name: {"task": name, "schedule": seconds, "options": {"expires": max(seconds, 10.0)}}
        for name, seconds in (TICKS | (DEMO_TICKS if demo else {})).items()
    }
