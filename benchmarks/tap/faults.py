"""Faults: `python -m benchmarks.tap.faults`.

One tap lives through four of them in turn, and still answers well-formed batches after each: a loader that is
down while records come and then catches up, a flood of malformed bodies, hundreds of slow connections, and a
spool that fills up. Prints one JSON object for each.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import httpx
import psutil

from benchmarks.tap.kill import record
from benchmarks.tap.sustained import BATCH, PROGRAM

_MALFORMED = (b"\x1f\x8bno gzip", b"[" * 1000, b'{"records":[{"data":"%"}]}', b"\xff" * 5000, b"[{]" * 300)


class Bench:
    def __init__(self, home: str) -> None:
        self.home = home
        settings = ["--set", "tap.port=0", "--set", "tap.spool.most_bytes=120000000"]
        settings += ["--set", "tap.limits.header_seconds=2", "--set", "tap.limits.seconds=2"]
        command = [PROGRAM, "--home", home, *settings, "tap", "--source", "http_push"]
        self.tap = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self.port = int(re.search(r"port (\d+)", self.tap.stderr.readline())[1])
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=60)
        self.sent = 0

    def push(self) -> int:
        batch = [record(n) for n in range(self.sent, self.sent + BATCH)]
        status = self.client.post("/tap/kong", json=batch).status_code
        self.sent += BATCH if status == 204 else 0
        return status

    def memory_mb(self) -> int:
        return round(psutil.Process(self.tap.pid).memory_info().rss / 1e6)

    def load(self) -> tuple[int, float]:
        started = time.perf_counter()
        command = [PROGRAM, "--home", self.home, "load", "--json"]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        calls = sum(json.loads(line)["calls"] for line in done.stdout.splitlines())
        return calls, time.perf_counter() - started


def loader_down(bench: Bench, batches: int) -> dict[str, object]:
    """Records pile up while no loader runs, and one run brings all of them."""
    statuses = [bench.push() for _ in range(batches)]
    time.sleep(3)  # the last segment is sealed
    calls, seconds = bench.load()
    return {
        "fault": "loader down",
        "accepted": statuses.count(204) * BATCH,
        "caught_up": calls,
        "seconds": round(seconds, 1),
    }


def malformed_flood(bench: Bench, requests: int) -> dict[str, object]:
    """Broken bodies are refused or left to the loader, and good ones pass all the while."""
    statuses: dict[int, int] = {}
    headers = {"content-encoding": "gzip"}
    good = 0
    for number in range(requests):
        body = _MALFORMED[number % len(_MALFORMED)]
        answer = bench.client.post("/tap/kong", content=body, headers=headers if number % 5 == 0 else {})
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        good += number % 100 == 0 and bench.push() == 204
    return {"fault": "malformed flood", "statuses": statuses, "good": good, "tap_mb": bench.memory_mb()}


def slow_loris(bench: Bench, connections: int) -> dict[str, object]:
    """Half-sent heads and bodies are cut off; meanwhile others are served."""
    heads = b"POST /tap/kong HTTP/1.1\r\nHost: x\r\nX-"
    bodies = b"POST /tap/kong HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{"
    slow = [socket.create_connection(("127.0.0.1", bench.port)) for _ in range(connections)]
    for number, connection in enumerate(slow):
        connection.sendall(heads if number % 2 else bodies)
    started = time.perf_counter()
    status = bench.push()
    waited = time.perf_counter() - started
    closed = 0
    for connection in slow:
        connection.settimeout(10)
        answer = connection.recv(1000)
        closed += answer == b"" or answer.startswith(b"HTTP/1.1 408")
        connection.close()
    return {"fault": "slow loris", "status": status, "waited_s": round(waited, 2), "closed": closed}


def full_spool(bench: Bench) -> dict[str, object]:
    """A full spool refuses, keeps what it has, and accepts again once the loader has made room."""
    while bench.push() == 204:
        pass
    answer = bench.client.post("/tap/kong", json=[record(n) for n in range(BATCH)])
    time.sleep(3)
    calls, _ = bench.load()
    time.sleep(2)
    return {
        "fault": "full spool",
        "status": answer.status_code,
        "retry_after": answer.headers.get("retry-after"),
        "loaded": calls,
        "after": bench.push(),
        "tap_mb": bench.memory_mb(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=200)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(str(Path(folder) / "home"))
        print(json.dumps(loader_down(bench, chosen.batches)))
        print(json.dumps(malformed_flood(bench, 5000)))
        print(json.dumps(slow_loris(bench, 300)))
        print(json.dumps(full_spool(bench)))
        bench.tap.send_signal(signal.SIGTERM)
        bench.tap.wait(30)


if __name__ == "__main__":
    main()
