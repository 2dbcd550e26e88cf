"""Data: what was loaded and refused, the health of the tap and the jobs; dropping a file, pasting lines."""

from __future__ import annotations

import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import Response

from foundation import InputError, named_sql
from gateway_tap import read_loader_state
from gateway_tap.heard import read_heard
from gateway_tap.silence import silences
from governance import job_states, request_job, write_audit, writing
from pivotwatch.tapping import spool_folder
from pivotwatch.terms import terms_of
from pivotwatch.web.desk import Desk, ManagerForm, Viewing
from pivotwatch.web.trying import Tried, tried

if TYPE_CHECKING:
    from ingest import FileResult

routes = APIRouter()
_MOST_LOADS, _MOST_REASONS = 30, 12
_PIECE_BYTES = 1 << 20
_MOST_LINES = 5000
_EXAMPLE = (
    '{"ts":"2026-11-20T10:00:00Z","consumer":"acme","method":"GET","path":"/v1/orders/42","status":200}'
)


@dataclass(frozen=True, slots=True)
class Feed:
    """One source and format of the tap.

    Attributes
    ----------
    silent_minutes
        Since its last record; None = it was never heard.
    is_silent
        For longer than it ever paused: the alert that the tap raises.
    last_hour
        Records of the last sixty minutes.
    """

    source: str
    format: str
    silent_minutes: int | None
    is_silent: bool
    last_hour: int


@routes.get("/data")
def show(desk: Viewing) -> Response:
    """Show what came in, what was refused, and what runs."""
    return _page(desk)


@routes.post("/data/paste")
def paste(desk: ManagerForm, lines: Annotated[str, Form(max_length=2_000_000)]) -> Response:
    """Show what would be read from pasted lines; nothing is kept."""
    if not lines.strip():
        raise InputError("There is no line to try. Paste a few lines of an access log.")
    if lines.count("\n") > _MOST_LINES:
        raise InputError(f"That is more than {_MOST_LINES:,} lines; drop the file instead.")
    return _page(desk, lines=lines, result=tried(desk.service.app, lines))


@routes.post("/data/files")
def load(desk: ManagerForm, file: Annotated[UploadFile, File()]) -> Response:
    """Load a log file, then have the open windows processed."""
    name = re.sub(r"[^\w.+-]", "_", Path(file.filename or "").name)[:120]
    if not name:
        raise InputError("No file was chosen.")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, name)
        with place.open("wb") as target:
            while piece := file.file.read(_PIECE_BYTES):
                target.write(piece)
        result = _loaded(desk, place)
    told = result.note.replace(str(place), name)
    if result.failed or not result.counts.lines:
        raise InputError(f"{name}: nothing was loaded. {told}")
    desk.kept.forget()
    request_job(desk.service.record, "cycle")
    with writing(desk.service.record) as connection:
        details = {"calls": result.counts.calls, "rejects": result.counts.rejects}
        write_audit(connection, desk.act.now, desk.act.actor, "data.loaded", name, details)
    counts = result.counts
    words = (
        f"{counts.lines:,} lines = {counts.calls:,} calls + {counts.duplicates:,} duplicates + "
        f"{counts.rejects:,} rejects"
    )
    return desk.back(
        "/data", f"{name} ({result.format}): {words}. The windows it touches are processed next."
    )


@routes.post("/data/process")
def process(desk: ManagerForm) -> Response:
    """Ask the service to process what waits."""
    request_job(desk.service.record, "cycle")
    return desk.back("/data", "The service processes what waits; the groups show when it is done.")


def _loaded(desk: Desk, place: Path) -> FileResult:
    from ingest import Ingestion, Wanted, readings  # noqa: PLC0415 - who only looks needs none of it

    app = desk.service.app
    with desk.service.writing() as warehouse:
        segment = app.settings.ingest.segment_mb << 20
        ingestion = Ingestion(
            warehouse, readings(app.settings.ingest), terms_of(app), segment, lambda _: None
        )
        return ingestion.ingest(Wanted(str(place), named=True))


def _page(desk: Desk, lines: str = "", result: Tried | None = None) -> Response:
    with desk.service.reading() as warehouse:
        loads = list(warehouse.records(named_sql("pivotwatch", "web_loads"), {"most": _MOST_LOADS}))
        reasons = list(
            warehouse.records(named_sql("pivotwatch", "web_reject_reasons"), {"most": _MOST_REASONS})
        )
    tap = desk.service.settings.tap
    folder = spool_folder(desk.service.app.home, tap)
    return desk.page(
        "data.html.j2",
        loads=loads,
        reasons=reasons,
        sources=tap.sources,
        feeds=_feeds(folder, tuple(tap.sources)) if folder.exists() else [],
        counts=read_loader_state(folder) if folder.exists() else {},
        jobs=sorted(job_states(desk.service.record).values(), key=lambda job: job.name),
        example=_EXAMPLE,
        lines=lines,
        result=result,
    )


def _feeds(folder: Path, sources: tuple[str, ...]) -> list[Feed]:
    heard, now = read_heard(folder, sources), int(time.time() // 60)  # minutes of the machine's clock
    silent = {silence.feed for silence in silences(heard, now * 60.0)}
    return [
        Feed(
            source,
            form,
            now - max(minutes) if minutes else None,
            (source, form) in silent,
            sum(count for minute, count in minutes.items() if minute > now - 60),
        )
        for (source, form), minutes in sorted(heard.items())
    ]
