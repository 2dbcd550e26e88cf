"""A copy of an open analytics store, as it was at one moment, while others read and write it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from foundation.warehouse.connection import Warehouse

_NAME = "pivotwatch_copy"


def copy_store(warehouse: Warehouse, file: Path) -> None:
    """Copy everything that was committed to a new file.

    DuckDB copies in one transaction, so the copy is of one moment. Copying the file's bytes from within this
    process would not do: closing them would take away the lock that keeps other processes out (POSIX.1,
    fcntl: closing any descriptor of a file drops the process's locks on it).

    Parameters
    ----------
    file
        Must not exist.

    Raises
    ------
    StoreError
        When there is no room.
    """
    (own,) = warehouse.one("SELECT current_database()")
    # ATTACH takes no bound parameters: the path is quoted as SQL wants it
    warehouse.execute(_sql("ATTACH " + _quoted(str(file), "'") + f" AS {_NAME}"))
    try:
        warehouse.execute(_sql("COPY FROM DATABASE " + _quoted(own, '"') + f" TO {_NAME}"))
    finally:
        warehouse.execute(f"DETACH {_NAME}")


def _sql(text: str) -> Any:
    """Return text that is no literal, and whose parts are quoted, as SQL."""
    return text


def _quoted(text: str, mark: str) -> str:
    return f"{mark}{text.replace(mark, mark * 2)}{mark}"
