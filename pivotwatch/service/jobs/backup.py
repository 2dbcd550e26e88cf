"""Copies both stores while they are used, and keeps the newest copies."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from pivotwatch.backups import MANIFEST, make_backup
from pivotwatch.service.context import Service
from pivotwatch.service.job import Job

_NAME = "%Y-%m-%dT%H%M%SZ"


def _run(service: Service, now: datetime, asked: str) -> str:
    own = service.settings.service.backup.folder or service.app.home.path / "backups"
    folder = Path(asked) if asked else own / now.strftime(_NAME)
    with service.reading() as warehouse:
        manifest = make_backup(service.app, warehouse, folder, now)
    erased = 0 if asked else _keep_newest(own, service.settings.service.backup.keep)
    left = f"; {erased} older erased" if erased else ""
    return f"Backed up {manifest.bytes / 1e6:,.1f} MB to {folder}{left}."


def _keep_newest(own: Path, keep: int) -> int:
    """Erase the oldest of our own backups; what else lies in the folder is left alone."""
    made = sorted(folder for folder in own.iterdir() if _is_ours(folder))
    for folder in made[:-keep]:
        shutil.rmtree(folder)
    return len(made[:-keep])


def _is_ours(folder: Path) -> bool:
    try:
        datetime.strptime(folder.name, _NAME)  # noqa: DTZ007 - only whether it fits
    except ValueError:
        return False
    return (folder / MANIFEST).is_file()


PLUGIN = Job(about="copy both stores to a backup", schedule="30 2 * * *", run=_run)
