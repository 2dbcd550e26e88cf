"""Writes docs/cli.md from the commands themselves: `python -m tools.cli_reference`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from pivotwatch.cli import pivotwatch

FILE = Path(__file__).parents[1] / "docs" / "cli.md"

_HEAD = """# Command line

Made from the commands' own help by `python -m tools.cli_reference`; `make check` refuses a stale one.

Answers go to stdout, everything else to stderr. Every listing takes `--json` (one JSON object per line).

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | refused input or configuration; every problem is named |
| 2 | the command was called wrongly |
| 3 | another process is working on the home |
| 130 | interrupted with Ctrl-C; nothing half-done was kept |
"""


def reference() -> str:
    """Return the page."""
    root = click.Context(pivotwatch, info_name="pivotwatch", terminal_width=100, max_content_width=100)
    return "\n".join([_HEAD, *_pages(root)])


def _pages(context: click.Context) -> Iterator[str]:
    command = context.command
    with context.scope(cleanup=False):
        yield f"## `{context.command_path}`\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None and not child.hidden:
                yield from _pages(click.Context(child, info_name=name, parent=context, max_content_width=100))


if __name__ == "__main__":
    FILE.write_text(reference(), encoding="utf-8")
    click.echo(f"Wrote {FILE.name}.")
