"""How far loading is: one bar for all files on a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pivotwatch.cli._interrupts import INTERRUPTS
from pivotwatch.cli._output import printable, say

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

    from ingest import Progress, Wanted

_SECONDS_BETWEEN_LINES = 10.0
_LONGEST_NAME = 40


class LoadingProgress(AbstractContextManager["LoadingProgress"]):
    """Shows lines, lines a second and the time that is left; use it in a `with` block.

    Parameters
    ----------
    files
        All that is to be loaded; what is left is told by their bytes, and not at all while one is a stream.
    """

    def __init__(self, files: Sequence[Wanted]) -> None:
        self._bytes = [_size(one.source) for one in files]
        self._files_done = self._bytes_before = 0
        self._lines_before = 0
        self._lines = 0
        self._began = self._told = time.monotonic()
        self._bars: Bars | None = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._bars = _bars()
            total = None if None in self._bytes else sum(size or 0 for size in self._bytes)
            self._task = self._bars.add_task("", total=total, rate="", shown="")
            self._bars.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._bars is not None:
            self._bars.stop()

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Take the bar away while something else is written to the terminal."""
        if self._bars is not None:
            self._bars.stop()
        yield
        if self._bars is not None:
            self._bars.start()

    def step(self, progress: Progress) -> None:
        """Tell how far the file is; raises KeyboardInterrupt when Ctrl-C was pressed."""
        INTERRUPTS.check()
        self._lines = progress.lines
        self._show(printable(progress.file), progress.bytes_done)

    def file_done(self) -> None:
        """Tell that a file is done, however much of it there was to load."""
        INTERRUPTS.check()
        self._bytes_before += self._bytes[self._files_done] or 0
        self._files_done += 1
        self._lines_before, self._lines = self._lines_before + self._lines, 0

    def _show(self, file: str, bytes_done: int) -> None:
        lines = self._lines_before + self._lines
        seconds = max(time.monotonic() - self._began, 1e-3)
        rate = f"{lines:,} lines, {lines / seconds:,.0f}/s"
        if self._bars is None:
            if time.monotonic() - self._told >= _SECONDS_BETWEEN_LINES:
                self._told = time.monotonic()
                say(f"{file}: {rate}")
            return
        place = f"{self._files_done + 1}/{len(self._bytes)} " if len(self._bytes) > 1 else ""
        shown = place + file[-_LONGEST_NAME:]
        self._bars.update(self._task, completed=self._bytes_before + bytes_done, rate=rate, shown=shown)


def _bars() -> Bars:
    from rich.console import Console  # noqa: PLC0415 - slow, and only a terminal needs it
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - as above

    return Progress(
        TextColumn("{task.fields[shown]}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,  # else answers end on stderr, where stdout is a pipe and stderr a terminal
        redirect_stderr=False,
    )


def _size(source: str) -> int | None:
    file = Path(source)
    return file.stat().st_size if file.is_file() else None
