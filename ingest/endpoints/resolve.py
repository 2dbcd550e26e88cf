"""From what a load saw (method, route, shape) to endpoint ids."""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import NamedTuple

import pyarrow as pa

from foundation import Warehouse, named_sql
from ingest.endpoints.admission import is_scanned_for, is_speakable, left_out
from ingest.endpoints.generalising import PathMade, generalise
from ingest.endpoints.matching import Operation, Operations
from ingest.endpoints.naming import (
    OTHER_METHOD,
    UNMATCHED,
    Endpoint,
    KnownEndpoint,
    Proposal,
    Source,
    method_of,
)
from ingest.endpoints.routes import describes, tidy_route
from ingest.endpoints.settings import EndpointSettings
from ingest.endpoints.store import (
    Stored,
    add_endpoints,
    read_operations_stored,
    read_stored,
    record_merges,
    revive,
)
from ingest.endpoints.words import PARAMETER, looks_random


class Staged(NamedTuple):
    """One row of `staged_paths`, its path cleaned.

    Attributes
    ----------
    example
        A clean path of this shape.
    good_calls
        Those not refused with 4xx.
    """

    method: str | None
    route: str | None
    api: str | None
    shape: str | None
    example: str | None
    calls: int
    good_calls: int
    first_day: date


def resolve(warehouse: Warehouse, settings: EndpointSettings, now: datetime | None = None) -> None:
    """Give every staged combination its endpoint; new endpoints and learned merges are inserted.

    Reads TEMP TABLE `staged_paths`; makes TEMP TABLE
    `staged_endpoints(method, route, api, shape, endpoint_id)`. Belongs in the loader's transaction.

    Parameters
    ----------
    now
        When merges are said to be found; None = the machine's clock.
    """
    staged = warehouse.table(named_sql("ingest.endpoints", "staged_paths"))
    with _collector_paused():
        rows = list(map(Staged, *(column.to_pylist() for column in staged.columns)))
        numbers = _numbers(warehouse, rows, settings, now)
    resolved = staged.append_column("endpoint_id", pa.array(numbers, pa.int64()))
    with warehouse.lent("resolved_paths", resolved):
        warehouse.execute(named_sql("ingest.endpoints", "staged_endpoints"))
    with warehouse.lent("resolved_days", resolved.select(["endpoint_id", "first_day"])):
        warehouse.execute(named_sql("ingest.endpoints", "seen_earlier"))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Hold the search for cycles: there are none, and it would look at a million rows again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _numbers(
    warehouse: Warehouse, rows: Sequence[Staged], settings: EndpointSettings, now: datetime | None
) -> list[int]:
    """Return the endpoint of each row; what is new is inserted."""
    stored = read_stored(warehouse)
    operations = read_operations_stored(warehouse)
    proposals = [propose(row, operations) for row in rows]
    welcome = [_may_create(*pair, stored) for pair in zip(rows, proposals, strict=True)]
    made = [
        PathMade(proposal.endpoint, row.calls)
        for row, proposal, may in zip(rows, proposals, welcome, strict=True)
        if may and proposal.source == "heuristic"
    ]
    renamed = generalise(warehouse, stored, made, settings, now)
    learned = _learned_endpoints(stored, renamed)
    proposals = [
        _after_learning(proposal, renamed) if may else _led_home(proposal, learned)
        for proposal, may in zip(proposals, welcome, strict=True)
    ]
    proposals = _admitted(rows, proposals, stored, settings)
    _write(warehouse, stored, rows, proposals, now)
    if renamed:
        _lead_refused_home(warehouse, stored, learned, now)
    return [_counted_at(proposal, stored) for proposal in proposals]


def propose(row: Staged, operations: Operations) -> Proposal:
    """Return what a row is called by the gateway's route, else a document, else its path."""
    api = " ".join(row.api.split()) if row.api else ""
    method = method_of(row.method)
    route = tidy_route(row.route) if row.route else None
    if method != OTHER_METHOD and route is not None and describes(route, row.shape):
        return Proposal(Endpoint(api, method, route), "gateway")
    if method == OTHER_METHOD or row.shape is None or not is_speakable(row.shape):
        return Proposal(Endpoint(api, method, UNMATCHED), "unmatched")
    return propose_for_path(api, method, row.shape, row.example or row.shape, operations)


_LONG = re.compile(r"[^/]{10}")


