"""Backups of both stores with what they cannot do without, and the way back."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from foundation import InputError, Warehouse, copy_store
from governance import Act, copy_record, drop_requests, pause_job, restore_record, take_over_jobs
from pivotwatch.app import App

MANIFEST = "manifest.json"
_STORE = "pivotwatch.duckdb"
_KEY = "secret.key"
_SETTINGS = "pivotwatch.toml"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is; written last, so that a folder without one is no backup.

    Attributes
    ----------
    made_at
        ISO 8601, UTC.
    version
        Of the product that made it.
    files
        Name to SHA-256, hex.
    bytes
        Sum of their sizes.
    """

    made_at: str
    version: str
    files: Mapping[str, str]
    bytes: int


def make_backup(app: App, warehouse: Warehouse, folder: Path, now: datetime) -> Manifest:
    """Write a backup into a new folder, while others read and write.

    The record comes first: what the analytics store has more than it, a window or two, is governed by the
    next run; cases without their findings would be without reason.

    Raises
    ------
    InputError
        When the folder holds something already.
    PivotwatchError
        When there is no room, or PostgreSQL's programs are missing.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is there already; name a new or an empty folder.")
    scratch = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True, mode=0o700)
    try:
        copy_record(app.record, scratch)
        copy_store(warehouse, scratch / _STORE)
        _copy(app.home.path / _KEY, scratch)
        _copy(app.home.settings_file, scratch)
        manifest = _manifest(scratch, now)
        (scratch / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
        for file in scratch.iterdir():
            file.chmod(0o600)
            _synced(file)
        scratch.rename(folder)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    _synced(folder.parent)
    return manifest


def read_backup(folder: Path) -> Manifest:
    """Read a backup's manifest and check every file against it.

    Raises
    ------
    InputError
        When it is no backup, or a file is missing or was changed.
    """
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise InputError(f"{folder} is no backup: it has no {MANIFEST}.") from error
    except (ValueError, TypeError) as error:
        raise InputError(f"{folder / MANIFEST} cannot be read: {error}.") from error
    wrong = [
        name
        for name, digest in manifest.files.items()
        if not (folder / name).is_file() or _digest(folder / name) != digest
    ]
    if wrong:
        raise InputError(f"{folder} is damaged: {', '.join(wrong)} is missing or was changed. Take another.")
    return manifest


def restore_backup(app: App, folder: Path, act: Act) -> Path | None:
    """Replace both stores of the home by a backup; nobody else may use them meanwhile.

    What was there is moved aside, not deleted. Messages that were sent after the backup are waiting in it
    again, so the job `outbox` is paused until a person has looked.

    Returns
    -------
    Path or None
        Where the old files are; None = there were none.

    Raises
    ------
    InputError
        When it is no whole backup.
    PivotwatchError
        When the record is of the other kind, or was made by a newer version.
    """
    manifest = read_backup(folder)
    with Warehouse.open(folder / _STORE, read_only=True):
        pass  # a store of a newer version is refused before anything is touched
    aside = _set_aside(app, act.now)
    restore_record(
        app.record, next(folder / name for name in manifest.files if name.startswith("governance."))
    )
    app.forget_record()
    for name in (_STORE, _KEY):
        if name in manifest.files:
            shutil.copy2(folder / name, app.home.path / name)
    if not app.home.settings_file.exists() and _SETTINGS in manifest.files:
        shutil.copy2(folder / _SETTINGS, app.home.settings_file)
    take_over_jobs(app.record, act.now)  # the backup was made by a job, which runs in its copy
    drop_requests(app.record)  # and was asked for there
    pause_job(app.record, "outbox", act, paused=True)
    return aside


def _set_aside(app: App, now: datetime) -> Path | None:
    """Move the analytics store and the key away, and copy the record."""
    home = app.home.path
    there = [home / name for name in (_STORE, f"{_STORE}.wal", _KEY) if (home / name).exists()]
    if not there:
        return None
    aside = home / f"before-restore-{now:%Y%m%dT%H%M%SZ}"
    aside.mkdir(mode=0o700)
    copy_record(app.record, aside)
    for file in there:
        file.rename(aside / file.name)
    return aside


def _manifest(folder: Path, now: datetime) -> Manifest:
    files = sorted(folder.iterdir())
    sizes = sum(file.stat().st_size for file in files)
    digests = {file.name: _digest(file) for file in files}
    return Manifest(now.isoformat(), version("pivotwatch"), digests, sizes)


def _copy(file: Path, folder: Path) -> None:
    if file.exists():
        shutil.copyfile(file, folder / file.name)


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as handle:
        while block := handle.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _synced(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
