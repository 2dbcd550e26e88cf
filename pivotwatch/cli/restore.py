"""`pivotwatch restore`."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from foundation import HomeBusyError
from pivotwatch.app import App
from pivotwatch.cli._output import say


@click.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def command(app: App, folder: Path, yes: bool) -> None:
    """Replace both stores of this home by a backup in FOLDER; no service may run.

    Every file of the backup is checked first. What was there is moved aside into the home. E-mails that were
    sent after the backup wait in it again, so the job `outbox` is paused afterwards: look at
    `pivotwatch messages list`, then `pivotwatch jobs resume outbox`.
    """
    from governance import Act  # noqa: PLC0415 - SQLAlchemy takes a while to import
    from pivotwatch.asking import leading  # noqa: PLC0415 - as above
    from pivotwatch.backups import read_backup, restore_backup  # noqa: PLC0415 - as above

    manifest = read_backup(folder)
    if not yes:
        click.confirm(
            f"Replace both stores of {app.home.path} by the backup of {manifest.made_at}?",
            abort=True,
            err=True,
        )
    with leading(app) as alone:
        if not alone:
            raise HomeBusyError("A service runs on this home. Stop it first, then restore.")
        with app.warehouse():
            pass  # another command at work on the store is found out here
        aside = restore_backup(app, folder, Act(getpass.getuser(), app.clock.now()))
    say(f"Restored the backup of {manifest.made_at}.")
    if aside is not None:
        say(f"What was here is in {aside}; remove it when it is not wanted any more.")
    say("The job outbox is paused: see `pivotwatch messages list`, then `pivotwatch jobs resume outbox`.")
