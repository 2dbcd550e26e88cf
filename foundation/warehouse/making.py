"""A new store is there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb


def make_store(file: Path) -> None:
    """Put an empty DuckDB file in this place, unless there is one.

    DuckDB writes the three headers of a new file one after another, and a process killed between them leaves
    a file that nothing can open. So the file is made under another name and gets its own when it is whole.
    Such a process leaves the other name: of 12 kB, or, killed right after, as a second name of the store.

    Raises
    ------
    duckdb.IOException
        When the place cannot be written.
    """
    if file.exists() or file.with_name(f"{file.name}.wal").exists():
        return  # DuckDB itself removes the log that a vanished store left
    young = file.with_name(f"{file.name}.{os.getpid()}.new")
    young.unlink(missing_ok=True)  # of a killed process that had our number
    try:
        duckdb.connect(str(young)).close()
        _give(young, file)
    finally:
        young.unlink(missing_ok=True)


def _give(young: Path, file: Path) -> None:
    try:
        os.link(young, file)  # unlike a renaming, it never takes the place of another process's file
    except FileExistsError:
        pass  # which was quicker, and is as good
    except OSError:  # a file system without hard links
        young.rename(file)
