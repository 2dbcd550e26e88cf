"""SQL longer than two lines lives in `<folder>/sql/<name>.sql`, with `$name` parameters."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import LiteralString

from foundation.errors import UnknownNameError


@cache
def named_sql(package: str, name: str) -> LiteralString:
    """Return the text of `<package>/sql/<name>.sql`.

    Raises
    ------
    UnknownNameError
        When there is no such file; it lists those that exist.
    """
    folder = files(package) / "sql"
    file = folder / f"{name}.sql"
    if not file.is_file():
        known = (entry.name.removesuffix(".sql") for entry in folder.iterdir())
        raise UnknownNameError(f"SQL file in {package}", name, known)
    # typed as literal: a file that ships with the product is as fixed as a string in its source
    return file.read_text(encoding="utf-8")
