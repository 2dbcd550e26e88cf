"""What is stored about endpoints: reading it, and writing new endpoints and merges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa

from foundation import Warehouse, named_sql
from ingest.endpoints.matching import Operation, Operations
from ingest.endpoints.naming import UNMATCHED, Endpoint, KnownEndpoint, Source

_PACKAGE = "ingest.endpoints"
_NUMBERS = pa.schema({"endpoint_id": pa.int64()})
_NEW = pa.schema(
    {
        "endpoint_id": pa.int64(),
        "api": pa.string(),
        "method": pa.string(),
        "template": pa.string(),
        "label": pa.string(),
        "source": pa.string(),
        "counted": pa.bool_(),
        "first_day": pa.date32(),
    }
)
_MERGES = pa.schema({"endpoint_id": pa.int64(), "into_id": pa.int64()})


@dataclass(slots=True)
class Stored:
    """Endpoints in the warehouse.

    Attributes
    ----------
    endpoints
        By id; merged ones among them.
    merges
        Id to the id it was merged into; the latter is never merged itself.
    numbers
        The same endpoints' ids, by endpoint.
    """

    endpoints: dict[int, KnownEndpoint]
    merges: dict[int, int]
    numbers: dict[Endpoint, int]

    def live(self, *sources: Source) -> list[KnownEndpoint]:
        """Return the endpoints of these sources that are not merged."""
        return [
            known
            for number, known in self.endpoints.items()
            if known.source in sources and number not in self.merges
        ]

    def final(self, number: int) -> int:
        """Return the endpoint that stands for this one now."""
        return self.merges.get(number, number)

    def is_refused(self, endpoint: Endpoint) -> bool:
        """Tell whether it is known from refused calls alone."""
        number = self.numbers.get(endpoint)
        return number is not None and self.endpoints[number].source == "refused"

    def knows(self, endpoint: Endpoint) -> bool:
        """Tell whether it has been created: a call of it was not refused, or somebody named it."""
        return endpoint in self.numbers and not self.is_refused(endpoint)

    def refused(self) -> list[KnownEndpoint]:
        """Return what is known from refused calls alone, and fits no other endpoint."""
        return [
            known
            for number, known in self.endpoints.items()
            if known.source == "refused" and self.endpoints[self.final(number)].endpoint.template == UNMATCHED
        ]


def read_stored(warehouse: Warehouse) -> Stored:
    """Read all endpoints and merges."""
    endpoints = {
        number: KnownEndpoint(Endpoint(api, method, template), source, first_day)
        for number, api, method, template, source, first_day in warehouse.rows(
            "SELECT endpoint_id, api, method, template, source, first_day FROM endpoints ORDER BY endpoint_id"
        )
    }
    merges = dict(warehouse.rows("SELECT endpoint_id, into_id FROM endpoint_merges ORDER BY ALL"))
    return Stored(endpoints, merges, {known.endpoint: number for number, known in endpoints.items()})


def read_operations_stored(warehouse: Warehouse) -> Operations:
    """Read the operations of all imported documents."""
    rows = warehouse.rows(
        "SELECT api, method, template, operation_id, deprecated, sensitive FROM openapi_operations"
    )
    return Operations(Operation(*row) for row in rows)


def calls_of(warehouse: Warehouse, numbers: Iterable[int]) -> dict[int, int]:
    """Return calls so far of the given endpoints; absent = none."""
    with warehouse.lent("wanted_endpoints", pa.table([list(numbers)], schema=_NUMBERS)):
        return dict(warehouse.rows(named_sql(_PACKAGE, "calls_so_far")))


def add_endpoints(warehouse: Warehouse, stored: Stored, new: Iterable[KnownEndpoint]) -> None:
    """Insert endpoints; of several of one id the earliest day counts, and known ones stay as they are."""
    fresh: dict[Endpoint, KnownEndpoint] = {}
    for known in new:
        if known.endpoint not in stored.numbers:
            before = fresh.get(known.endpoint)
            if before is None or (known.first_day, known.source) < (before.first_day, before.source):
                fresh[known.endpoint] = known
    numbered = {known.endpoint.number: known for known in fresh.values()}
    rows = [
        (
            number,
            known.endpoint.api,
            known.endpoint.method,
            known.endpoint.template,
            known.endpoint.label,
            known.source,
            known.endpoint.template != UNMATCHED,
            known.first_day,
        )
        for number, known in sorted(numbered.items())
    ]
    if rows:
        warehouse.append(
            "endpoints", pa.table([list(column) for column in zip(*rows, strict=True)], schema=_NEW)
        )
        stored.endpoints |= numbered
        stored.numbers |= {known.endpoint: number for number, known in numbered.items()}


def set_sources(warehouse: Warehouse, stored: Stored, sources: Mapping[int, Source]) -> None:
    """Write how the names of known endpoints are found now."""
    changed = {
        number: source
        for number, source in sources.items()
        if number in stored.endpoints and stored.endpoints[number].source != source
    }
    for number, source in sorted(changed.items()):
        warehouse.execute("UPDATE endpoints SET source = ? WHERE endpoint_id = ?", [source, number])
        old = stored.endpoints[number]
        stored.endpoints[number] = KnownEndpoint(old.endpoint, source, old.first_day)


def revive(warehouse: Warehouse, stored: Stored, created: Mapping[Endpoint, Source]) -> None:
    """Let endpoints that were known from refused calls alone be endpoints; those calls are their errors."""
    sources = {
        stored.numbers[endpoint]: source
        for endpoint, source in created.items()
        if source != "refused" and stored.is_refused(endpoint)
    }
    if not sources:
        return
    set_sources(warehouse, stored, sources)
    with warehouse.lent("revived", pa.table([list(sources)], schema=_NUMBERS)):
        warehouse.execute(
            "DELETE FROM endpoint_merges WHERE endpoint_id IN (SELECT endpoint_id FROM revived)"
        )
    stored.merges = {old: new for old, new in stored.merges.items() if old not in sources}


def record_merges(
    warehouse: Warehouse, stored: Stored, merges: Mapping[int, int], reason: str, now: datetime | None
) -> int:
    """Record that endpoints stand for others from now on; earlier merges are led to the new end.

    Returns
    -------
    int
        How many were recorded.
    """
    at = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    real = {old: new for old, new in merges.items() if old != new and stored.merges.get(old) != new}
    if not real:
        return 0
    pairs = [list(column) for column in zip(*sorted(real.items()), strict=True)]
    found = pa.table(pairs, schema=_MERGES)
    found = found.append_column("reason", pa.array([reason] * len(real), pa.string()))
    found = found.append_column("merged_at", pa.array([at] * len(real), pa.timestamp("us")))
    with warehouse.lent("new_merges", found):
        # a merge's end is never merged itself: what is an end now stops being merged ...
        warehouse.execute("DELETE FROM endpoint_merges WHERE endpoint_id IN (SELECT into_id FROM new_merges)")
        # ... and what ended in an endpoint that is merged now follows it
        warehouse.execute(named_sql(_PACKAGE, "follow_merges"))
        warehouse.execute(named_sql(_PACKAGE, "replace_merges"))
    stored.merges = dict(warehouse.rows("SELECT endpoint_id, into_id FROM endpoint_merges ORDER BY ALL"))
    return len(real)
