"""Quiet hours: no SMS between 22:00 and 07:00 in Shanghai."""

from datetime import datetime, time, timedelta
from typing import Final

from core.letters.models import Channel
from core.now import local

QUIET_FROM: Final = time(22)
QUIET_UNTIL: Final = time(7)


def first_loud(channel: str, at: datetime) -> datetime:
    """`at` itself, or for an SMS in quiet hours the seven o'clock that ends them."""
    here = local(at)
    if channel != Channel.SMS or QUIET_UNTIL <= here.time() < QUIET_FROM:
        return at
    morning = here.replace(hour=QUIET_UNTIL.hour, minute=0, second=0, microsecond=0)
    return morning if here.time() < QUIET_UNTIL else morning + timedelta(days=1)
