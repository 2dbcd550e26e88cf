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
from gateway_tap import guarded_protocol
from pivotwatch.app import App
from pivotwatch.service.context import Service
from pivotwatch.service_tap import ServiceTap, open_tap

KONG = {
    "request": {"id": "r1", "uri": "/orders/1", "method": "GET"},
    "response": {"status": 200},
    "latencies": {"request": 14},
    "consumer": {"username": "acme"},
    "started_at": 1795246046000,
}


@contextmanager
def served(service: Service, told: list[str]) -> Iterator[tuple[ServiceTap, httpx.Client]]:
    """The tap in a FastAPI application on a real port, as the service composes it."""
    listener = socket.create_server(("127.0.0.1", 0))
    ready, stops = threading.Event(), list[Any]()

    async def main(tap: ServiceTap, server: uvicorn.Server) -> None:
        stop = asyncio.Event()
        stops.extend((asyncio.get_running_loop(), stop))
        async with asyncio.TaskGroup() as group:
            group.create_task(tap.run(stop, told.append))
            group.create_task(server.serve([listener]))
            while not server.started:
                await asyncio.sleep(0)
            ready.set()
            await stop.wait()
            server.should_exit = True

    with open_tap(service, "127.0.0.1") as tap:
        application = FastAPI()
        application.router.routes.extend(tap.routes())
        config = uvicorn.Config(application, log_level="warning", http=guarded_protocol(10), lifespan="off")
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        thread = threading.Thread(target=lambda: asyncio.run(main(tap, server)))
        thread.start()
        assert ready.wait(20)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}") as client:
                yield tap, client
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


def _loaded(tap: ServiceTap, calls: int) -> None:
    seen, until = 0, time.monotonic() + 20
    stopping = threading.Event()
    while seen < calls and time.monotonic() < until:
        seen += sum(segment.counts.calls for segment in tap.load(stopping))
    assert seen == calls


def test_push_and_syslog_are_loaded_while_others_read(service: Service) -> None:
    """What came over HTTP and over syslog becomes calls in the store that the service has open."""
    told: list[str] = []
    with served(service, told) as (tap, client):
        assert client.post("/tap/kong", json=[KONG]).status_code == 204
        assert client.post("/tap/nope", json=[KONG]).status_code == 404
        with socket.create_connection(("127.0.0.1", tap.station.bound["syslog_tcp"])) as sender:
            second = httpx.Request(
                "POST", "http://x", json={**KONG, "request": {**KONG["request"], "id": "r2"}}
            )  # type: ignore[dict-item]
            sender.sendall(b"<134>Nov 21 07:27:26 gw kong: " + second.content + b"\n")
        _loaded(tap, 2)
        with service.reading() as warehouse:
            assert warehouse.rows("SELECT request_id FROM calls ORDER BY 1") == [("r1",), ("r2",)]
        assert tap.readiness() == (True, "ready\n")
        assert 'pivotwatch_tap_loaded_total{source="syslog"} 1' in tap.metrics()
    assert told == []
    assert tap.readiness()[0] is False


def test_the_loader_waits_for_its_turn(service: Service) -> None:
    """While another writer has the store, nothing is loaded and nothing fails; then it goes on."""
    with served(service, []) as (tap, client):
        assert client.post("/tap/kong", json=[KONG]).status_code == 204
        with service.writing():
            loading = threading.Thread(target=_loaded, args=(tap, 1))
            loading.start()
            loading.join(0.3)
            assert loading.is_alive()
        loading.join(20)
        assert not loading.is_alive()


def test_other_machines_need_a_token(service: Service) -> None:
    """A service that other machines reach does not open the tap without a token for each HTTP source."""
    with pytest.raises(ConfigurationError, match=r"tap\.http_push\.token"), open_tap(service, "0.0.0.0"):  # noqa: S104
        pass