def propose_for_path(api: str, method: str, shape: str, example: str, operations: Operations) -> Proposal:
    """Return what a document calls the path, else what the path itself tells."""
    operation = operations.match(api, method, shape, example) if operations.all else None
    if operation is not None:
        # a method that the document leaves out still gets the document's template
        source: Source = "openapi" if operation.method == method else "heuristic"
        return Proposal(Endpoint(operation.api or api, method, operation.template), source)
    if _LONG.search(shape):
        parts = shape.split("/")
        shape = "/".join([PARAMETER if len(part) >= 10 and looks_random(part) else part for part in parts])
    return Proposal(Endpoint(api, method, shape), "heuristic")


def _may_create(row: Staged, proposal: Proposal, stored: Stored) -> bool:
    """Tell whether the row may create its endpoint: what scanners ask for, and is refused, may not."""
    if proposal.source != "heuristic" or stored.knows(proposal.endpoint):
        return True
    return row.good_calls > 0 and not is_scanned_for(proposal.endpoint.template)


def _after_learning(proposal: Proposal, renamed: Mapping[Endpoint, Proposal]) -> Proposal:
    return renamed.get(proposal.endpoint, proposal) if proposal.source == "heuristic" else proposal


def _learned_endpoints(stored: Stored, renamed: Mapping[Endpoint, Proposal]) -> Operations:
    """Return the endpoints learned before and in this load."""
    known = {known.endpoint for known in stored.live("learned")}
    return Operations(
        Operation(*each) for each in known | {proposal.endpoint for proposal in renamed.values()}
    )


def _led_home(proposal: Proposal, learned: Operations) -> Proposal:
    """Return what may create nothing as the learned endpoint that it fits, else as refused so far."""
    found = _fitting(proposal.endpoint, learned)
    if found is not None:
        return Proposal(found, "learned")
    if is_scanned_for(proposal.endpoint.template):
        return Proposal(proposal.endpoint._replace(template=UNMATCHED), "unmatched")
    return Proposal(proposal.endpoint, "refused")


def _fitting(endpoint: Endpoint, learned: Operations) -> Endpoint | None:
    api, method, template = endpoint
    found = learned.match(api, method, template, template) if learned.all else None
    return Endpoint(api, method, found.template) if found is not None and found.method == method else None


def _admitted(
    rows: Sequence[Staged], proposals: Sequence[Proposal], stored: Stored, settings: EndpointSettings
) -> list[Proposal]:
    """Return the proposals, what there is no room for as unmatched."""
    calls: Counter[Proposal] = Counter()
    for row, proposal in zip(rows, proposals, strict=True):
        calls[proposal] += row.calls
    refused = left_out(calls, stored, settings)
    if not refused:
        return list(proposals)
    return [
        Proposal(proposal.endpoint._replace(template=UNMATCHED), "unmatched")
        if proposal.endpoint in refused
        else proposal
        for proposal in proposals
    ]


def _write(
    warehouse: Warehouse,
    stored: Stored,
    rows: Sequence[Staged],
    proposals: Sequence[Proposal],
    now: datetime | None,
) -> None:
    """Insert what is new. What was refused so far counts as unmatched until a call of it works."""
    first_days: dict[Proposal, date] = {}
    for row, proposal in zip(rows, proposals, strict=True):
        before = first_days.get(proposal)
        if before is None or row.first_day < before:
            first_days[proposal] = row.first_day
    refused = {
        proposal.endpoint: proposal.endpoint._replace(template=UNMATCHED)
        for proposal in first_days
        if proposal.source == "refused" and proposal.endpoint not in stored.numbers
    }
    for proposal, day in list(first_days.items()):
        if proposal.endpoint in refused:
            first_days.setdefault(Proposal(refused[proposal.endpoint], "unmatched"), day)
    add_endpoints(warehouse, stored, (KnownEndpoint(*each, day) for each, day in first_days.items()))
    revive(warehouse, stored, {proposal.endpoint: proposal.source for proposal in first_days})
    merges = {stored.numbers[old]: stored.numbers[new] for old, new in refused.items()}
    record_merges(warehouse, stored, merges, "no call of it has worked so far", now)


def _lead_refused_home(
    warehouse: Warehouse, stored: Stored, learned: Operations, now: datetime | None
) -> None:
    """Let what was refused before a parameter was learned count at the parameter."""
    ends = ((known.endpoint, _fitting(known.endpoint, learned)) for known in stored.refused())
    merges = {stored.numbers[old]: stored.numbers[new] for old, new in ends if new in stored.numbers}
    record_merges(warehouse, stored, merges, "learned: one of many values at the same place", now)


def _counted_at(proposal: Proposal, stored: Stored) -> int:
    """Return the id to count at; what is refused keeps its own, so that its calls follow when it works."""
    number = stored.numbers[proposal.endpoint]
    return number if proposal.source == "refused" else stored.final(number)
