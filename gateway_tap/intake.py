"""The one way into the spool: secrets out, lines cut to their bound, appended, counted."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field

from gateway_tap.counters import Counters, Feed
from gateway_tap.redaction import Redactor
from gateway_tap.silence import LEAST_SILENCE_MINUTES, Silence, silences
from gateway_tap.spool import Refusal, Spool, UnknownFormatError

_BLANK_LINES = re.compile(rb"\n+")


@dataclass(frozen=True, slots=True)
class Intake:
    """What every source hands its records to.

    Attributes
    ----------
    redact
        Takes secrets out of newline-separated records, and out of attributes.
    line_bytes
        Longer records are cut there.
    formats
        Names of the formats the loader knows; others are refused.
    now
        Epoch seconds.
    started
        When the tap started, epoch seconds.
    """

    spool: Spool
    redact: Redactor
    line_bytes: int
    formats: Collection[str]
    counters: Counters = field(default_factory=Counters)
    now: Callable[[], float] = time.time
    started: float = field(default_factory=time.time)

    def check_format(self, name: str) -> None:
        """Refuse a format that the loader does not know.

        Raises
        ------
        UnknownFormatError
            It lists the known ones.
        """
        if name not in self.formats:
            raise UnknownFormatError(
                f"There is no such format here. Known: {', '.join(sorted(self.formats))}."
            )

    def accept(self, source: str, format_name: str, records: bytes) -> Future[None]:
        """Append records; the future is done when they are on disk.

        Parameters
        ----------
        records
            Separated by newlines; blank ones are left out.

        Raises
        ------
        Refusal
            When the spool is at its bounds; counted here.
        """
        clean = self.prepared(records)
        if not clean:
            nothing: Future[None] = Future()
            nothing.set_result(None)
            return nothing
        with self.counting_refusals(source):
            done = self.spool.append(source, format_name, clean)
        done.add_done_callback(lambda future: self._count((source, format_name), clean, future))
        return done

    def prepared(self, records: bytes) -> bytes:
        """Return the records as they are written: no secrets, no blank lines, newline-ended."""
        text = records.strip(b"\r\n \t")
        if not text:
            return b""
        if b"\r" in text:
            text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if b"\n\n" in text:
            text = _BLANK_LINES.sub(b"\n", text)
        if _may_hold_longer_line(text, self.line_bytes):
            # before secrets are looked for, so that no line can make that slow
            text = b"\n".join(line[: self.line_bytes] for line in text.split(b"\n"))
        return self.redact(text) + b"\n"

    def silences(self) -> list[Silence]:
        """Return the feeds that fell silent; none while the tap has only just begun to listen again."""
        now = self.now()
        if now - self.started < 60 * LEAST_SILENCE_MINUTES:
            return []
        return silences(self.counters.minutes(), now)

    @contextmanager
    def counting_refusals(self, source: str) -> Iterator[None]:
        """Count a Refusal that leaves the block."""
        try:
            yield
        except Refusal as refusal:
            self.counters.refused(source, refusal.reason)
            refusal.counted = True
            raise

    @contextmanager
    def counting_failures(
        self, source: str, reason: str, kind: type[Exception] | tuple[type[Exception], ...]
    ) -> Iterator[None]:
        """Count an error that leaves the block and go on: what failed is tried again by itself."""
        try:
            yield
        except kind:
            self.counters.refused(source, reason)

    def _count(self, feed: Feed, records: bytes, done: Future[None]) -> None:
        if done.cancelled():
            # the sender went away; the records are on disk all the same
            self.counters.refused(feed[0], "sender_gone")
        elif isinstance(error := done.exception(), Refusal):
            self.counters.refused(feed[0], error.reason)
            error.counted = True
        else:
            self.counters.accepted(feed, records.count(b"\n"), len(records), self.now())


def _may_hold_longer_line(text: bytes, limit: int) -> bool:
    """Return False when no line is longer: such a line covers a stretch at a multiple of half of it."""
    step = limit // 2
    return any(text.find(b"\n", start, start + step) < 0 for start in range(0, len(text) - step + 1, step))
