"""Every shipped SQL file can be planned on a freshly migrated warehouse."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from foundation.warehouse.migrations import migrate

ROOT = Path(__file__).parents[2]
FILES = sorted(file for file in ROOT.glob("**/sql/*.sql") if ".venv" not in file.parts)
# a file named like this makes the temporary tables that the other files of its folder read
PREPARING = "_"
LENT = Path(__file__).with_name("lent.sql")


@pytest.mark.parametrize(
    "file", [f for f in FILES if not f.name.startswith(PREPARING)], ids=lambda f: f"{f.parts[-3]}-{f.stem}"
)
def test_it_plans(file: Path) -> None:
    """The file's statements name only tables and columns that exist, and say at the top what they do."""
    text = file.read_text(encoding="utf-8")
    assert text.startswith("-- "), "begin with a comment on what it does"
    with duckdb.connect() as connection:
        migrate(connection)
        own = sorted(file.parent.glob(f"{PREPARING}*.sql"))
        for preparing in own or [LENT]:
            connection.execute(preparing.read_text(encoding="utf-8"))
        for statement in connection.extract_statements(text):
            names = set(re.findall(r"\$(\w+)", re.sub(r"--.*", "", statement.query)))
            connection.execute(f"EXPLAIN {statement.query}", dict.fromkeys(names) or None)
