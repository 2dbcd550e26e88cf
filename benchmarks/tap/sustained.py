"""Sustained HTTP push: `python -m benchmarks.tap.sustained [--seconds 60] [--rate 30000] [--keep]`.

Starts a real tap on one core, a loader beside it, and pushes batches of 1,000 Kong records (about 780 bytes
each, with headers to redact) at a fixed rate over several connections, as a gateway would: the next batch is
sent when it is due, whether or not the last one was answered. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import duckdb
import httpx
import psutil

from benchmarks.tap.figures import keep

PROGRAM = str(Path(sys.executable).with_name("pivotwatch"))
BATCH = 1000
CONNECTIONS = 8


def batch_of(n_secrets: int) -> list[bytes]:
    """Return a batch cut where each record's request id and time go."""
    headers = {"user-agent": "acme/1", "host": "api", "accept": "*/*"}
    secrets = {"authorization": "REDACTED", "apikey": "key-of-partner-%d", "cookie": "a=b"}
    headers |= dict(list(secrets.items())[:n_secrets])
    records = []
    for number in range(BATCH):
        record = {
            "request": {
                "id": "@ID@",
                "uri": f"/v2/orders/{number}?expand=items",
                "url": f"http://api.example:8000/v2/orders/{number}?expand=items",
                "method": "GET",
                "querystring": {"expand": "items"},
                "size": 212,
                "headers": {name: value.replace("%d", str(number % 200)) for name, value in headers.items()},
            },
            "response": {"status": 200, "size": 611, "headers": {"content-type": "application/json"}},
            "latencies": {"request": 14, "kong": 2, "proxy": 11, "receive": 1},
            "route": {"id": "r1", "name": "get-order", "paths": ["/v2/orders"]},
            "service": {"id": "s1", "name": "orders"},
            "consumer": {"id": f"c{number % 200}", "username": f"partner-{number % 200}"},
            "authenticated_entity": {"id": f"k{number % 200}", "consumer_id": f"c{number % 200}"},
            "client_ip": "203.0.113.7",
            "started_at": "@TS@",
            "upstream_status": "200",
            "tries": [],
            "source": "upstream",
            "workspace_name": "default",
        }
        records.append(json.dumps(record, separators=(",", ":")))
    return re.split(rb'@ID@|"@TS@"', ("[" + ",".join(records) + "]").encode())


def filled(parts: list[bytes], batch: int) -> bytes:
    """Return a batch with ids of its own and the time of now."""
    now = str(int(time.time() * 1000)).encode()
    ids = (b"%08x%06x" % (batch, number) for number in range(BATCH))
    out = [parts[0]]
    for number, identifier in enumerate(ids):
        out += (identifier, parts[2 * number + 1], now, parts[2 * number + 2])
    return b"".join(out)


async def push(url: str, seconds: float, rate: int, n_secrets: int) -> dict[str, object]:
    """Push at the rate; returns latencies (from when a batch was due) and counts."""
    parts = batch_of(n_secrets)
    waits: list[float] = []
    refused = 0
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    async with httpx.AsyncClient(limits=limits, timeout=60) as client:

        async def one(body: bytes, due: float) -> None:
            nonlocal refused
            answer = await client.post(url, content=body)
            waits.append(time.perf_counter() - due)
            refused += answer.status_code != 204

        started, tasks, n = time.perf_counter(), [], 0
        while (due := started + n * BATCH / rate) < started + seconds:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(one(filled(parts, n), time.perf_counter())))
            n += 1
        await asyncio.gather(*tasks)
        took = time.perf_counter() - started
    waits.sort()
    return {
        "batches": n,
        "records_per_second": round(n * BATCH / took),
        "refused": refused,
        "median_ms": round(waits[len(waits) // 2] * 1000, 1),
        "p99_ms": round(waits[int(len(waits) * 0.99)] * 1000, 1),
        "max_ms": round(waits[-1] * 1000, 1),
    }


def _started(home: str, *arguments: str, cores: set[int]) -> subprocess.Popen[str]:
    command = [PROGRAM, "--home", home, *arguments]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    os.sched_setaffinity(process.pid, cores)
    return process


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=int, default=30_000)
    parser.add_argument("--secrets", type=int, default=1, help="credential headers in each record, 0 to 3")
    parser.add_argument("--keep", action="store_true", help="write the figures to docs/tap.md")
    chosen = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder:
        home = str(Path(folder) / "home")
        tap = _started(home, "--set", "tap.port=0", "tap", "--source", "http_push", cores={cores[0]})
        port = int(re.search(r"port (\d+)", tap.stderr.readline())[1])
        loader = _started(home, "load", "--follow", cores=set(cores[1:]) or set(cores))
        lags, memory, done = [], [], threading.Event()

        def watch() -> None:
            with httpx.Client() as client:
                while not done.wait(0.5):
                    memory.append(psutil.Process(tap.pid).memory_info().rss)
                    text = client.get(f"http://127.0.0.1:{port}/metrics", timeout=30).text
                    found = re.search(r'lag_seconds\{source="http_push"\} ([\d.]+)', text)
                    lags.append(float(found[1]) if found else 0.0)

        watcher = threading.Thread(target=watch)
        watcher.start()
        before = psutil.Process(tap.pid).cpu_times()
        os.sched_setaffinity(0, set(cores[1:]) or set(cores))
        result = asyncio.run(
            push(f"http://127.0.0.1:{port}/tap/kong", chosen.seconds, chosen.rate, chosen.secrets)
        )
        after = psutil.Process(tap.pid).cpu_times()
        used = after.user + after.system - before.user - before.system
        until = time.monotonic() + 60
        while list((Path(home) / "spool").glob("*.[os]*[ng]")) and time.monotonic() < until:
            time.sleep(0.2)
        done.set()
        watcher.join()
        for process in (tap, loader):
            process.send_signal(signal.SIGTERM)
            process.wait(30)
        with duckdb.connect(f"{home}/pivotwatch.duckdb", read_only=True) as store:
            loaded, distinct = store.execute(
                "SELECT count(*), count(DISTINCT request_id) FROM calls"
            ).fetchone()
    result |= {
        "accepted": (result["batches"] - result["refused"]) * BATCH,
        "loaded": loaded,
        "loaded_distinct": distinct,
        "max_lag_s": round(max(lags), 1),
        "tap_cpu_share": round(used / chosen.seconds, 2),
        "tap_peak_mb": round(max(memory) / 1e6),
    }
    print(json.dumps(result))
    if chosen.keep:
        keep("python -m benchmarks.tap.sustained", {f"{chosen.rate:,} records/s, one core": result})


if __name__ == "__main__":
    main()
