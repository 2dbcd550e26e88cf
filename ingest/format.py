"""What a log format is: data that says how raw lines become the columns of a call. No code runs per line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from foundation import Registry

LatencyUnit = Literal["s", "ms", "us", "ns"]
IdentityKind = Literal["consumer", "user", "api_key", "certificate", "client_ip"]
Confidence = Literal["recorded", "source code", "documentation", "third party", "memory"]
"""Where the description of a format comes from: lines that the real program wrote here, its source code, its
vendor's documentation, somebody else's parser, or nobody we could look up."""

MS_PER_UNIT: Mapping[LatencyUnit, float] = {"s": 1000.0, "ms": 1.0, "us": 0.001, "ns": 0.000001}


@dataclass(frozen=True, slots=True)
class JsonLines:
    """One JSON object in each line.

    Attributes
    ----------
    structure
        The members that are needed, nested as in the record; a leaf is `VARCHAR` (any scalar, as text),
        `DOUBLE` (where the gateway writes a number that is used as one; cheaper) or `JSON`. Members become
        SQL columns: `request.uri`, `"client.addr"`.
    prefix
        Regular expression (RE2) for what stands before the object, with one group around the object;
        its other groups are named and become columns too. None = the line is the object.
    records
        JSON path of the list of records when one line holds several, e.g. `$.http_logs.log_entry[*]`;
        `structure` then describes a record, and each record counts as a line.
    derived
        Further columns, name to SQL expression over those of `structure`: for what is used several times.
    repair
        SQL expression over `line` that makes broken JSON of this gateway readable; used on bad lines only.
    """

    structure: Mapping[str, Any]
    prefix: str | None = None
    records: str | None = None
    derived: Mapping[str, str] = field(default_factory=dict)
    repair: str = "line"


@dataclass(frozen=True, slots=True)
class Delimited:
    """How a text format can be cut fast, where nothing unusual stands in the line.

    Attributes
    ----------
    names
        A name for each part between blanks; a name of the pattern's groups, or `_1`, `_2` … for the rest.
    escape
        The character that escapes a quote inside quotes; None where the gateway writes quotes otherwise.
    joined
        Columns that a blank inside has cut: name to the names of its pieces.
    """

    names: Sequence[str]
    escape: str | None = None
    joined: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text.

    Attributes
    ----------
    pattern
        Regular expression (RE2) for the whole line; named groups become columns of type VARCHAR, and a
        group that took no part in the match is the empty text.
    delimited
        The fast way to the same columns; lines that it cannot cut are read by the pattern.
    """

    pattern: str
    delimited: Delimited | None = None


@dataclass(frozen=True, slots=True)
class Headed:
    """Cells whose meaning a line `#Fields: ...` before them tells; it may come again in another order.

    Attributes
    ----------
    columns
        Name of a column to the field's name in the header; a field that the header lacks is NULL.
    separator
        What stands between the cells of a line.
    """

    columns: Mapping[str, str]
    separator: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A line and what must come of it.

    Attributes
    ----------
    line
        Written from the vendor's description or recorded; names and values invented.
    call
        Expected columns (those named are compared); None = the line must be rejected.
    """

    line: str
    call: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Format:
    """A plug-in of `ingest/formats/`: its module holds one as `PLUGIN`.

    Attributes
    ----------
    reader
        How a line becomes columns.
    recognise
        Regular expression (Python) found in a line of this format; keeps others from being tried.
    moment
        SQL expression, TIMESTAMP in UTC (NULL where unreadable): when the request started, or ended if
        `moment_is_end`; then the start is the end minus the latency.
    local_moment
        The same in the gateway's local time, for clocks without a zone; looked at where `moment` is NULL.
        The setting `ingest.log_time_zone` tells the zone.
    method, target
        SQL expressions; the target may be a path with a query or an absolute URL: the query is cut off.
    route
        SQL expression: the route template that the gateway names, e.g. `/v2/contacts/{id}`.
    route_name
        SQL expression: a route's name that is no template; used only when the settings ask for it.
    latency, latency_unit
        SQL expression (text or number) and its unit.
    status, bytes, request_id, api
        SQL expressions, text or number; texts such as `-` mean "missing" and need no care.
    is_call
        SQL expression: false for records of this log that tell of no finished request.
    identities
        Kind to SQL expression; the settings say in which order they are looked at.
    confidence
        How sure `source` is; tests on the real program are in `tests/gateways/`.
    snippets
        Names of the gateway configurations of `ingest/snippets/` that make a gateway write this; empty = the
        one of the format's own name.
    rank
        Between formats that read a sample equally well the higher wins.
    """

    reader: JsonLines | Text | Headed
    recognise: str
    moment: str
    method: str
    target: str
    samples: Sequence[Sample]
    source: str
    notes: str
    moment_is_end: bool = False
    local_moment: str = "NULL"
    route: str = "NULL"
    route_name: str = "NULL"
    api: str = "NULL"
    status: str = "NULL"
    latency: str = "NULL"
    latency_unit: LatencyUnit = "ms"
    bytes: str = "NULL"
    request_id: str = "NULL"
    is_call: str = "true"
    identities: Mapping[IdentityKind, str] = field(default_factory=dict)
    confidence: Confidence = "memory"
    snippets: Sequence[str] = ()
    rank: int = 0


SHIPPED: Registry[Format] = Registry("ingest.formats", Format, "log format")
"""The formats of `ingest/formats/`, by file name."""
