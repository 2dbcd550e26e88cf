"""Days of usage come from an engine into the store, each day in one transaction, once."""

from __future__ import annotations

import hashlib
import math
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl

from foundation import InputError, Warehouse, named_sql
from ingest import credentials, endpoints
from ingest.pulling.connecting import connected, table_of
from ingest.pulling.expression import Span, counting, spans_of
from ingest.pulling.settings import WarehouseSourceSettings
from ingest.terms import Counts, Terms

if TYPE_CHECKING:
    from ibis.backends import BaseBackend
    from ibis.expr.types import Table

FORMAT = "warehouse"
"""What `loads.format` says of a day that an engine counted."""

_TYPES = pl.Schema(
    dict.fromkeys(("place", "calls", "errors", "good_calls"), pl.Int64())
    | dict.fromkeys(("state", "credential", "method", "route", "api", "path"), pl.String())
)
_SUMS = pl.Schema({"bytes": pl.Int64(), "latency_ms": pl.Float64(), "timed": pl.Int64()})
_NO_DAYS = " (`columns.partition` has to hold days; where the table is cut otherwise, leave it empty.)"
_COLUMNS = ("state", "credential", "method", "route", "api", "path", "calls", "errors", "good_calls")


@dataclass(frozen=True, slots=True)
class DayPulled:
    """What one day brought.

    Attributes
    ----------
    counts
        The engine's rows; `lines = calls + duplicates + rejects`.
    rows
        Counts that came over the line.
    changed
        False = the day was there already, just so.
    seconds
        Of the question that this day was part of, and of writing it.
    bytes
        Of its calls; None = no column tells.
    mean_latency_ms
        Of its calls that have one; None as above.
    """

    day: date
    counts: Counts
    rows: int
    changed: bool
    seconds: float
    bytes: int | None
    mean_latency_ms: float | None


def counted_days(warehouse: Warehouse, name: str) -> set[date]:
    """Return the days of a source that are in the store."""
    return {
        day
        for (day,) in warehouse.rows(
            named_sql("ingest.pulling", "counted_days"), {"prefix": _source(name, "")}
        )
    }


def pull(
    warehouse: Warehouse, name: str, source: WarehouseSourceSettings, days: Sequence[date], terms: Terms
) -> Iterator[DayPulled]:
    """Ask the engine for days and write what it counted, day by day.

    Stopped anywhere, what was yielded is in the store and the rest is not.
    The same days again change nothing.

    Parameters
    ----------
    name
        The source's name in the settings.
    days
        In order; gaps are allowed.

    Raises
    ------
    InputError
        When the engine cannot be reached or refuses the question.
    """
    warehouse.execute(named_sql("ingest", "_macros"))
    asked = _Asked(name, source)
    zone = ZoneInfo(terms.zone)
    parts = [spans_of(part, zone) for part in _runs(days, source.days_per_query)]
    pool = ThreadPoolExecutor(source.queries_at_once, thread_name_prefix="pull")
    try:
        ahead = [pool.submit(asked.frame, spans) for spans in parts[: source.queries_at_once]]
        for place, spans in enumerate(parts):
            frame, seconds = ahead[place].result()
            if (further := place + source.queries_at_once) < len(parts):
                ahead.append(pool.submit(asked.frame, parts[further]))
            ahead[place] = None  # type: ignore[call-overload] # what was written need not stay in memory
            for nth, span in enumerate(spans):
                of_day = frame.filter(pl.col("place") == nth).drop("place")
                yield _written(warehouse, name, source, span, of_day, terms, seconds)
    finally:
        pool.shutdown(cancel_futures=True)


def sql_of(name: str, source: WarehouseSourceSettings, days: Sequence[date], zone: ZoneInfo) -> str:
    """Return the question for the first of the days, in the engine's own SQL."""
    engine = connected(name, source)
    spans = spans_of(_runs(days, source.days_per_query)[0], zone)
    return str(engine.compile(counting(table_of(engine, name, source), source, spans), pretty=True))


def _runs(days: Sequence[date], most: int) -> Sequence[Sequence[date]]:
    """Cut days into runs without gaps, of at most so many."""
    runs: list[list[date]] = []
    for day in days:
        if runs and len(runs[-1]) < most and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


