"""The one question that every engine is asked, as an Ibis expression: calls by day, caller and path.

The engine shortens paths by what all engines' patterns can tell apart (numbers and UUIDs), drops what is no
call and counts. What comes back is small; the macros and the code that name endpoints are those for files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ingest.endpoints import METHODS
from ingest.format import MS_PER_UNIT
from ingest.pulling.settings import WarehouseSourceSettings

if TYPE_CHECKING:
    from ibis.expr.types import Table

_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_ID = "/(-?[0-9]+|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})/"
_KINDS = {"bytes": "int64", "latency": "float64"}
_HIGHEST_STATUS = 999
_REFUSED, _FAILED = 400, 500


@dataclass(frozen=True, slots=True)
class Span:
    """A day of the platform, as the moments between which it lies.

    Attributes
    ----------
    start, end
        UTC, aware; [start, end).
    """

    day: date
    start: datetime
    end: datetime


def spans_of(days: Sequence[date], zone: ZoneInfo) -> Sequence[Span]:
    """Return each day's span; a day on which clocks change has 23 or 25 hours."""

    def midnight(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)

    return [Span(day, midnight(day), midnight(day + timedelta(days=1))) for day in days]


def counting(calls: Table, source: WarehouseSourceSettings, spans: Sequence[Span]) -> Table:
    """Return the question.

    Its columns: place, state, credential, method, route, api, path, calls, errors, good_calls, and sums where
    there are such columns: bytes, latency_ms with timed (how many have one). `place` is the day's place in
    `spans`; `state` is call, duplicate or reject, and the last two come without the columns that tell who
    called what. `path` ends with a '/' that is not the call's.

    Parameters
    ----------
    calls
        The engine's table.
    spans
        Days in order, one directly after the other.
    """
    import ibis  # noqa: PLC0415 - optional, and slow to import

    named = _named(calls, source)
    named = named.filter(*_within(named, source, spans))
    judged = named.mutate(place=_place(named, source, spans), state=_state(named))
    if source.columns.request_id:
        judged = _without_repeats(judged)
    is_call = judged.state == "call"
    kept = {
        name: ibis.ifelse(is_call, judged[name], ibis.null(str)) for name in ("credential", "route", "api")
    }
    kept["method"] = ibis.ifelse(is_call, judged.method, ibis.null(str))
    kept["path"] = ibis.ifelse(is_call, _short(judged.path), ibis.null(str))
    keyed = judged.select("place", "state", "status", *_measures(source), **kept)
    keys = ("place", "state", "credential", "method", "route", "api", "path")
    status = keyed.status
    return keyed.group_by(*keys).aggregate(
        calls=keyed.count(),
        errors=keyed.count(where=(status >= _REFUSED) | status.isnull()),
        good_calls=keyed.count(where=(status < _REFUSED) | (status >= _FAILED) | status.isnull()),
        **_sums(keyed, source),
    )


def _measures(source: WarehouseSourceSettings) -> list[str]:
    return [name for name in _KINDS if getattr(source.columns, name)]


def _sums(keyed: Any, source: WarehouseSourceSettings) -> dict[str, Any]:
    """Return the sums of what was measured; a negative figure is what gateways write for none."""
    found: dict[str, Any] = {}
    if source.columns.bytes:
        found["bytes"] = keyed.bytes.sum(where=keyed.bytes >= 0).cast("int64")
    if source.columns.latency:
        whole = keyed.latency.sum(where=keyed.latency >= 0)
        found["latency_ms"] = (whole * MS_PER_UNIT[source.latency_unit]).cast("float64")
        found["timed"] = keyed.count(where=keyed.latency >= 0)
    return found


