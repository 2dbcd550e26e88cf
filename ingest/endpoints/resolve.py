"""From what a load saw (method, route, shape) to endpoint ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from foundation import Warehouse, named_sql
from ingest.endpoints.admission import is_scanned_for, is_speakable
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
from ingest.endpoints.store import Stored, add_endpoints, read_operations_stored, read_stored
from ingest.endpoints.words import PARAMETER, looks_random


@dataclass(frozen=True, slots=True)
class Staged:
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
    frame = warehouse.frame(named_sql("ingest.endpoints", "staged_paths"))
    rows = [Staged(*row) for row in frame.iter_rows()]
    stored = read_stored(warehouse)
    operations = read_operations_stored(warehouse)
    proposals = [propose(row, operations) for row in rows]
    made = [
        PathMade(proposal.endpoint, row.calls)
        for row, proposal in zip(rows, proposals, strict=True)
        if proposal.source == "heuristic" and _may_create(row, proposal, stored)
    ]
    renamed = generalise(warehouse, stored, made, settings, now)
    proposals = [renamed.get(each.endpoint, each) if _is_path_made(each) else each for each in proposals]
    proposals = _refused_led_home(rows, proposals, stored)
    numbers = _admitted(warehouse, rows, proposals, stored, settings)
    resolved = frame.select("method", "route", "api", "shape").with_columns(
        pl.Series("endpoint_id", numbers, dtype=pl.Int64)
    )
    with warehouse.lent("resolved_paths", resolved):
        warehouse.execute(named_sql("ingest.endpoints", "staged_endpoints"))


def propose(row: Staged, operations: Operations) -> Proposal:
    """Return what a row is called by the gateway's route, else a document, else its path."""
    api, method = " ".join((row.api or "").split()), method_of(row.method)
    route = tidy_route(row.route)
    if method != OTHER_METHOD and route is not None and describes(route, row.shape):
        return Proposal(Endpoint(api, method, route), "gateway")
    if method == OTHER_METHOD or row.shape is None or not is_speakable(row.shape):
        return Proposal(Endpoint(api, method, UNMATCHED), "unmatched")
    return propose_for_path(api, method, row.shape, row.example or row.shape, operations)


def propose_for_path(api: str, method: str, shape: str, example: str, operations: Operations) -> Proposal:
    """Return what a document calls the path, else what the path itself tells."""
    operation = operations.match(api, method, shape, example) if operations.all else None
    if operation is not None:
        # a method that the document leaves out still gets the document's template
        source: Source = "openapi" if operation.method == method else "heuristic"
        return Proposal(Endpoint(operation.api or api, method, operation.template), source)
    parts = [PARAMETER if looks_random(part) else part for part in shape.split("/")]
    return Proposal(Endpoint(api, method, "/".join(parts)), "heuristic")


def _refused_led_home(
    rows: Sequence[Staged], proposals: Sequence[Proposal], stored: Stored
) -> list[Proposal]:
    """Return the proposals, those that may create nothing led to a learned endpoint that they fit."""
    learned = Operations(
        Operation(known.endpoint.api, known.endpoint.method, known.endpoint.template)
        for known in stored.live("learned")
    )
    return [
        proposal if _may_create(row, proposal, stored) else _fitting(proposal, learned)
        for row, proposal in zip(rows, proposals, strict=True)
    ]


def _fitting(proposal: Proposal, learned: Operations) -> Proposal:
    endpoint = proposal.endpoint
    if proposal.source != "heuristic" or not learned.all:
        return proposal
    found = learned.match(endpoint.api, endpoint.method, endpoint.template, endpoint.template)
    if found is None or found.method != endpoint.method:
        return proposal
    return Proposal(Endpoint(endpoint.api, endpoint.method, found.template), "learned")


def _is_path_made(proposal: Proposal) -> bool:
    return proposal.source in ("heuristic", "learned")


def _may_create(row: Staged, proposal: Proposal, stored: Stored) -> bool:
    if proposal.endpoint.number in stored.endpoints:
        return True
    return row.good_calls > 0 and not is_scanned_for(proposal.endpoint.template)


def _admitted(
    warehouse: Warehouse,
    rows: Sequence[Staged],
    proposals: Sequence[Proposal],
    stored: Stored,
    settings: EndpointSettings,
) -> list[int]:
    """Return each row's endpoint id; what may not create one is unmatched."""
    room = _room(stored, settings, {each.endpoint.api for each in proposals})
    calls: dict[Endpoint, int] = {}
    for row, proposal in zip(rows, proposals, strict=True):
        calls[proposal.endpoint] = calls.get(proposal.endpoint, 0) + row.calls
    # what is called most gets in first where there is not room for all
    order = sorted(
        range(len(rows)),
        key=lambda place: (-calls[proposals[place].endpoint], proposals[place].endpoint.label),
    )
    numbers = [0] * len(rows)
    new: dict[int, list[KnownEndpoint]] = {}
    for place in order:
        row, proposal = rows[place], proposals[place]
        endpoint, number = proposal.endpoint, proposal.endpoint.number
        source = proposal.source
        if number not in stored.endpoints and number not in new and _is_path_made(proposal):
            if room[endpoint.api] > 0 and _may_create(row, proposal, stored):
                room[endpoint.api] -= 1
            else:
                endpoint, source = Endpoint(endpoint.api, endpoint.method, UNMATCHED), "unmatched"
                number = endpoint.number
        if number not in stored.endpoints:
            new.setdefault(number, []).append(KnownEndpoint(endpoint, source, row.first_day))
        numbers[place] = stored.final(number)
    add_endpoints(warehouse, stored, (known for several in new.values() for known in several))
    return numbers


def _room(stored: Stored, settings: EndpointSettings, apis: Iterable[str]) -> dict[str, int]:
    room = dict.fromkeys(apis, settings.most_per_api)
    for known in stored.live("heuristic", "learned"):
        if known.endpoint.api in room:
            room[known.endpoint.api] -= 1
    return room
