"""The tap composed into another server: the same answers, and the loader takes turns with other writers."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from foundation import ConfigurationError, Home
from gateway_tap import (
    Station,
    check_access,
    guarded_protocol,
    metrics_text,
    open_station,
    readiness,
    run_sources,
    source_routes,
)
from gateway_tap.settings import TapSettings
from pivotwatch.app import App
from pivotwatch.service.context import Service
from pivotwatch.spooling import loader_of
from pivotwatch.tapping import known_formats, spool_folder
from tests.request_numbers import request_number

KONG = {
    "request": {"id": "r1", "uri": "/orders/1", "method": "GET"},
    "response": {"status": 200},
    "latencies": {"request": 14},
    "consumer": {"username": "acme"},
    "started_at": 1795246046000,
}


@contextmanager
def served(app: App, told: list[str]) -> Iterator[tuple[Station, httpx.Client]]:
    """The tap in a FastAPI application on a real port, as the service composes it."""
    listener = socket.create_server(("127.0.0.1", 0))
    ready, stops = threading.Event(), list[Any]()
    settings = app.settings.tap

    async def main(station: Station, server: uvicorn.Server) -> None:
        stop = asyncio.Event()
        stops.extend((asyncio.get_running_loop(), stop))
        async with asyncio.TaskGroup() as group:
            group.create_task(run_sources(station, settings.sources, stop, told.append))
            group.create_task(server.serve([listener]))
            while not server.started or "syslog_tcp" not in station.bound:
                await asyncio.sleep(0.01)
            ready.set()
            await stop.wait()
            server.should_exit = True

    folder, key = spool_folder(app.home, settings), app.home.secret_key()
    with open_station(settings, folder, key, known_formats()) as station:
        application = FastAPI()
        application.router.routes.extend(source_routes(station, settings.sources))
        config = uvicorn.Config(application, log_level="warning", http=guarded_protocol(10), lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(main(station, server)))
        thread.start()
        assert ready.wait(20)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}") as client:
                yield station, client
        finally:
            stops[0].call_soon_threadsafe(stops[1].set)
            thread.join(20)
            listener.close()


@pytest.fixture
def service(home: Home) -> Iterator[Service]:
    overrides = {"tap.sources": '["http_push", "syslog"]', "tap.syslog.udp_port": "0"}
    overrides |= {
        "tap.syslog.tcp_port": "0",
        "tap.syslog.format": "kong",
        "tap.spool.segment_seconds": "0.05",
    }
    app = App(home, overrides=overrides)
    with app.warehouse() as warehouse:
        yield Service(app, warehouse)


def _loaded(service: Service, calls: int) -> None:
    seen, until = 0, time.monotonic() + 20
    loader = loader_of(service.app, service.writing)
    while seen < calls and time.monotonic() < until:
        seen += sum(segment.counts.calls for segment in loader.load_all())
    assert seen == calls


def test_push_and_syslog_are_loaded_while_others_read(service: Service) -> None:
    """What came over HTTP and over syslog becomes calls in the store that the service has open."""
    told: list[str] = []
    with served(service.app, told) as (station, client):
        assert client.post("/tap/kong", json=[KONG]).status_code == 204
        assert client.post("/tap/nope", json=[KONG]).status_code == 404
        with socket.create_connection(("127.0.0.1", station.bound["syslog_tcp"])) as sender:
            second = httpx.Request(
                "POST", "http://x", json={**KONG, "request": {**KONG["request"], "id": "r2"}}
            )  # type: ignore[dict-item]
            sender.sendall(b"<134>Nov 21 07:27:26 gw kong: " + second.content + b"\n")
        _loaded(service, 2)
        with service.reading() as warehouse:
            known = {row[0] for row in warehouse.rows("SELECT request_id FROM calls")}
        assert known == {request_number("r1"), request_number("r2")}
        assert readiness(station.intake) == "ready\n"
        assert 'pivotwatch_tap_loaded_total{source="syslog"} 1' in metrics_text(station.intake)
    assert told == []


def test_the_loader_waits_for_its_turn(service: Service) -> None:
    """While another writer has the store, nothing is loaded and nothing fails; then it goes on."""
    with served(service.app, []) as (_, client):
        assert client.post("/tap/kong", json=[KONG]).status_code == 204
        with service.writing():
            loading = threading.Thread(target=_loaded, args=(service, 1))
            loading.start()
            loading.join(0.3)
            assert loading.is_alive()
        loading.join(20)
        assert not loading.is_alive()


def test_other_machines_need_a_token() -> None:
    """Where the other server is reached from other machines, each HTTP source needs its token."""
    check_access(TapSettings(), ["http_push"], "127.0.0.1")
    with pytest.raises(ConfigurationError, match=r"tap\.http_push\.token"):
        check_access(TapSettings(), ["http_push"], "192.0.2.1")
