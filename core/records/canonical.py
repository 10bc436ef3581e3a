"""The one form in which an event is hashed; outside checkers rebuild it from an export.

A hash value is 34 bytes: format version, algorithm, then the digest. What is digested is the
previous value (34 zero bytes before the first event) followed by the UTF-8 JSON array
`[subject_kind, subject_id, seq, act, by, role, at, data]` with sorted keys and no spaces; `at` is
UTC with six decimals and `Z`. No floats, so that every language writes the same bytes.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from core.crypto import blind_index

FORMAT = 1
SHA256 = 1
PREFIX = bytes([FORMAT, SHA256])
GENESIS = bytes(34)


def instant(at: datetime) -> str:
    """`at` in UTC as it stands in the canonical form."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def dumps(value: object) -> str:
    """JSON with sorted keys and no spaces; floats are refused."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def next_hash(
    previous: bytes,
    *,
    subject_kind: str,
    subject_id: int,
    seq: int,
    act: str,
    by: int | None,
    role: str,
    at: datetime,
    data: Mapping[str, Any],
) -> bytes:
    """The 34-byte hash of one event on top of `previous`."""
    line = dumps([subject_kind, subject_id, seq, act, by, role, instant(at), data])
    return PREFIX + hashlib.sha256(previous + line.encode()).digest()


def salted_digest(subject_kind: str, subject_id: int, seq: int, content: object) -> str:
    """What an event says of content that may be personal: a digest nobody can guess from outside.

    The salt is keyed, so it is not stored; `salt_for` gives it to whoever may see the content.
    """
    salt = salt_for(subject_kind, subject_id, seq)
    return hmac.new(salt.encode(), dumps(content).encode(), hashlib.sha256).hexdigest()


def salt_for(subject_kind: str, subject_id: int, seq: int) -> str:
    """The salt of one event, handed out with the content in an export."""
    return blind_index(f"{subject_kind}:{subject_id}:{seq}", purpose="event salt")
