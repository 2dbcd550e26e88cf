"""Where the installed command begins: Ctrl-C ends it without a traceback, even while it is importing."""

from __future__ import annotations

import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line."""
    try:
        from pivotwatch.cli import main as command_line  # noqa: PLC0415 - so that Ctrl-C meets it in here

        command_line()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