def _named(calls: Table, source: WarehouseSourceSettings) -> Table:
    """Bring the engine's columns to our names and types; what there is no column for is NULL."""
    import ibis  # noqa: PLC0415 - as above

    names = source.columns

    def text(column: str) -> Any:
        return calls[column].cast(str).strip().nullif("").nullif("-") if column else ibis.null(str)

    path = calls[names.path].cast(str) if names.path else ibis.null(str)
    # patterns are what costs most, and most paths have neither
    path = ibis.ifelse(path.contains("?") | path.contains("#"), path.re_replace(r"[?#].*$", ""), path)
    found = calls.select(
        moment=_moment(calls, source),
        credential=text(names.credential),
        method=text(names.method).upper(),
        path=path,
        route=text(names.route),
        api=text(names.api),
        status=calls[names.status].cast("int64"),
        request_id=text(names.request_id),
        partition=calls[names.partition].cast("date") if names.partition else ibis.null("date"),
        **{name: calls[getattr(names, name)].cast(_KINDS[name]) for name in _measures(source)},
    )
    readable = found.path.startswith("/") | found.path.contains("://") | (found.path == "*")
    return found.mutate(
        path=ibis.ifelse(readable | (found.method == "CONNECT"), found.path, ibis.null(str)),
        status=ibis.ifelse(found.status > 0, found.status, ibis.null("int64")),
    )


def _moment(calls: Table, source: WarehouseSourceSettings) -> Any:
    moment = calls[source.columns.time]
    return moment.cast("timestamp") if moment.type().is_string() else moment


def _bound(moment: Any, at: datetime, source: WarehouseSourceSettings) -> Any:
    """Return a moment as a literal of the column's type: no engine has to convert a column for it."""
    import ibis  # noqa: PLC0415 - as above

    kind = moment.type()
    if kind.is_integer():
        return ibis.literal(int(at.timestamp()) * _PER_SECOND[source.epoch])
    if kind.is_timestamp() and kind.timezone:
        return ibis.literal(at, type=kind)
    return ibis.literal(at.replace(tzinfo=None), type="timestamp")


def _within(named: Table, source: WarehouseSourceSettings, spans: Sequence[Span]) -> Sequence[Any]:
    import ibis  # noqa: PLC0415 - as above

    start, end = spans[0].start, spans[-1].end
    bounds = [
        named.moment >= _bound(named.moment, start, source),
        named.moment < _bound(named.moment, end, source),
    ]
    if source.columns.partition:
        bounds += [named.partition >= ibis.literal(start.date()), named.partition <= ibis.literal(end.date())]
    return bounds


def _place(named: Table, source: WarehouseSourceSettings, spans: Sequence[Span]) -> Any:
    import ibis  # noqa: PLC0415 - as above

    if len(spans) == 1:
        return ibis.literal(0, type="int64")
    branches = [
        (named.moment < _bound(named.moment, span.end, source), ibis.literal(place, type="int64"))
        for place, span in enumerate(spans[:-1])
    ]
    return ibis.cases(*branches, else_=ibis.literal(len(spans) - 1, type="int64"))


def _state(named: Table) -> Any:
    """Tell calls from what scanners and broken clients leave; the same rules as for lines of a file."""
    import ibis  # noqa: PLC0415 - as above

    is_call = (
        named.method.isin(sorted(METHODS))
        & (named.path.notnull() | named.route.notnull())
        & (named.status.isnull() | (named.status <= _HIGHEST_STATUS))
    )
    return ibis.ifelse(is_call.fill_null(False), "call", "reject")


def _without_repeats(judged: Table) -> Table:
    """Mark what has the request id and the moment of an earlier row."""
    import ibis  # noqa: PLC0415 - as above

    nth = ibis.row_number().over(group_by=[judged.request_id, judged.moment], order_by=judged.path)
    numbered = judged.mutate(nth=nth)
    repeated = numbered.request_id.notnull() & (numbered.state == "call") & (numbered.nth > 0)
    return numbered.mutate(state=ibis.ifelse(repeated, "duplicate", numbered.state)).drop("nth")


def _short(path: Any) -> Any:
    """Return the path with each number and UUID as 0, and one more '/' at its end.

    Both can only be ids, so the shape stays the same. Every '/' is doubled first, so that two ids side by
    side do not share one. Whoever takes the answer cuts the last '/' off: to do it here, engines would have
    to tell the length, and those that do not notice that it is of the same text would shorten paths twice.
    """
    doubled = path.replace("/", "//").concat("/")
    return doubled.re_replace(_ID, "/0/").replace("//", "/")