class _Asked:
    """The engine, with a connection for each thread that asks it."""

    def __init__(self, name: str, source: WarehouseSourceSettings) -> None:
        self._name = name
        self._source = source
        self._mine = threading.local()

    def frame(self, spans: Sequence[Span]) -> tuple[pl.DataFrame, float]:
        started = time.perf_counter()
        engine, calls = self._opened()
        question = counting(calls, self._source, spans)
        try:
            answer = pl.from_arrow(engine.to_pyarrow(question))
        except Exception as error:  # every engine's client has errors of its own
            first = (str(error).strip().splitlines() or [type(error).__name__])[0]
            days = f"{spans[0].day} to {spans[-1].day}"
            no_days = self._source.columns.partition and "date" in first.lower()
            raise InputError(
                f"ingest.warehouses.{self._name} refused the question for {days}: {first}"
                + (_NO_DAYS if no_days else "")
            ) from error
        if not isinstance(answer, pl.DataFrame):
            raise TypeError("a table was expected")
        sums = {name: kind for name, kind in _SUMS.items() if name in answer.columns}
        wanted = pl.Schema({**_TYPES, **sums})
        named = answer.select(wanted.names()).cast(wanted)
        shown = named.with_columns(pl.col("path").str.strip_suffix("/"))  # see expression._short
        return shown, time.perf_counter() - started

    def _opened(self) -> tuple[BaseBackend, Table]:
        # once a thread: an engine that reads files looks at all of them to tell their columns
        if not hasattr(self._mine, "opened"):
            engine = connected(self._name, self._source)
            self._mine.opened = engine, table_of(engine, self._name, self._source)
        opened: tuple[BaseBackend, Table] = self._mine.opened
        return opened


def _written(
    warehouse: Warehouse,
    name: str,
    source: WarehouseSourceSettings,
    span: Span,
    answer: pl.DataFrame,
    terms: Terms,
    seconds: float,
) -> DayPulled:
    started = time.perf_counter()
    frame = answer.select(_COLUMNS)
    counts = _counts(frame)
    fingerprint = _fingerprint(frame)
    where = _source(name, span.day.isoformat())
    known = warehouse.rows("SELECT fingerprint FROM loads WHERE source = ?", [where])
    changed = known != [(fingerprint,)]
    if changed:
        calls = frame.filter(pl.col("state") == "call").drop("state")
        with warehouse.lent("pulled", calls), warehouse.transaction():
            load = {"source": where, "fingerprint": fingerprint, "loaded_at": terms.now, "day": span.day}
            _replace(warehouse, load, counts, seconds)
            _count(warehouse, source, span.day, terms)
    took = seconds + time.perf_counter() - started
    return DayPulled(span.day, counts, frame.height, changed, took, *_measured(answer))


def _replace(warehouse: Warehouse, load: dict[str, object], counts: Counts, seconds: float) -> None:
    # the new load has a number of its own, so that windows made from the old one are judged again
    warehouse.execute(
        named_sql("ingest.pulling", "insert_load"),
        load
        | {
            "lines": counts.lines,
            "calls": counts.calls,
            "duplicates": counts.duplicates,
            "rejects": counts.rejects,
            "seconds": seconds,
        },
    )
    for step in ("delete_replaced_usage", "delete_replaced_load"):
        warehouse.execute(named_sql("ingest.pulling", step), {"source": load["source"]})


def _count(warehouse: Warehouse, source: WarehouseSourceSettings, day: date, terms: Terms) -> None:
    warehouse.execute(
        named_sql("ingest.pulling", "pulled_calls"), {"kind": source.credential_kind, "day": day}
    )
    for step in ("stage_paths", "stage_credentials"):
        warehouse.execute(named_sql("ingest.pulling", step))
    endpoints.resolve(warehouse, terms.endpoints, terms.now)
    credentials.resolve(warehouse, terms.key)
    warehouse.execute(named_sql("ingest.pulling", "insert_usage"))


def _counts(frame: pl.DataFrame) -> Counts:
    by_state = dict(frame.group_by("state").agg(pl.col("calls").sum()).iter_rows())
    calls, duplicates, rejects = (by_state.get(state, 0) for state in ("call", "duplicate", "reject"))
    return Counts(calls + duplicates + rejects, calls, duplicates, rejects)


def _measured(answer: pl.DataFrame) -> tuple[int | None, float | None]:
    """Return the bytes of a day's calls and the mean of their latencies; None where no column tells."""
    calls = answer.filter(pl.col("state") == "call")
    size = int(calls["bytes"].sum()) if "bytes" in calls.columns else None
    timed = int(calls["timed"].sum()) if "timed" in calls.columns else 0
    mean = float(calls["latency_ms"].sum()) / timed if timed else math.nan
    return size, mean if math.isfinite(mean) else None  # an engine may hold NaN, which JSON has no word for


def _fingerprint(frame: pl.DataFrame) -> str:
    content = frame.sort(_COLUMNS, nulls_last=True).write_csv(null_value="\\N")
    return f"counted:{hashlib.sha256(content.encode()).hexdigest()[:32]}"


def _source(name: str, day: str) -> str:
    return f"warehouse:{name}/{day}"
