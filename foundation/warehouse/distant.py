"""The store of one process, used from another: what the other asks goes over a pipe and is done here.

DuckDB lets one process own a file, so work that is to have a process of its own cannot open the store. It
gets a warehouse whose every method asks the owner. SQL is done in the owner's threads; all that Python
computes, and all the memory that takes, is the other's.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, LiteralString, Self

from foundation.errors import PivotwatchError
from foundation.warehouse.connection import Parameters, Warehouse

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

Ask = Callable[[str, tuple[Any, ...]], Any]
"""Has the owner do something by name, and returns what came of it or raises what was raised there."""


class DistantWarehouse(Warehouse):
    """A warehouse in another process; it has the methods of one, and no connection of its own.

    Parameters
    ----------
    ask
        Reaches the owner.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.read_only = False

    def execute(self, sql: LiteralString, parameters: Parameters | None = None) -> None:
        """Run a statement for its effect."""
        self._ask("execute", (sql, parameters))

    def rows(self, sql: LiteralString, parameters: Parameters | None = None) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        found: list[tuple[Any, ...]] = self._ask("rows", (sql, parameters))
        return found

    def one(self, sql: LiteralString, parameters: Parameters | None = None) -> tuple[Any, ...]:
        """Return the only row of a query that always has one."""
        found: tuple[Any, ...] = self._ask("one", (sql, parameters))
        return found

    def records(self, sql: LiteralString, parameters: Parameters | None = None) -> Iterator[dict[str, Any]]:
        """Yield the rows of a query by name."""
        yield from self._ask("records", (sql, parameters))

    def frame(self, sql: LiteralString, parameters: Parameters | None = None) -> pl.DataFrame:
        """Return a query's result as a polars frame."""
        import polars as pl  # noqa: PLC0415 - the owner need not have it: Arrow goes over the pipe

        found = pl.from_arrow(self._ask("table", (sql, parameters)))
        assert isinstance(found, pl.DataFrame)  # noqa: S101 - for the type checker: a table is no series
        return found

    def table(self, sql: LiteralString, parameters: Parameters | None = None) -> pa.Table:
        """Return a query's result as an Arrow table."""
        return self._ask("table", (sql, parameters))

    def refusal(self, sql: LiteralString, parameters: Parameters | None = None) -> str | None:
        """Run a statement for its effect; return the reason why the data makes that impossible, or None."""
        found: str | None = self._ask("refusal", (sql, parameters))
        return found

    @contextmanager
    def lent(self, name: LiteralString, frame: pl.DataFrame | pa.Table) -> Iterator[None]:
        """Make a frame or an Arrow table visible to SQL under the name, inside the `with` block."""
        self._ask("lend", (name, frame.to_arrow() if hasattr(frame, "to_arrow") else frame))
        try:
            yield
        finally:
            self._ask("take_back", (name,))

    def append(self, table: LiteralString, frame: pl.DataFrame | pa.Table) -> None:
        """Add the frame's rows to a table; columns are matched by name."""
        with self.lent("appended_frame", frame):
            self.execute(f"INSERT INTO {table} BY NAME SELECT * FROM appended_frame")  # noqa: S608

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what the block did when it ends well; else take all of it back."""
        self._ask("begin", ())
        try:
            yield
        except BaseException:
            self._ask("roll_back", ())
            raise
        self._ask("commit", ())

    def another(self) -> Warehouse:
        """Refuse: the owner lends one connection at a time."""
        raise PivotwatchError("Work in a process of its own has one connection to the store.")

    def close(self) -> None:
        """Do nothing; the owner closes the store."""


class _UndoneError(Exception):
    """Takes a transaction back."""


class Owner:
    """Does in this process what a `DistantWarehouse` asks.

    Use it as a context manager: when it ends, what was not committed is taken back.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._open = ExitStack()
        self._lent: dict[str, ExitStack] = {}
        self._own: dict[str, Callable[..., Any]] = {
            "begin": self._begin,
            "commit": self._commit,
            "roll_back": self._roll_back,
            "lend": self._lend,
            "take_back": self._take_back,
            "records": lambda sql, parameters: list(warehouse.records(sql, parameters)),
        }
        self._passed = frozenset(("execute", "rows", "one", "table", "refusal"))

    def do(self, name: str, arguments: tuple[Any, ...]) -> Any:
        """Do what is asked and return what came of it."""
        if name in self._passed:
            return getattr(self._warehouse, name)(*arguments)
        return self._own[name](*arguments)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for name in list(self._lent):
            self._take_back(name)
        self._roll_back()

    def _begin(self) -> None:
        self._open.enter_context(self._warehouse.transaction())

    def _commit(self) -> None:
        self._open.close()

    def _roll_back(self) -> None:
        with suppress(_UndoneError), self._open.pop_all():
            raise _UndoneError  # a transaction is taken back by what leaves its block

    def _lend(self, name: LiteralString, table: pa.Table) -> None:
        held = self._lent[name] = ExitStack()
        held.enter_context(self._warehouse.lent(name, table))

    def _take_back(self, name: str) -> None:
        self._lent.pop(name).close()


def answer(owner: Owner, line: Connection, name: str, arguments: tuple[Any, ...]) -> None:
    """Do what is asked and send what came of it, or what was raised."""
    try:
        reply = ("came", owner.do(name, arguments))
    except Exception as error:  # noqa: BLE001 - it is raised again by whoever asked
        reply = ("raised", portable(error))
    line.send(reply)


def portable(error: BaseException) -> BaseException:
    """Return the error, or one that says the same where it cannot go over a pipe."""
    try:
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - made here
    except Exception:  # noqa: BLE001 - whatever an exception of others raises when it is copied
        again = None
    if type(again) is type(error):
        return error
    return PivotwatchError(str(error)) if isinstance(error, PivotwatchError) else RuntimeError(repr(error))
