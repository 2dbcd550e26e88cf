"""Watching for feeds that fall silent: remembers what was heard, and tells of each silence once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection

from gateway_tap.counters import Feed
from gateway_tap.heard import read_heard, write_heard
from gateway_tap.intake import Intake
from gateway_tap.silence import Silence

LOOK_SECONDS = 30.0


class Watch:
    """Looks now and then; each silence is told when it begins and when it ends, also across restarts.

    Parameters
    ----------
    tell
        Takes a sentence for the operator.
    alert
        Takes each silence when it is told, for whoever does not read the log; None = nobody.
    """

    def __init__(
        self,
        intake: Intake,
        sources: Collection[str],
        tell: Callable[[str], None],
        alert: Callable[[Silence], None] | None = None,
    ) -> None:
        self._intake = intake
        self._tell = tell
        self._alert = alert
        self._silent: frozenset[Feed] = frozenset()
        intake.counters.remember(read_heard(intake.spool.folder, sources))

    def look(self) -> None:
        """Keep what was heard, and tell what changed."""
        try:
            write_heard(self._intake.spool.folder, self._intake.counters.minutes())
        except OSError as error:
            # a full disk is told by the refusals; a restart meanwhile only forgets how long pauses were
            self._tell(f"cannot keep what was heard: {error.strerror}")
        found = {silence.feed: silence for silence in self._intake.silences()}
        for feed, silence in found.items():
            if feed not in self._silent:
                self._tell(f"ALERT: {silence}")
                if self._alert is not None:
                    self._alert(silence)
        for source, form in sorted(self._silent - found.keys()):
            self._tell(f"{source} ({form}) talks again.")
        self._silent = frozenset(found)

    async def run(self, stop: asyncio.Event) -> None:
        """Look until the event is set, and once more then."""
        while not stop.is_set():
            await asyncio.to_thread(self.look)
            try:
                await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
            except TimeoutError:
                continue
        await asyncio.to_thread(self.look)
