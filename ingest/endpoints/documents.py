"""Importing OpenAPI documents: operations are stored, and endpoints found before are led to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from foundation import InputError, Problem, Warehouse
from ingest.endpoints.matching import Operation, Operations, shape_of_template
from ingest.endpoints.naming import KnownEndpoint, Proposal, Source
from ingest.endpoints.openapi import read_or_problem
from ingest.endpoints.resolve import propose_for_path
from ingest.endpoints.store import (
    Stored,
    add_endpoints,
    read_operations_stored,
    read_stored,
    record_merges,
    revive,
    set_sources,
)

_COLUMNS = pa.schema(
    {
        "api": pa.string(),
        "method": pa.string(),
        "template": pa.string(),
        "operation_id": pa.string(),
        "deprecated": pa.bool_(),
        "sensitive": pa.bool_(),
    }
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    Attributes
    ----------
    operations
        How many each document holds, by its file.
    merged
        Endpoints that the documents now give another name.
    """

    operations: dict[str, int]
    merged: int


def import_documents(
    warehouse: Warehouse, files: Sequence[Path], api: str, now: datetime | None = None
) -> Imported:
    """Store the operations of OpenAPI documents; a document imported before is replaced.

    Endpoints that were found from paths and that a document describes are merged into the document's.

    Parameters
    ----------
    api
        Name of the API that the documents describe; empty = there is only one.

    Raises
    ------
    InputError
        When a document cannot be read; all of them are named and nothing is written.
    """
    found: dict[str, list[Operation]] = {}
    problems: list[Problem] = []
    for file in files:
        answer = read_or_problem(file, api)
        if isinstance(answer, Problem):
            problems.append(answer)
        else:
            found[file.name] = found.get(file.name, []) + answer
    if problems:
        raise InputError("No document was imported:", problems)
    with warehouse.transaction():
        for document, operations in found.items():
            _replace(warehouse, document, api, operations)
        merged = _lead_home(warehouse, now)
    return Imported({document: len(operations) for document, operations in found.items()}, merged)


def _replace(warehouse: Warehouse, document: str, api: str, operations: Sequence[Operation]) -> None:
    warehouse.execute("DELETE FROM openapi_operations WHERE document = ? AND api = ?", [document, api])
    columns = [[getattr(operation, name) for operation in operations] for name in _COLUMNS.names]
    table = pa.table(columns, schema=_COLUMNS)
    of_document = pa.array([document] * len(operations), pa.string())
    warehouse.append("openapi_operations", table.append_column("document", of_document))


def _lead_home(warehouse: Warehouse, now: datetime | None) -> int:
    stored = read_stored(warehouse)
    moves = list(_moves(stored, read_operations_stored(warehouse)))
    add_endpoints(
        warehouse, stored, (KnownEndpoint(to.endpoint, to.source, known.first_day) for known, to in moves)
    )
    revive(warehouse, stored, {to.endpoint: to.source for _, to in moves})
    sources: dict[int, Source] = {to.endpoint.number: to.source for _, to in moves}
    set_sources(warehouse, stored, sources)
    merges = {known.endpoint.number: to.endpoint.number for known, to in moves}
    return record_merges(warehouse, stored, merges, "described by an OpenAPI document", now)


def _moves(stored: Stored, operations: Operations) -> Iterator[tuple[KnownEndpoint, Proposal]]:
    for known in (*stored.live("heuristic", "learned", "openapi"), *stored.refused()):
        endpoint = known.endpoint
        shape = shape_of_template(endpoint.template)
        proposal = propose_for_path(endpoint.api, endpoint.method, shape, shape, operations)
        described = operations.match(endpoint.api, endpoint.method, shape, shape) is not None
        if described and proposal != Proposal(endpoint, known.source):
            yield known, proposal
