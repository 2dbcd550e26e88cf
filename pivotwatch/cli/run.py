"""`pivotwatch run`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Self

import click

from pivotwatch.app import App
from pivotwatch.cli._calls_of_nobody import say_whose_calls_count
from pivotwatch.cli._interrupts import INTERRUPTS
from pivotwatch.cli._output import json_option, say, show
from pivotwatch.sampled import sample_of_the_reference

if TYPE_CHECKING:
    from pivotwatch.pending import Pending
    from pivotwatch.window_summary import WindowSummary

_COLUMNS = (
    "window",
    "again",
    "provisional",
    "partners",
    "groups",
    "pivots",
    "other_findings",
    "alerts",
    "seconds",
)
_NOTHING = "There is nothing to do: every closed window is processed, or there is no usage yet."
_OPEN = (
    "{} is not over yet: its profiles and groups are provisional, and nothing in it is judged until it is."
)
_MOST_NAMED = 5


class _Progress:
    """A bar on a terminal; where stderr is a file, nothing: the summaries tell enough.

    Attributes
    ----------
    left_alone
        Keys of closed windows that are not processed, because nothing newer than them has usage.
    nobody
        No partner has any usage.
    """

    left_alone: Sequence[str] = ()
    nobody = False

    def __enter__(self) -> Self:
        from rich.console import Console  # noqa: PLC0415 - slow to import
        from rich.progress import Progress  # noqa: PLC0415 - as above

        console = Console(stderr=True)
        self._bar = Progress(
            console=console,
            transient=True,
            disable=not console.is_terminal,
            redirect_stdout=False,  # else answers end on stderr, where stdout is a pipe and stderr a terminal
            redirect_stderr=False,
        )
        self._task = self._bar.add_task("Windows", total=None)
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Take the bar away while something else is written to the terminal."""
        self._bar.stop()
        yield
        self._bar.start()

    def planned(self, to_do: Pending) -> None:
        """Tell what there is to do."""
        self._bar.update(self._task, total=len(to_do.windows) + (to_do.open is not None))
        self.nobody = to_do.first is None
        self.left_alone = [window.key for window in to_do.without_data]

    def advance(self, window: str) -> None:
        """Tell that a window is done; raises KeyboardInterrupt when Ctrl-C was pressed."""
        INTERRUPTS.check()
        self._bar.update(self._task, advance=1, description=window)


@click.command("run")
@click.option(
    "--through",
    metavar="WINDOW",
    help="The last window to process. [default: the newest with usage]",
)
@click.option(
    "--from",
    "again_from",
    metavar="WINDOW",
    help="Judge this window and all after it again, by what is set, declared and known now.",
)
@json_option
@click.pass_obj
def command(app: App, through: str | None, again_from: str | None, as_json: bool) -> None:
    """Process every closed window that is not processed yet, oldest first, up to the newest with usage.

    The window that is open now gets provisional profiles and groups, and no findings.

    Each is judged with nothing later than itself. A window with late records, or whose partners or endpoints
    have since been put right, is done again with those after it. A run that was interrupted goes on
    where it stopped.

    Other settings, holidays, declared use cases and verdicts re-open nothing by themselves: they count for
    windows that are judged from then on. --from judges earlier ones again, each still with nothing later than
    itself. Findings that come out the same keep their ids. Groups of windows after the learning time stay as
    they are; `pivotwatch model` changes those.
    """
    from pivotwatch.cycle import process  # noqa: PLC0415 - brings in scikit-learn, half a second

    summaries: list[WindowSummary] = []
    with app.warehouse() as warehouse:
        with _told_in_the_end(summaries, as_json=as_json), _Progress() as progress:
            steps = process(app, warehouse, through=through, again_from=again_from, planned=progress.planned)
            for summary in steps:
                summaries.append(summary)
                progress.advance(summary.window)
                if as_json:
                    with progress.hidden():
                        show([asdict(summary)], as_json=True, columns=_COLUMNS, empty="")
                        sys.stdout.flush()  # who reads the pipe hears of each window when it is done
        if not summaries and not (progress.nobody and say_whose_calls_count(warehouse)):
            say(_NOTHING)
        sampled = sample_of_the_reference(warehouse) if summaries else None
    if sampled:
        say(sampled)
    for one in summaries:
        if one.provisional:
            say(_OPEN.format(one.window))
    _say_where_data_is_missing([one.window for one in summaries if not one.partners], progress.left_alone)


@contextmanager
def _told_in_the_end(summaries: Sequence[WindowSummary], *, as_json: bool) -> Iterator[None]:
    """Print the table of what was done, also when Ctrl-C or an error breaks the run off: it was done."""
    try:
        yield
    finally:
        if summaries and not as_json:
            show(map(asdict, summaries), as_json=False, columns=_COLUMNS, empty="")


def _say_where_data_is_missing(inside: Sequence[str], after: Sequence[str]) -> None:
    if inside:
        say(f"No data of anybody in {_listed(inside)}: were all logs loaded? Nobody is called silent for it.")
    if after:
        say(
            f"Not processed, because no usage is newer: {_listed(after)}. Load their logs; or, if nobody "
            f"called at all, `pivotwatch run --through {after[-1]}`."
        )


def _listed(keys: Sequence[str]) -> str:
    if len(keys) <= _MOST_NAMED:
        return ", ".join(keys)
    return f"{len(keys)} windows from {keys[0]} to {keys[-1]}"
