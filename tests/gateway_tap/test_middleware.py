"""The ASGI middleware notes calls and never hurts the API."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from foundation import Home
from gateway_tap import CallRecorder
from gateway_tap.settings import SpoolSettings
from pivotwatch.app import App
from pivotwatch.spooling import spool_loader


async def _order(request: Request) -> Response:
    return PlainTextResponse(f"order {request.path_params['id']}")


async def _broken(_: Request) -> Response:
    raise RuntimeError("the API's own fault")


async def _stream(_: Request) -> Response:
    return StreamingResponse(iter([b"12345", b"678"]))


def _recorder(folder: Path, **more: Any) -> CallRecorder:
    inner = [
        Route("/orders/{id:int}", _order, methods=["GET"]),
        Route("/broken", _broken),
        Route("/stream", _stream),
    ]
    return CallRecorder(Starlette(routes=[*inner, Mount("/v2", routes=inner)]), folder, **more)


async def _get(recorder: CallRecorder, *paths: str) -> list[int]:
    transport = httpx.ASGITransport(app=recorder, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        headers = {"x-request-id": "r1", "authorization": "Bearer s3cret"}
        return [(await client.get(path, headers=headers)).status_code for path in paths]


def _asyncio_run(recorder: CallRecorder, *paths: str) -> list[int]:
    return asyncio.run(_get(recorder, *paths))


def test_calls_reach_the_store(home: Home) -> None:
    """Each call is noted with route, status, bytes and consumer, without query, and loads as any other."""
    recorder = _recorder(home.path / "spool", consumer=lambda _: "acme")
    paths = ("/orders/7?secret=s3cret", "/v2/orders/8", "/broken", "/stream", "/none")
    assert _asyncio_run(recorder, *paths) == [200, 200, 500, 200, 404]
    recorder.close()
    (file,) = (home.path / "spool").glob("middleware.jsonl.*.seg")
    text = file.read_text(encoding="utf-8")
    assert "s3cret" not in text
    notes = [json.loads(line) for line in text.splitlines()]
    assert [note["status"] for note in notes] == [200, 200, 500, 200, 404]
    assert [note["route"] for note in notes[:2]] == ["/orders/{id}", "/v2/orders/{id}"]
    assert notes[3]["bytes"] == 8
    assert {note["consumer"] for note in notes} == {"acme"}
    with spool_loader(App(home)) as loader:
        (segment,) = loader.load_all()
    assert (segment.counts.calls, segment.counts.rejects) == (5, 0)


@pytest.mark.parametrize("trouble", ["full disk", "no folder", "consumer fails"])
def test_trouble_is_not_the_callers(tmp_path: Path, trouble: str) -> None:
    """A full disk, a folder that cannot be made or a failing `consumer` changes no answer; it is counted."""

    def consumer(_: object) -> str:
        if trouble == "consumer fails":
            raise ValueError
        return "acme"

    folder = tmp_path / "spool"
    if trouble == "no folder":
        folder.write_text("a file is in the way")
    bounds = SpoolSettings(keep_free_bytes=1 << 60 if trouble == "full disk" else 0)
    recorder = _recorder(folder, consumer=consumer, bounds=bounds)
    assert _asyncio_run(recorder, "/orders/1", "/orders/2") == [200, 200]
    assert recorder.left_out == 2
    recorder.close()
