"""Schema versions: `migrations/NNNN_name.sql`, applied in order, each in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from foundation.errors import PivotwatchError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema.

    Attributes
    ----------
    version
        1, 2, 3 ... without gaps.
    name
        What it brings.
    sql
        Its statements.
    """

    version: int
    name: str
    sql: str


def known_migrations() -> Iterator[Migration]:
    """Yield the shipped migrations, oldest first."""
    folder = files("foundation.warehouse") / "migrations"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        number, _, name = file.name.removesuffix(".sql").partition("_")
        if file.name.endswith(".sql"):
            yield Migration(int(number), name, file.read_text(encoding="utf-8"))


def version_of(connection: DuckDBPyConnection) -> int:
    """Return the newest migration applied; 0 for an empty file."""
    known = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'schema_versions'"
    ).fetchone()
    if not known or not known[0]:
        return 0
    row = connection.execute("SELECT coalesce(max(version), 0) FROM schema_versions").fetchone()
    return int(row[0]) if row else 0


def migrate(connection: DuckDBPyConnection) -> None:
    """Bring the schema to the shipped version.

    Raises
    ------
    PivotwatchError
        When the store was written by a newer version of the product.
    """
    have = version_of(connection)
    steps = list(known_migrations())
    if have > steps[-1].version:
        raise PivotwatchError(
            f"This store has schema version {have}; this pivotwatch knows up to {steps[-1].version}. "
            "Install the newer pivotwatch again, or restore a backup made by this one."
        )
    for step in steps[have:]:
        connection.execute("BEGIN")
        try:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER NOT NULL, name VARCHAR NOT NULL)"
            )
            connection.execute(step.sql)
            connection.execute("INSERT INTO schema_versions VALUES (?, ?)", [step.version, step.name])
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
