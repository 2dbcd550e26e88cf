"""`pivotwatch backup`."""

from __future__ import annotations

from pathlib import Path

import click

from foundation import PivotwatchError
from pivotwatch.app import App
from pivotwatch.cli._output import say


@click.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def command(app: App, folder: Path) -> None:
    """Copy both stores, the key and the settings to a new FOLDER, while the service runs or not.

    Each store is copied as it was at one moment. Where a service runs, it writes the folder. The backup holds
    all that the home holds: keep it as safe.
    """
    from pivotwatch.asking import have_done  # noqa: PLC0415 - imports every job

    done = have_done(app, "backup", str(folder.absolute()))
    if done.outcome == "failed":
        raise PivotwatchError(done.told)
    say(done.told)
