"""One connection to the analytics store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, LiteralString, Self

import duckdb

from foundation.errors import HomeBusyError, InputError, PivotwatchError, StoreError
from foundation.warehouse.leaving_out import pandas_left_out
from foundation.warehouse.making import make_store
from foundation.warehouse.migrations import known_migrations, migrate, version_of

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

Parameters = Sequence[Any] | Mapping[str, Any]

_CONFIG = {
    # nothing is fetched from anywhere at run time
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # order is asked for where it matters; without it loading streams in parallel
    "preserve_insertion_order": "false",
}


class Warehouse:
    """The analytics store, migrated, with SQL that is either literal or from a named file.

    One process owns the file for writing. Use it as a context manager.

    Examples
    --------
    >>> with Warehouse.in_memory() as warehouse:
    ...     warehouse.rows("SELECT count(*) FROM calls")
    [(0,)]
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, read_only: bool = False) -> None:
        self._connection = connection
        self.read_only = read_only
        connection.execute("SET TimeZone = 'UTC'")
        # DuckDB would draw it on standard output, in the midst of our answers
        with suppress(duckdb.InvalidInputException):  # a notebook without ipywidgets has no bar to switch off
            connection.execute("SET enable_progress_bar = false")

    @classmethod
    def open(
        cls,
        file: Path,
        *,
        read_only: bool = False,
        memory_limit: str = "1GB",
        threads: int | None = None,
    ) -> Warehouse:
        """Open the file, making and migrating it unless read-only.

        Parameters
        ----------
        memory_limit
            What DuckDB's own buffers may take, e.g. "1GB"; past it DuckDB spills to `<file>.tmp`.
        threads
            Worker threads; None = one for each core.

        Raises
        ------
        HomeBusyError
            When another process owns the file.
        InputError
            When a read-only store is not there, or the file is no DuckDB database.
        PivotwatchError
            When its schema is newer than this code, or (read-only) older.
        """
        if read_only and not file.exists():
            raise InputError(f"There is no store at {file}. Run `pivotwatch ingest` or `import-usage` first.")
        config: dict[str, Any] = {**_CONFIG, "memory_limit": memory_limit}
        if threads is not None:
            config["threads"] = threads
        try:
            if not read_only:
                make_store(file)
            connection = duckdb.connect(str(file), read_only=read_only, config=config)
        except duckdb.IOException as error:
            raise _explained(error, file) from error
        warehouse = cls(connection, read_only=read_only)
        try:
            with pandas_left_out():
                warehouse._ready(file)
        except BaseException:
            connection.close()
            raise
        return warehouse

    @classmethod
    def in_memory(cls) -> Warehouse:
        """Return an empty, migrated store that lives as long as the object."""
        connection = duckdb.connect(config=dict(_CONFIG))
        migrate(connection)
        return cls(connection)

    def _ready(self, file: Path) -> None:
        if not self.read_only:
            migrate(self._connection)
        elif (have := version_of(self._connection)) != (want := max(m.version for m in known_migrations())):
            raise PivotwatchError(
                f"{file} has schema version {have}, this pivotwatch reads {want}. "
                "Run any writing command (for instance `pivotwatch init`) once to migrate it."
            )

    def _run(self, sql: str, parameters: Parameters | None = None) -> duckdb.DuckDBPyConnection:
        try:
            with pandas_left_out() if parameters else nullcontext():
                return self._connection.execute(sql, parameters)
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise StoreError(_first_line(error)) from error
        except RuntimeError as error:
            if "interrupted" in str(error).lower():
                raise KeyboardInterrupt from error  # DuckDB has its own way to say Ctrl-C
            raise

    def execute(self, sql: LiteralString, parameters: Parameters | None = None) -> None:
        """Run a statement for its effect."""
        self._run(sql, parameters)

    def rows(self, sql: LiteralString, parameters: Parameters | None = None) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        return self._run(sql, parameters).fetchall()

    def one(self, sql: LiteralString, parameters: Parameters | None = None) -> tuple[Any, ...]:
        """Return the only row of a query that always has one, such as an aggregate."""
        row = self._run(sql, parameters).fetchone()
        if row is None:
            raise LookupError(f"No row from: {sql}")
        return row

    def records(self, sql: LiteralString, parameters: Parameters | None = None) -> Iterator[dict[str, Any]]:
        """Yield the rows of a query by name; for listings, which need no frame."""
        result = self._run(sql, parameters)
        names = [column[0] for column in result.description]
        for row in result.fetchall():
            yield dict(zip(names, row, strict=True))

    def frame(self, sql: LiteralString, parameters: Parameters | None = None) -> pl.DataFrame:
        """Return a query's result as a polars frame."""
        return self._run(sql, parameters).pl()

    def append(self, table: LiteralString, frame: pl.DataFrame | pa.Table) -> None:
        """Add the frame's rows to a table; columns are matched by name."""
        with self.lent("appended_frame", frame):
            self._run(f"INSERT INTO {table} BY NAME SELECT * FROM appended_frame")  # noqa: S608

    def table(self, sql: LiteralString, parameters: Parameters | None = None) -> pa.Table:
        """Return a query's result as an Arrow table."""
        return self._run(sql, parameters).to_arrow_table()

    def refusal(self, sql: LiteralString, parameters: Parameters | None = None) -> str | None:
        """Run a statement for its effect; return the reason why the data makes that impossible, or None.

        Only for use outside a transaction, which an error would spoil.
        """
        try:
            self._run(sql, parameters)
        except (duckdb.DataError, duckdb.InvalidInputException) as error:
            return _first_line(error)
        except UnicodeDecodeError:
            # DuckDB quotes the data in its message and cuts it in the middle of a character
            return "the data cannot be read, and DuckDB's message about it neither"
        return None

    @contextmanager
    def lent(self, name: LiteralString, frame: pl.DataFrame | pa.Table) -> Iterator[None]:
        """Make a frame or an Arrow table visible to SQL under the name, inside the `with` block."""
        # an Arrow table has no such method; Polars itself stays out of what only lists rows
        self._connection.register(name, frame.to_arrow() if hasattr(frame, "to_arrow") else frame)
        try:
            yield
        finally:
            self._connection.unregister(name)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what the block did when it ends well; else take all of it back."""
        self._run("BEGIN")
        try:
            yield
            self._run("COMMIT")
        except duckdb.TransactionException as error:
            self._roll_back()
            raise StoreError(_first_line(error)) from error
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        # a failed COMMIT, or an error that spoiled the store's file, has ended the transaction already
        with suppress(duckdb.Error, StoreError):
            self._run("ROLLBACK")

    def another(self) -> Warehouse:
        """Return a further connection to the same open store, for another thread.

        It has transactions and temporary tables of its own, and reads what was committed. Close it, too.
        """
        return Warehouse(self._connection.cursor(), read_only=self.read_only)

    def close(self) -> None:
        """Close the connection; the file is free for another process."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


def _explained(error: duckdb.IOException, file: Path) -> PivotwatchError:
    text = str(error)
    if "lock" in text.lower():
        return HomeBusyError(
            f"Another process is working on {file}. Wait until it has finished, or, if it is the service, "
            f"ask the service instead. ({text.splitlines()[0]})"
        )
    way_out = ""
    if "not a valid DuckDB" in text or "Could not read enough bytes" in text:
        way_out = " Put a backup in its place (`pivotwatch restore`), or move it away and load the logs anew."
    return InputError(f"{file} cannot be opened: {text.splitlines()[0]}{way_out}")
