"""A real tap on loopback, in a thread of the test."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway_tap import Running, Station, open_station, run_tap
from gateway_tap.settings import TapSettings

KEY = b"k" * 32
_NO_TLS = ssl.SSLContext(
    ssl.PROTOCOL_TLS_CLIENT
)  # httpx would read the authorities' certificates for each client
FORMATS = {"jsonl", "kong", "otlp_logs", "otlp_traces", "nginx_json", "nginx_combined", "envoy_als", "apinto"}


@dataclass
class LiveTap:
    """A tap that runs."""

    station: Station
    running: Running
    client: httpx.Client
    stop: Callable[[], None]

    @property
    def folder(self) -> Path:
        return self.station.intake.spool.folder

    def spooled(self) -> bytes:
        """Everything on disk, open or sealed."""
        files = sorted(file for file in self.folder.iterdir() if file.suffix in {".open", ".seg"})
        return b"".join(file.read_bytes() for file in files)

    def lines(self) -> list[bytes]:
        return self.spooled().splitlines()

    def metric(self, name: str) -> float | None:
        text = self.client.get("/metrics").text
        found = [
            line.rpartition(" ")[2]
            for line in text.splitlines()
            if line.startswith(f"pivotwatch_tap_{name} ")
        ]
        return float(found[0]) if found else None


@contextmanager
def live_tap(folder: Path, sources: Sequence[str], **settings: Any) -> Iterator[LiveTap]:
    told: list[str] = []
    known = TapSettings.model_validate({"port": 0, **settings})
    started: Future[tuple[Running, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    def run(station: Station) -> None:
        async def main() -> None:
            stop, loop = asyncio.Event(), asyncio.get_running_loop()
            await run_tap(
                station,
                sources,
                lambda running: started.set_result((running, loop, stop)),
                told.append,
                stop,
            )

        try:
            asyncio.run(main())
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)

    with open_station(known, folder, KEY, FORMATS) as station:
        thread = threading.Thread(target=run, args=(station,))
        thread.start()
        running, loop, stop = started.result(20)

        def stop_it() -> None:
            if thread.is_alive():
                loop.call_soon_threadsafe(stop.set)
                thread.join(20)

        try:
            url = f"http://127.0.0.1:{running.http_port}"
            with httpx.Client(base_url=url, timeout=20, verify=_NO_TLS) as client:
                yield LiveTap(station, running, client, stop_it)
        finally:
            stop_it()


@pytest.fixture
def start_tap(tmp_path: Path) -> Iterator[Callable[..., LiveTap]]:
    """Start taps by `start_tap("http_push", limits={...})`; they stop with the test."""
    with ExitStack() as stack:
        yield lambda *sources, folder=tmp_path / "spool", **settings: stack.enter_context(
            live_tap(folder, sources, **settings)
        )
