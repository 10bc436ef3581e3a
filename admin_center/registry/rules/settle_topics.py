"""Which page a question stands on: no page with a lonely question where a neighbour can take it in."""

from collections.abc import Sequence
from typing import Any

from admin_center.registry.enums import Topic

FULL = 11
KEEP = (Topic.APPLICANT, Topic.CONTACT, Topic.SITUATION)
# A lonely topic looks for room here, in this order.
NEIGHBOURS: dict[str, tuple[str, ...]] = {
    Topic.PROJECT: (Topic.MATTER, Topic.BUILDING, Topic.APPLICANT),
    Topic.PREMISES: (Topic.MATTER, Topic.APPLICANT),
    Topic.BUILDING: (Topic.PROJECT, Topic.MATTER, Topic.PREMISES),
    Topic.MATTER: (Topic.PROJECT, Topic.BUILDING, Topic.PREMISES, Topic.MONEY, Topic.APPLICANT),
    Topic.MONEY: (Topic.MATTER, Topic.PROJECT, Topic.PREMISES, Topic.BUILDING),
}


def settle(fields: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same fields in the same order, with lonely ones moved to a neighbouring topic that has room."""
    count: dict[str, int] = {}
    for field in fields:
        count[field["topic"]] = count.get(field["topic"], 0) + 1
    home = {topic: topic for topic in count}
    for topic in sorted(count, key=lambda name: list(Topic).index(Topic(name)), reverse=True):
        if count[topic] != 1 or topic in KEEP:
            continue
        host = next((n for n in NEIGHBOURS[topic] if 0 < count.get(n, 0) < FULL), None)
        if host is not None:
            home[topic] = host
            count[host] += 1
            count[topic] = 0
    return [{**field, "topic": _final(field["topic"], home)} for field in fields]


def _final(topic: str, home: dict[str, str]) -> str:
    while home[topic] != topic:
        topic = home[topic]
    return str(topic)
