"""The audit log: who did what, and the proof that nobody changed it."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

from governance import audit_entries, export_audit, newest_audit_entries, verify_audit
from pivotwatch.web.desk import Ruling

routes = APIRouter()
_MOST = 200


@routes.get("/audit")
def show(desk: Ruling, subject: str = "", verify: bool = False) -> Response:
    """Show the newest entries, or all about one thing; `verify` also proves the chain."""
    record = desk.service.record
    wanted = subject.strip()[:500]
    entries = (
        audit_entries(record, subject=wanted)[::-1][:_MOST] if wanted else newest_audit_entries(record, _MOST)
    )
    proof = verify_audit(record) if verify else None
    return desk.page("audit.html.j2", entries=entries, subject=wanted, proof=proof, most=_MOST)


@routes.get("/audit/export")
def export(desk: Ruling) -> Response:
    """Return the whole log, one JSON object a line."""
    lines = (f"{line}\n" for line in export_audit(desk.service.record))
    headers = {"Content-Disposition": 'attachment; filename="audit.jsonl"'}
    return StreamingResponse(lines, media_type="application/jsonl", headers=headers)
