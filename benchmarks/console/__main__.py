"""`python -m benchmarks.console`: each page of `pivotwatch serve` with twenty users while a weekly run goes.

Bars on two cores, with 10,000 partners x 300 endpoints x 52 weeks: every page under 300 ms at the 95th
percentile, the list of partners under 200 ms, idle memory under 400 MB, after the run, too. The users are on
the same two cores. A second measurement of a kept platform has no weekly run left to do: give a copy of it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import httpx
import psutil

from benchmarks.console.platform import LOGIN, PASSWORD, app_at, build
from governance import JobState, job_runs, job_states, request_job
from pivotwatch.app import App

USERS = 20
THINK_SECONDS = 2.0
"""Between two clicks of one user."""
REST_SECONDS = 10.0
"""Between the end of work and a look at the memory."""
_LIMITS = httpx.Limits(max_connections=USERS, max_keepalive_connections=USERS)
"""One connection a user. One client has them all: each would make a TLS context, and hold up the others."""
BAR_MS, LIST_BAR_MS, MEMORY_BAR_MB = 300.0, 200.0, 400.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.console", description=__doc__)
    for name, default in (("partners", 10_000), ("endpoints", 300), ("weeks", 52), ("seconds", 40)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument(
        "--home", type=Path, help="Where the platform is, or is made; kept. [default: made anew]"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="console-") as scratch:
        folder = options.home or Path(scratch)
        if not (folder / "pivotwatch.duckdb").exists():
            build(folder, options.partners, options.endpoints, options.weeks)
        return _measured(folder, options.weeks, options.seconds)


def _measured(folder: Path, weeks: int, seconds: int) -> int:
    app = app_at(folder, weeks)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from pivotwatch.cli import main; main()", "--home", str(folder)]
    command += ["--set", 'service.schedule={cycle = "off"}', "serve", "--port", str(port)]
    now = {"PIVOTWATCH_NOW": app.clock.now().isoformat(), "PIVOTWATCH_SERVICE__LOG_LEVEL": "warning"}
    with subprocess.Popen(command, env=os.environ | now, stderr=subprocess.DEVNULL) as server:
        try:
            return asyncio.run(_clicked(psutil.Process(server.pid), app, f"http://127.0.0.1:{port}", seconds))
        finally:
            server.terminate()


async def _clicked(server: psutil.Process, app: App, address: str, seconds: int) -> int:
    await _up(address)
    memory = [_megabytes(server)]
    client = await _signed_in(address)
    try:
        pages = await _pages(client)
        cold = {name: await _timed(client, path) for name, path in pages.items()}
        quiet = await _click(address, client.cookies, pages, lambda gone: gone > seconds)
        await asyncio.sleep(REST_SECONDS)
        memory.append(_megabytes(server))
        request_job(app.record, "cycle")
        busy = await _click(address, client.cookies, pages, lambda _: _has_run(app))
    finally:
        await client.aclose()
    (run,) = job_runs(app.record, "cycle", limit=1)
    await asyncio.sleep(REST_SECONDS)
    memory.append(_megabytes(server))
    print(f"weekly run: {run.told} {run.seconds:.0f} s")
    print("memory: {:,.0f} MB at start, {:,.0f} MB idle, {:,.0f} MB after the run".format(*memory))
    return _told(cold, quiet, busy) or (1 if max(memory) > MEMORY_BAR_MB else 0)


def _has_run(app: App) -> bool:
    return job_states(app.record).get("cycle", JobState("cycle")).succeeded_at is not None


def _told(
    cold: Mapping[str, float], quiet: Mapping[str, list[float]], busy: Mapping[str, list[float]]
) -> int:
    """Print the table, and return 1 when a page is over its bar."""
    print(f"{'page':12} {'first':>8} {'p50':>8} {'p95':>8} {'run p50':>8} {'run p95':>8} {'clicks':>7}")
    for name, first in cold.items():
        figures = [first, *_quantiles(quiet.get(name, [])), *_quantiles(busy.get(name, []))]
        print(f"{name:12} " + " ".join(f"{each:8.0f}" for each in figures) + f" {len(busy.get(name, [])):7}")
    everything = [each for times in busy.values() for each in times]
    print("all pages: p50 {:.0f}, p95 {:.0f} ms while the run goes".format(*_quantiles(everything)))
    slow = [
        name
        for name, times in busy.items()
        if _quantiles(times)[1] > (LIST_BAR_MS if name == "partners" else BAR_MS)
    ]
    print(f"over the bar: {', '.join(slow) or 'none'}")
    return 1 if slow else 0


async def _click(
    address: str, cookies: httpx.Cookies, pages: Mapping[str, str], over: Callable[[float], bool]
) -> dict[str, list[float]]:
    """Let twenty users go from page to page, each from another one on, until it is over."""
    began = time.monotonic()
    times: dict[str, list[float]] = defaultdict(list)
    names = list(pages)

    async def user(number: int, client: httpx.AsyncClient) -> None:
        await asyncio.sleep(THINK_SECONDS * number / USERS)
        at = number
        while not over(time.monotonic() - began):
            name = names[at % len(names)]
            times[name].append(await _timed(client, pages[name]))
            at += 1
            await asyncio.sleep(THINK_SECONDS)

    async with httpx.AsyncClient(base_url=address, cookies=cookies, timeout=60, limits=_LIMITS) as client:
        await asyncio.gather(*(user(number, client) for number in range(USERS)))
    return times


async def _timed(client: httpx.AsyncClient, path: str) -> float:
    began = time.perf_counter()
    answer = await client.get(path)
    answer.raise_for_status()
    return (time.perf_counter() - began) * 1000


async def _pages(client: httpx.AsyncClient) -> dict[str, str]:
    """Return each kind of page with an example."""
    week = (await client.get("/")).text
    found = {
        "week": "/",
        "cases": "/cases",
        "partners": "/partners",
        "search": "/partners?search=owner+7&sort=name",
        "partner": "/partners/p0000100",
        "groups": "/groups",
        "group": "/groups/1",
        "models": "/models",
        "endpoints": "/endpoints",
        "endpoint": "/endpoints/3",
        "rules": "/rules",
        "outbox": "/outbox",
        "reports": "/reports",
        "data": "/data",
        "audit": "/audit",
        "settings": "/settings",
        "flow": "/charts/flow",
        "map": "/charts/map",
    }
    case = re.search(r"/cases/case-[0-9a-f]+", week)
    pivot = re.search(r"/pivots/finding-[0-9a-f]+", week)
    found |= {"case": case[0]} if case else {}
    if pivot:
        answer = await client.get(pivot[0])
        found["pivot"] = answer.headers.get("location", pivot[0])
    return found


async def _signed_in(address: str) -> httpx.AsyncClient:
    client = httpx.AsyncClient(base_url=address, headers={"Origin": address}, timeout=120)
    token = re.search(r'form_token" value="([0-9a-f]+)"', (await client.get("/sign-in")).text)
    if token is None:
        raise LookupError("the sign-in page has no form")
    data = {"login": LOGIN, "password": PASSWORD, "form_token": token[1]}
    if (await client.post("/sign-in", data=data)).status_code != 303:
        raise LookupError("nobody is let in")
    return client


async def _up(address: str) -> None:
    async with httpx.AsyncClient(base_url=address) as client:
        for _ in range(600):
            try:
                await client.get("/sign-in")
            except httpx.TransportError:
                await asyncio.sleep(0.1)
            else:
                return
    raise TimeoutError(address)


def _quantiles(times: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(times) or [float("nan")]
    return ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def _megabytes(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / (1 << 20)


if __name__ == "__main__":
    raise SystemExit(main())
