"""Whether there is room for what arrives, and for the next backup."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from pivotwatch.app import App
from pivotwatch.doctor.checking import Check, Diagnosis
from pivotwatch.tapping import spool_folder

_GB = 1e9


def _look(app: App) -> Iterator[Diagnosis]:
    settings = app.settings
    store = _size(app.home.warehouse_file)
    backups = settings.service.backup.folder or app.home.path / "backups"
    # a backup is as large as the store; the store itself grows by at most as much while it is rewritten
    wanted = {"home": (app.home.path, store), "backups": (backups, store)}
    wanted["spool"] = (spool_folder(app.home, settings.tap), settings.tap.spool.keep_free_bytes)
    for name, (folder, bytes_wanted) in wanted.items():
        free = shutil.disk_usage(_there(folder)).free
        told = f"{free / _GB:,.1f} GB are free for the {name} ({folder})"
        if free < bytes_wanted:
            what = f"{told}; {bytes_wanted / _GB:,.1f} GB are wanted."
            yield Diagnosis(
                "wrong", what, "Make room, keep fewer backups, or move the folder by its setting."
            )
        else:
            yield Diagnosis("ok", f"{told}.")


def _there(folder: Path) -> Path:
    return next(each for each in (folder, *folder.parents) if each.exists())


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


PLUGIN = Check("disk", _look)
