"""From a URL to the engine's table, through Ibis."""

from __future__ import annotations

import warnings
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from foundation import InputError
from ingest.pulling.settings import WarehouseSourceSettings

if TYPE_CHECKING:
    from ibis.backends import BaseBackend
    from ibis.expr.types import Table

_READERS = {
    ".parquet": "read_parquet",
    ".csv": "read_csv",
    ".json": "read_json",
    ".jsonl": "read_json",
    ".ndjson": "read_json",
}
_CLIENTS = {"spark": "pyspark", "local": "pyspark", "postgresql": "postgres"}
_KINDS_IN_POSTGRES = (
    "SELECT oid, CASE typtype WHEN 'e' THEN 'text' ELSE format_type(oid, NULL) END "
    "FROM pg_catalog.pg_type WHERE oid = ANY(%s::oid[])"
)
_EXTRA = "pip install 'pivotwatch[warehouse]'"


def connected(name: str, source: WarehouseSourceSettings) -> BaseBackend:
    """Return a connection to the engine.

    Raises
    ------
    InputError
        When Ibis or the engine's client is not installed, or the engine cannot be reached.
    """
    url = source.url.get_secret_value()
    scheme = urlsplit(url).scheme
    place = f"ingest.warehouses.{name}.url"
    try:
        ibis = import_module("ibis")
        if scheme == "spark" or url.startswith("local["):
            return ibis.pyspark.connect(_spark(url))
        return ibis.connect(url)
    except ModuleNotFoundError as error:
        raise InputError(
            f"{place}: {error.name} is not installed. {_EXTRA} brings Ibis; the client of an engine other "
            f"than DuckDB comes with `pip install 'ibis-framework[{_CLIENTS.get(scheme, scheme)}]'`."
        ) from error
    except Exception as error:  # every engine's client has errors of its own
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise InputError(f"{place} ({scheme}://…) cannot be opened: {first}") from error


def table_of(engine: BaseBackend, name: str, source: WarehouseSourceSettings) -> Table:
    """Return the calls that the settings name.

    Raises
    ------
    InputError
        When there is no such table, or a column is missing; all missing ones are named.
    """
    place = f"ingest.warehouses.{name}"
    try:
        calls: Any = _opened(engine, source)
        columns = calls.columns
    except Exception as error:  # as above
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise InputError(f"{place}: {source.table or 'the query'!r} cannot be read: {first}") from error
    wanted = [column for column in source.columns.model_dump().values() if column]
    missing = [column for column in wanted if column not in columns]
    if missing:
        raise InputError(
            f"{place}.columns names {', '.join(map(repr, missing))}, but {source.table or 'the query'} has "
            f"{', '.join(map(repr, columns))}."
        )
    found = calls.select(*dict.fromkeys(wanted))
    return _as_text(found) if engine.name == "postgres" else found


def _as_text(calls: Any) -> Any:
    """Return the table with its texts cast to text: Ibis takes an enum for one, PostgreSQL does not."""
    text = import_module("ibis.expr.datatypes").String(nullable=False)  # the same type would be no cast
    kinds = calls.schema().items()
    return calls.mutate(**{name: calls[name].cast(text) for name, kind in kinds if kind.is_string()})


def _opened(engine: BaseBackend, source: WarehouseSourceSettings) -> Any:
    if source.query:
        query = source.query.rstrip("; \n\t")
        # Ibis would make a view to tell the columns, which a standby server and a reader's rights forbid
        schema = _columns_in_postgres(engine, query) if engine.name == "postgres" else None
        return engine.sql(query, schema=schema)
    reader = _READERS.get(PurePath(source.table).suffix.lower())
    if reader is None and "/" in source.table:
        endings = ", ".join(_READERS)
        raise ValueError(f"it names no kind of file; end it in a pattern such as */*.parquet ({endings})")
    if reader is None:
        # database.schema.table: Ibis wants the last part alone
        *path, last = source.table.split(".")
        return engine.table(last, database=tuple(path) if path else None)
    if engine.name == "pyspark" and source.columns.partition:
        return _cut_into_folders(engine, source.table, reader.removeprefix("read_"))
    return getattr(engine, reader)(source.table)


def _cut_into_folders(engine: Any, pattern: str, kind: str) -> Any:
    """Return Spark's table of files with the names of their folders as columns, as Ibis does not."""
    parts = pattern.split("/")
    named = (place for place, part in enumerate(parts) if set(part) & set("*?[{="))
    above = next(named, len(parts) - 1)
    reader = import_module("pyspark.sql").SparkSession.getActiveSession().read.format(kind)
    told = reader.options(basePath="/".join(parts[:above]), header=True, inferSchema=True)
    view = f"calls_{uuid4().hex}"
    told.load(pattern).createOrReplaceTempView(view)
    return engine.table(view)


def _columns_in_postgres(engine: Any, query: str) -> dict[str, Any]:
    """Return the names and types of what a query gives, as the server describes them without running it."""
    with engine.con.cursor() as cursor, engine.con.transaction():
        told = cursor.execute(f"SELECT * FROM (\n{query}\n) AS asked LIMIT 0").description  # noqa: S608 - the user's own; it may end in a comment
        kinds = dict(cursor.execute(_KINDS_IN_POSTGRES, [[one.type_code for one in told]]).fetchall())
    named = engine.compiler.type_mapper.from_string
    return {one.name: named(kinds[one.type_code]) for one in told}


def _spark(url: str) -> Any:
    """Return the session of a Spark cluster; times are UTC in it, whatever zone its machines are in."""
    # it warns of pandas versions, whose functions are not used here
    warnings.filterwarnings("ignore", category=FutureWarning, module=r"pyspark\.")
    builder = import_module("pyspark.sql").SparkSession.builder.master(url).appName("pivotwatch")
    options = {
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.shuffle.partitions": "16",
    }
    for option, value in options.items():
        builder = builder.config(option, value)
    session = builder.getOrCreate()
    # it warns of every pattern of files, with a stack trace; errors come as exceptions
    session.sparkContext.setLogLevel("ERROR")
    return session
