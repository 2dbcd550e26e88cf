"""Faults: `python -m benchmarks.tap.faults [--keep]`.

One tap lives through four of them in turn, and still answers well-formed batches after each: a loader that is
down while an hour's worth of segments piles up and then catches up, a flood of malformed bodies, hundreds of
slow connections, and a spool at its bound. A second tap has its spool on a disk of 24 MB that fills up (a
tmpfs; without the right to mount one, that fault is left out). After each, what is loaded equals what was
accepted, and nothing is there twice. Prints one JSON object for each; fails where a promise does not hold.
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
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import httpx
import psutil

from benchmarks.tap.figures import keep
from benchmarks.tap.kill import record
from benchmarks.tap.sustained import BATCH, PROGRAM

COMMAND = "python -m benchmarks.tap.faults"
_SEGMENTS_OF_AN_HOUR = 1800  # one each two seconds
_MALFORMED = (b"\x1f\x8bno gzip", b"[" * 1000, b'{"records":[{"data":"%"}]}', b"\xff" * 5000, b"[{]" * 300)


class Bench:
    """A tap with a loader that is run by hand."""

    def __init__(self, home: str, *settings: str) -> None:
        self.home = home
        self.settings = [part for setting in settings for part in ("--set", setting)]
        command = [PROGRAM, "--home", home, "--set", "tap.port=0", *self.settings]
        self.tap = subprocess.Popen(
            [*command, "tap", "--source", "http_push"], stderr=subprocess.PIPE, text=True
        )
        self.port = int(re.search(r"port (\d+)", self.tap.stderr.readline())[1])
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=60)
        self.sent = self.accepted = 0
        self.answer: httpx.Response | None = None

    def push(self, records: int = BATCH) -> int:
        batch = [record(n) for n in range(self.sent, self.sent + records)]
        self.answer = self.client.post("/tap/kong", json=batch)
        if self.answer.status_code == 204:  # else a gateway would send the same again
            self.sent += records
            self.accepted += records
        return self.answer.status_code

    def refused(self, reason: str) -> int:
        text = self.client.get("/metrics").text
        found = re.search(rf'refused_total{{source="http_push",reason="{reason}"}} (\d+)', text)
        return int(found[1]) if found else 0

    def memory_mb(self) -> int:
        return round(psutil.Process(self.tap.pid).memory_info().rss / 1e6)

    def segments(self) -> int:
        return len(list(self.spool().glob("*.seg")))

    def spool(self) -> Path:
        text = " ".join(self.settings)
        found = re.search(r"tap\.spool\.folder=(\S+)", text)
        return Path(found[1]) if found else Path(self.home) / "spool"

    def wait_until_sealed(self) -> None:
        until = time.monotonic() + 20
        while list(self.spool().glob("*.open")) and time.monotonic() < until:
            time.sleep(0.05)

    def load(self) -> float:
        """Load all there is, check that it is what was accepted, and return the seconds it took."""
        self.wait_until_sealed()
        started = time.perf_counter()
        command = [PROGRAM, "--home", self.home, *self.settings, "load"]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        seconds = time.perf_counter() - started
        with duckdb.connect(f"{self.home}/pivotwatch.duckdb", read_only=True) as store:
            found = store.execute("SELECT count(*), count(DISTINCT request_id) FROM calls").fetchone()
        assert found == (self.accepted, self.accepted), (found, self.accepted)
        return seconds


@contextmanager
def bench(home: Path, *settings: str) -> Iterator[Bench]:
    made = Bench(str(home), *settings)
    try:
        yield made
        made.tap.send_signal(signal.SIGTERM)
        assert made.tap.wait(30) == 0
    finally:
        made.tap.kill()


def loader_down(tap: Bench, segments: int) -> dict[str, object]:
    """Records pile up while no loader runs, in as many segments as in an hour; one run brings all of them."""
    while tap.segments() < segments:
        assert tap.push(200) == 204
    n_segments = tap.segments()
    seconds = tap.load()
    return {"segments": n_segments, "records": tap.accepted, "caught_up_in_s": round(seconds, 1)}


def malformed_flood(tap: Bench, requests: int) -> dict[str, object]:
    """Broken bodies are refused, or left to the loader to reject; good ones pass all the while."""
    statuses: Counter[int] = Counter()
    before = tap.memory_mb()
    for number in range(requests):
        body = _MALFORMED[number % len(_MALFORMED)]
        headers = {"content-encoding": "gzip"} if number % 5 == 0 else {}
        statuses[tap.client.post("/tap/kong", content=body, headers=headers).status_code] += 1
        if number % 100 == 0:
            assert tap.push() == 204
    assert tap.refused("malformed") == statuses[400] > 0
    seconds = tap.load()
    return {
        "requests": requests,
        "answers": dict(statuses),
        "tap_mb_before": before,
        "tap_mb_after": tap.memory_mb(),
        "loaded_in_s": round(seconds, 1),
    }


def slow_loris(tap: Bench, connections: int) -> dict[str, object]:
    """Half-sent heads and bodies are cut off after 2 s; meanwhile others are served."""
    heads = b"POST /tap/kong HTTP/1.1\r\nHost: x\r\nX-"
    bodies = b"POST /tap/kong HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{"
    slow = [socket.create_connection(("127.0.0.1", tap.port)) for _ in range(connections)]
    for number, connection in enumerate(slow):
        connection.sendall(heads if number % 2 else bodies)
    started = time.perf_counter()
    assert tap.push() == 204
    waited = time.perf_counter() - started
    closed = 0
    for connection in slow:
        connection.settimeout(10)
        answer = connection.recv(1000)
        closed += answer == b"" or answer.startswith(b"HTTP/1.1 408")
        connection.close()
    assert closed == connections
    assert tap.refused("too_slow") == connections // 2
    tap.load()
    return {"connections": connections, "cut_off": closed, "answer_to_others_ms": round(waited * 1000)}


def full(tap: Bench) -> dict[str, object]:
    """A full spool, or disk, refuses and keeps what it has; it accepts again once the loader made room."""
    before = tap.accepted
    while tap.push() == 204:
        continue
    status, retry_after = tap.answer.status_code, tap.answer.headers.get("retry-after")
    accepted = tap.accepted - before
    tap.load()
    started = time.perf_counter()
    while tap.push() != 204:
        assert time.perf_counter() - started < 10, tap.answer.text
        time.sleep(0.05)
    recovered = time.perf_counter() - started
    tap.load()
    return {
        "accepted_before_full": accepted,
        "status": status,
        "retry_after_s": retry_after,
        "refused": tap.refused("spool_full"),
        "accepts_again_after_s": round(recovered, 2),
        "tap_mb": tap.memory_mb(),
    }


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--segments", type=int, default=_SEGMENTS_OF_AN_HOUR)
    parser.add_argument("--keep", action="store_true", help="write the figures to docs/tap.md")
    chosen = parser.parse_args()
    results: dict[str, dict[str, object]] = {}

    def told(name: str, figures: dict[str, object]) -> None:
        results[name] = figures
        print(json.dumps({"fault": name, **figures}), flush=True)

    bounds = ("tap.limits.header_seconds=2", "tap.limits.seconds=2", "tap.spool.most_bytes=120000000")
    with tempfile.TemporaryDirectory() as folder:
        with bench(Path(folder) / "hour", "tap.spool.segment_seconds=0.01") as tap:
            told("loader down for an hour's worth of segments", loader_down(tap, chosen.segments))
        with bench(Path(folder) / "home", *bounds) as tap:
            told("flood of malformed bodies", malformed_flood(tap, 5000))
            told("slow connections", slow_loris(tap, 300))
            told("spool at its bound of 120 MB", full(tap))
        with small_disk(Path(folder) / "disk") as disk:
            if disk is not None:
                settings = (f"tap.spool.folder={disk}", "tap.spool.keep_free_bytes=0")
                with bench(Path(folder) / "small", *settings) as tap:
                    told("disk of 24 MB full", full(tap))
    if chosen.keep:
        keep(COMMAND, results)


if __name__ == "__main__":
    main()
