"""Recompute clocks from their facts: JSON Lines in, JSON Lines out, in order."""

import json
import sys
from collections.abc import Iterator
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from admin_center.calendar.selectors import workdays
from admin_center.clocks.replay import Replay

LONGEST_LINE = 16 * 1024 * 1024


class Command(BaseCommand):
    """`manage.py clock_replay < scenarios.jsonl > answers.jsonl`; reads the calendar, writes nothing."""

    help = "Reads clock scenarios (JSON Lines) on standard input and writes one JSON line for each, in order."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """One line in, one line out; a malformed one yields an error line and the run goes on."""
        try:
            replay = Replay(workdays())
        except DatabaseError as error:
            raise CommandError(_("读不到工作日历：%(why)s") % {"why": str(error).split("\n")[0]}) from None
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        try:
            for line in _lines(sys.stdin):
                self.stdout.write(_spell(replay.answer(line), encoding))
                self.stdout.flush()
        except BrokenPipeError:
            sys.stderr.close()


def _spell(answer: dict[str, Any], encoding: str) -> str:
    """JSON readable as it is, escaped only where the stream cannot carry it."""
    line = json.dumps(answer, ensure_ascii=False)
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(answer)
    return line


def _lines(stream: IO[str] | None) -> Iterator[bytes]:
    """Lines without their end; an overlong one is cut (and so refused), not kept in memory."""
    if stream is None:  # closed by the caller
        return
    source = getattr(stream, "buffer", None)
    if source is None:
        yield from (line.rstrip("\r\n").encode("utf-8", "surrogatepass") for line in stream)
        return
    while line := source.readline(LONGEST_LINE):
        whole = line
        while len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            line = source.readline(LONGEST_LINE)
        yield whole.rstrip(b"\r\n")
