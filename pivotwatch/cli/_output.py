"""Answers go to stdout (a table, or one JSON object per line); everything else goes to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click

CommandT = TypeVar("CommandT", bound=Callable[..., Any])


def json_option(function: CommandT) -> CommandT:
    """Add `--json` to a listing."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON object per line on stdout.")(
        function
    )


def window_option(function: CommandT) -> CommandT:
    """Add `--window` to a listing."""
    return click.option(
        "--window", metavar="WINDOW", help="Only this window: 2026-W47, 2026-11 or 2026-11-21. [default: all]"
    )(function)


def say(text: str) -> None:
    """Tell the user something that is not the answer."""
    click.echo(text, err=True)


def complain(text: str) -> None:
    """Tell the user what went wrong."""
    click.echo(f"pivotwatch: {text}", err=True)


def show(rows: Iterable[Mapping[str, Any]], *, as_json: bool, columns: Sequence[str], empty: str) -> None:
    """Print a listing.

    Parameters
    ----------
    columns
        What the table shows, in this order; JSON always has every field.
    empty
        What to say, on stderr, when there is nothing.
    """
    if as_json:
        for row in rows:
            sys.stdout.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
        return
    found = list(rows)
    if not found:
        say(empty)
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, and JSON needs none of it
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        number = all(isinstance(row.get(name), (int, float)) for row in found)
        table.add_column(name, justify="right" if number else "left", overflow="fold")
    for row in found:
        # Text, so that a partner named "[red]" is shown and not obeyed
        table.add_row(*(Text(_cell(row.get(name))) for name in columns))
    console = Console()
    if not console.is_terminal:
        console = Console(width=10_000)
    console.print(table)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    return printable(f"{value:,}" if isinstance(value, int) else str(value))


def printable(text: str) -> str:
    """Return the text without control characters: a partner-controlled string must not steer the terminal."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
