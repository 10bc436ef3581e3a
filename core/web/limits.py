"""Counting limits kept in Redis: how often something may happen within a window.

A limit protects, it is not a record: when Redis is emptied, counting starts again. Keys are blind
indexes, so the cache holds no telephone number, name or address.
"""

import time
from dataclasses import dataclass, field

from django.core.cache import cache

from core.crypto import blind_index

LOCAL_SUBJECTS = 50_000


@dataclass(frozen=True)
class Limit:
    """At most `most` times in `seconds`, counted per subject under `name`."""

    name: str
    most: int
    seconds: int

    def _key(self, subject: str) -> str:
        return f"limit:{self.name}:{blind_index(subject, purpose='limit ' + self.name)}"

    def count(self, subject: str) -> int:
        """How often it happened within the running window."""
        return int(cache.get(self._key(subject), 0))

    def reached(self, subject: str) -> bool:
        """Whether another one would be too many."""
        return self.count(subject) >= self.most

    def hit(self, subject: str) -> bool:
        """Count one; False when it is one too many. The window starts with the first hit."""
        key = self._key(subject)
        if cache.add(key, 1, self.seconds):
            return self.most >= 1
        try:
            return bool(cache.incr(key) <= self.most)
        except ValueError:  # the window ended between the two calls
            cache.add(key, 1, self.seconds)
            return self.most >= 1

    def forget(self, subject: str) -> None:
        """Start again, as after a successful sign-in."""
        cache.delete(self._key(subject))


@dataclass
class LocalLimit:
    """At most `most` times in `seconds` per subject, counted in this process alone.

    For pages asked so often that a round trip per question would be dear. Subjects are kept in memory
    for one window only, at most `LOCAL_SUBJECTS` of them; beyond that counting starts again.
    """

    most: int
    seconds: float
    _window: float = 0.0
    _counts: dict[str, int] = field(default_factory=dict)

    def hit(self, subject: str) -> bool:
        """Count one; False when it is one too many."""
        at = time.monotonic()
        if at - self._window >= self.seconds or len(self._counts) >= LOCAL_SUBJECTS:
            self._window, self._counts = at, {}
        count = self._counts.get(subject, 0) + 1
        self._counts[subject] = count
        return count <= self.most

    def forget(self) -> None:
        """Start again."""
        self._counts = {}
