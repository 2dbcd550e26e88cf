"""The command line from a notebook, without a shell and whatever the PATH is."""

from __future__ import annotations

import os

from foundation import InputError


def command(*arguments: str | os.PathLike[str], home: str | os.PathLike[str] | None = None) -> None:
    """Run a command of `pivotwatch` here: `pw.command("ingest", "access.log", home="my-home")`.

    Parameters
    ----------
    home
        The platform's folder; None = `$PIVOTWATCH_HOME` or `./.pivotwatch`.

    Raises
    ------
    InputError
        When the command or an option does not exist; other errors are those of the command.
    """
    import click  # noqa: PLC0415 - the command line is loaded when it is used

    from pivotwatch.cli import pivotwatch  # noqa: PLC0415 - as above

    given = [] if home is None else ["--home", os.fspath(home)]
    try:
        pivotwatch.main([*given, *(os.fspath(each) for each in arguments)], standalone_mode=False)
    except click.ClickException as error:
        raise InputError(error.format_message()) from error
