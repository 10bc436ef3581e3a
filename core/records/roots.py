"""The daily Merkle root over all events, published so that nobody can rewrite yesterday unseen (W3).

Leaves are event hashes in the order of their ids since the root before; RFC 6962 shapes the tree
(leaf: sha256(0x00 ‖ hash), node: sha256(0x01 ‖ left ‖ right)). Each root names the one before it.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from core.now import now, today
from core.records.canonical import GENESIS, PREFIX
from core.records.models import AuditRoot, Event
from core.records.registry import Checked


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """34 bytes: format and algorithm, then the root of an RFC 6962 tree."""
    return PREFIX + _tree([hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves])


def _tree(nodes: list[bytes]) -> bytes:
    if not nodes:
        return hashlib.sha256(b"").digest()
    while len(nodes) > 1:
        nodes = _paired(nodes)
    return nodes[0]


def _paired(nodes: list[bytes]) -> list[bytes]:
    pairs = zip(nodes[::2], nodes[1::2], strict=False)
    paired = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
    return paired + nodes[len(nodes) - 1 :] if len(nodes) % 2 else paired


def audit_path(leaves: Sequence[bytes], place: int) -> list[tuple[str, bytes]]:
    """The siblings from one leaf up to the root: ("left" or "right", node)."""
    nodes = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
    path: list[tuple[str, bytes]] = []
    while len(nodes) > 1:
        other = place ^ 1
        if other < len(nodes):
            path.append(("left" if other < place else "right", nodes[other]))
        nodes = _paired(nodes)
        place //= 2
    return path


def publish_root(day: date | None = None) -> AuditRoot | None:
    """Seal everything recorded so far as the root of `day` (default: yesterday). None: already published."""
    day = day or today() - timedelta(days=1)
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Waits for acts that are writing and holds new ones for the moment of reading, so that no
            # event with a smaller id can appear later.
            cursor.execute("LOCK TABLE core_event IN SHARE MODE")
        last = AuditRoot.objects.order_by("-day").first()
        if last and last.day >= day:
            return None
        after = last.last_event_id if last and last.last_event_id else 0
        rows = list(Event.objects.filter(id__gt=after).order_by("id").values_list("id", "hash"))
        root = AuditRoot.objects.create(
            day=day,
            first_event_id=rows[0][0] if rows else None,
            last_event_id=rows[-1][0] if rows else after or None,
            events=len(rows),
            root=merkle_root([bytes(value) for _pk, value in rows]),
            previous=bytes(last.root) if last else GENESIS,
            published_at=now(),
        )
    write_published()
    return root


def published_file() -> Path:
    """The file outsiders fetch and keep; one JSON line a day."""
    return Path(settings.DATA_DIR) / "published" / "roots.jsonl"


def published_lines() -> list[str]:
    """Every root as a line of the published file, oldest first."""
    return [
        json.dumps(
            {
                "day": root.day.isoformat(),
                "events": root.events,
                "first": root.first_event_id,
                "last": root.last_event_id,
                "root": bytes(root.root).hex(),
                "previous": bytes(root.previous).hex(),
            }
        )
        for root in AuditRoot.objects.order_by("day")
    ]


def write_published() -> None:
    """Write the published file anew (whole, then moved into place)."""
    target = published_file()
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    fresh.write_text("\n".join(published_lines()) + "\n", encoding="ascii")
    fresh.replace(target)


def verify_roots() -> Checked:
    """Recompute every published root from the events; also against the file already given out."""
    known = _given_out()
    previous, after, count = GENESIS, 0, 0
    for root in AuditRoot.objects.order_by("day"):
        last = root.last_event_id or after
        rows = Event.objects.filter(id__gt=after, id__lte=last).order_by("id").values_list("hash", flat=True)
        leaves = [bytes(value) for value in rows]
        count += 1
        name = f"root of {root.day}"
        if len(leaves) != root.events or merkle_root(leaves) != bytes(root.root):
            return Checked(count, f"{name}: events were added, lost or changed after it was published")
        if bytes(root.previous) != previous:
            return Checked(count, f"{name}: does not name the root before it")
        if root.day.isoformat() in known and known[root.day.isoformat()] != bytes(root.root).hex():
            return Checked(count, f"{name}: differs from the published file")
        previous, after = bytes(root.root), last
    lost = set(known) - {root.day.isoformat() for root in AuditRoot.objects.all()}
    return Checked(count, f"root of {min(lost)}: published, but gone from the database" if lost else "")


def _given_out() -> dict[str, str]:
    target = published_file()
    if not target.exists():
        return {}
    lines = (json.loads(line) for line in target.read_text(encoding="ascii").splitlines() if line.strip())
    return {line["day"]: line["root"] for line in lines}
