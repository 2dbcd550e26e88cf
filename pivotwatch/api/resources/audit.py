"""The audit log: who changed what, in a chain that shows tampering."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from governance import audit_entries, verify_audit
from pivotwatch.api.access import Held, needs
from pivotwatch.api.paging import DEFAULT_LIMIT, Cursor, Limit, Page, Shown, cut, read_cursor

routes = APIRouter(prefix="/audit", tags=["audit"])


class AuditShown(Shown):
    """One entry."""

    number: int = Field(description="1, 2, 3 ... without gaps.")
    at: datetime
    actor: str = Field(examples=["token:triage bot"])
    action: str = Field(examples=["case.opened"])
    subject: str = Field(examples=["case-3f9ac21b04d7"])
    details: dict[str, Any]
    previous_hash: str
    hash: str = Field(description="SHA-256 over all else in the entry, hex.")


class VerificationShown(Shown):
    """Whether the chain is whole."""

    entries: int
    head: str = Field(description="The newest hash; note it elsewhere, and a cut-off end shows.")
    broken: list[str] = Field(description="One sentence for each break; empty = whole.")


@routes.get("", dependencies=[needs("audit:read")], response_model=Page[AuditShown])
def list_entries(
    service: Held,
    subject: Annotated[str | None, Query(description="Only entries about this.", max_length=500)] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """List entries, oldest first."""
    (after,) = read_cursor(cursor, [int])
    found = audit_entries(service.record, after=after or 0, subject=subject, limit=limit + 1)
    rows = [AuditShown.model_validate(each).model_dump() for each in found]
    return cut(rows, limit, lambda row: [row["number"]])


@routes.get("/verification", dependencies=[needs("audit:read")], response_model=VerificationShown)
def verify(
    service: Held,
    head: Annotated[
        str | None,
        Query(description="A hash noted earlier; it must still be there.", pattern="^[0-9a-f]{64}$"),
    ] = None,
) -> Any:
    """Prove the chain whole, or tell where it breaks."""
    return verify_audit(service.record, head)
