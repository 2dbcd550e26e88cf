"""A format and a piece of text become the view `parsed_lines`, the same columns for every gateway."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.format import MS_PER_UNIT, Delimited, Format, Headed, IdentityKind, JsonLines, Text

LENT_LINES = "segment_lines"
"""Lent table of whole lines: line_number, line."""
_LINES = f"(SELECT * FROM {LENT_LINES} WHERE ascii(line) > 32 OR regexp_matches(line, '\\S'))"  # noqa: S608
"""Lines that are not blank; a blank line is no record."""
LENT_CELLS = "segment_cells"
"""Lent table of cut lines: line_number and the columns of `Delimited.names`."""
_BUFFER_BYTES = 4 << 20  # what one thread reads at once
HEADER_MARK = b"#Fields:"
"""What begins a line that names the fields of the lines after it (W3C extended log format)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A format under this platform's settings.

    Attributes
    ----------
    name
        The format's name.
    identities
        Kinds of credential in the order in which they are looked at.
    named_routes
        Whether a route's name counts as its template.
    log_time_zone
        IANA name of the zone of clocks that tell none.
    header
        The line `#Fields: ...` that holds for lines without one before them; empty = none does.
    """

    name: str
    format: Format
    identities: Sequence[IdentityKind]
    named_routes: bool = False
    log_time_zone: str = "UTC"
    header: bytes = b""

    def view_of_cells(self) -> str:
        """Return SQL that makes `parsed_lines` from lines that are cut already."""
        reader = self.format.reader
        joined = _joined(reader.delimited) if isinstance(reader, Text) and reader.delimited else ""
        return self._view(f"(SELECT *, true AS readable{joined} FROM {LENT_CELLS})")  # noqa: S608

    def view_of_file(self) -> str | None:
        """Return SQL that makes `parsed_lines`, without line numbers, from a file.

        The SQL variable `segment_file` names it. None when no reader of DuckDB's own reads such lines.
        """
        reader = self.format.reader
        if isinstance(reader, Text) and reader.delimited is not None:
            return self._view(_cells_in_file(reader.delimited))
        if isinstance(reader, JsonLines) and reader.prefix is None and reader.records is None:
            return self._view(_objects_in_file(reader))
        return None

    def view_of_lines(self, *, careful: bool) -> str:
        """Return SQL that makes `parsed_lines` from whole lines.

        Parameters
        ----------
        careful
            Let no line fail the others; slower.
        """
        reader = self.format.reader
        if isinstance(reader, Text):
            return self._view(_matched(reader.pattern))
        if isinstance(reader, Headed):
            return self._view(_headed(reader))
        fields = f"(SELECT *{_derived(reader)} FROM {_objects(reader, careful=careful)})"  # noqa: S608
        return self._view(fields)

    def _view(self, fields: str) -> str:
        what = self.format
        route = f"coalesce(given({what.route}), {what.route_name})" if self.named_routes else what.route
        credential, kind = self._credential()
        columns = {
            "moment": self._moment(),
            "method": what.method,
            "target": what.target,
            "route": route,
            "api": what.api,
            "credential": credential,
            "credential_kind": kind,
            "status": what.status,
            "latency_ms": f"try_cast({what.latency} AS DOUBLE) * {MS_PER_UNIT[what.latency_unit]!r}",
            "bytes": what.bytes,
            "request_id": what.request_id,
            "is_call": what.is_call,
        }
        chosen = ", ".join(f"({sql}) AS {name}" for name, sql in columns.items())
        # every part is a format's own SQL or a quoted literal, never a word from a log line
        # identities are columns of their own: each is looked at twice, and would be worked out twice
        identities = "".join(
            f", given({what.identities[kind]}) AS _identity_{kind}" for kind in self._identities()
        )
        query = f"SELECT line_number, readable, {chosen} FROM (SELECT *{identities} FROM {fields})"  # noqa: S608
        return f"CREATE OR REPLACE TEMP VIEW parsed_lines AS {query}"

    def _moment(self) -> str:
        what = self.format
        if what.local_moment == "NULL":
            return what.moment
        local = what.local_moment
        if self.log_time_zone != "UTC":  # a conversion costs more than all the rest
            local = f"timezone('UTC', timezone({quoted(self.log_time_zone)}, {local}))"
        return f"coalesce({what.moment}, {local})"

    def _identities(self) -> list[IdentityKind]:
        """Return the kinds of credential that the format tells, in the order in which they are looked at."""
        return [kind for kind in self.identities if kind in self.format.identities]

    def _credential(self) -> tuple[str, str]:
        found = {kind: f"_identity_{kind}" for kind in self._identities()}
        if not found:
            return "NULL::VARCHAR", "NULL::VARCHAR"
        cases = " ".join(f"WHEN {name} IS NOT NULL THEN '{kind}'" for kind, name in found.items())
        return f"coalesce({', '.join(found.values())})", f"CASE {cases} END"


def quoted(text: str) -> str:
    """Return the text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _joined(how: Delimited) -> str:
    return "".join(f", concat_ws(' ', {', '.join(names)}) AS {name}" for name, names in how.joined.items())


def _derived(reader: JsonLines) -> str:
    return "".join(f", ({sql}) AS {name}" for name, sql in reader.derived.items())


_NUMBERLESS = "NULL::BIGINT AS line_number, true AS readable"


