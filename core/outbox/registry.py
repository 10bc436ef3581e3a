"""Who keeps which promise: handlers by topic, registered by each floor in `apps.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Promise:
    """One outbox row as its handler sees it. `key` is the same at each repeat; `at` is the act's time."""

    id: int
    topic: str
    subject_kind: str
    subject_id: int
    key: str
    payload: Mapping[str, Any]
    at: datetime
    attempt: int


Handler = Callable[[Promise], None]
_handlers: dict[str, Handler] = {}


def register(topic: str, handler: Handler) -> None:
    """`handler` keeps the promises of `topic`. It runs outside any transaction, perhaps more than once."""
    known = _handlers.get(topic)
    if known is not None and known is not handler:
        raise ValueError(f"outbox topic {topic} already has a handler")
    _handlers[topic] = handler


def handler_of(topic: str) -> Handler | None:
    """The handler of a topic, or None when nobody keeps it."""
    return _handlers.get(topic)


def topics() -> frozenset[str]:
    """Every topic somebody keeps."""
    return frozenset(_handlers)