def _cells_in_file(how: Delimited) -> str:
    """Return a subquery that cuts a file at blanks outside quotes; a line that cannot be cut fails it."""
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in how.names)
    options = (
        f"delim=' ', quote='\"', escape={quoted(how.escape or '')}, nullstr=e'\\x01', header=false, "
        f"auto_detect=false, compression='none', buffer_size={_BUFFER_BYTES}, "
        f"max_line_size={_BUFFER_BYTES // 2}"
    )
    source = f"read_csv(getvariable('segment_file'), columns={{{columns}}}, {options})"
    return f"(SELECT *, {_NUMBERLESS}{_joined(how)} FROM {source})"  # noqa: S608


def _objects_in_file(reader: JsonLines) -> str:
    """Return a subquery that reads a whole file of objects; a line that is none fails it."""
    columns = ", ".join(f"{quoted(name)}: {quoted(_type(inner))}" for name, inner in reader.structure.items())
    options = (
        "format='newline_delimited', records=true, auto_detect=false, compression='uncompressed', "
        f"maximum_object_size={_BUFFER_BYTES // 2}"
    )
    source = f"read_json(getvariable('segment_file'), columns={{{columns}}}, {options})"
    return f"(SELECT *{_derived(reader)}, {_NUMBERLESS} FROM {source})"  # noqa: S608


def _type(structure: Any) -> str:
    """Return the SQL type of a member: text, or what is in it."""
    if isinstance(structure, str):
        return structure
    if isinstance(structure, list):
        return f"{_type(structure[0])}[]"
    members = ", ".join(f'"{name}" {_type(inner)}' for name, inner in structure.items())
    return f"STRUCT({members})"


def _matched(pattern: str) -> str:
    """Return a subquery that cuts each line by the pattern; no match = every column empty."""
    listed = ", ".join(quoted(name) for name in ("whole_line", *group_names(pattern)))
    literal = quoted(f"^(?P<whole_line>{pattern})$")
    return (
        "(SELECT line_number, cut.whole_line <> '' AS readable, cut.* FROM ("  # noqa: S608
        f"SELECT line_number, regexp_extract(line, {literal}, [{listed}]) AS cut FROM {_LINES}))"
    )


def _headed(reader: Headed) -> str:
    """Return a subquery that names the cells of each line by the last header before it."""
    places = ", ".join(
        f"list_position(names, {quoted(field)}) AS {name}" for name, field in reader.columns.items()
    )
    cells = ", ".join(f"cells[header.{name}] AS {name}" for name in reader.columns)
    mark = quoted(HEADER_MARK.decode())
    names = f"string_split_regex(trim(substr(line, {len(HEADER_MARK) + 1})), '\\s+')"
    headers = (
        f"SELECT line_number, len(names) AS width, {places} FROM ("  # noqa: S608
        f"SELECT line_number, {names} AS names FROM {_LINES} WHERE starts_with(line, {mark}))"
    )
    lines = (
        f"SELECT line_number, string_split(line, {quoted(reader.separator)}) AS cells "  # noqa: S608
        f"FROM {_LINES} WHERE NOT starts_with(line, '#')"
    )
    return (
        f"(SELECT found.line_number, coalesce(len(cells) = width, false) AS readable, {cells} "  # noqa: S608
        f"FROM ({lines}) AS found ASOF LEFT JOIN ({headers}) AS header "
        "ON found.line_number >= header.line_number)"
    )


def _objects(reader: JsonLines, *, careful: bool) -> str:
    """Return a subquery that turns each object into columns; `careful` lets a bad one be NULL."""
    structure = quoted(json.dumps(reader.structure))
    lines = _unwrapped(reader, careful=careful)
    if not careful:
        return (
            "(SELECT * EXCLUDE (record), record.*, true AS readable FROM ("  # noqa: S608
            f"SELECT * EXCLUDE (line), json_transform(line, {structure}) AS record FROM {lines}))"
        )
    mended = f"CASE WHEN is_object(line) THEN line ELSE ({reader.repair}) END"
    return (
        "(SELECT * EXCLUDE (record), record.*, record IS NOT NULL AS readable FROM ("  # noqa: S608
        "SELECT * EXCLUDE (line), "
        f"CASE WHEN is_object(line) THEN json_transform(line, {structure}) END AS record "
        f"FROM (SELECT * REPLACE ({mended} AS line) FROM {lines})))"
    )


def _unwrapped(reader: JsonLines, *, careful: bool) -> str:
    """Return the table of objects as text: after the prefix, or the records inside each line."""
    if reader.prefix is not None:
        names = ", ".join(quoted(name) for name in group_names(reader.prefix))
        cut = f"regexp_extract(line, {quoted(reader.prefix)}, [{names}])"
        return f"(SELECT line_number, cut.* FROM (SELECT line_number, {cut} AS cut FROM {_LINES}))"  # noqa: S608
    if reader.records is not None:
        found = f"json_extract(line, {quoted(reader.records)})"
        if careful:
            found = f"CASE WHEN is_object(line) THEN {found} END"
        # a line without records stays as one line, so that it is counted and rejected
        several = f"coalesce(nullif({found}, []), [NULL])"
        return f"(SELECT line_number, unnest({several})::VARCHAR AS line FROM {_LINES})"  # noqa: S608
    return _LINES


def group_names(pattern: str) -> list[str]:
    """Return the names of a pattern's groups, in order; every capturing group has to have one."""
    return re.findall(r"\(\?P<(\w+)>", pattern)
