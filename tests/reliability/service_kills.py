"""Kills `pivotwatch serve` over and over: `python -m tests.reliability.service_kills [ROUNDS]`.

Meanwhile a gateway sends batches of lines, each batch of a second of its own. One that was answered must be
there once, whole; one that was not answered may be there, but no line of it twice.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from foundation import Home, Warehouse
from tests.service.processes import Running, command, serving

NOON = {"PIVOTWATCH_NOW": "2026-11-23T12:00:00Z"}
"""A Monday after 06:00: each start finds the week before re-opened by what came in since."""

_FIRST = datetime(2026, 11, 17, tzinfo=UTC)
_SETTINGS = ('--set=service.schedule={load = "every 1s"}', "--set=tap.spool.segment_seconds=0.3")
_LINES = 40


def kill_often(folder: Path, rounds: int, seed: int) -> int:
    """Kill the service at random points, then prove the store against what was answered.

    Returns
    -------
    int
        How many lines were answered for.
    """
    rng, home = random.Random(seed), folder / "home"
    answered: set[datetime] = set()
    sent: set[datetime] = set()
    for number in range(rounds):
        with serving(home, folder / f"log{number}", *_SETTINGS, environment=NOON) as service:
            _send_for(service, rng.uniform(0.5, 6.0), answered, sent)
            service.kill()
    for job in ("load", "cycle"):
        done = command(home, *_SETTINGS, "jobs", "run", job, environment=NOON)
        assert done.returncode == 0, done.stderr
    _check(home, answered, sent)
    return len(answered) * _LINES


def _send_for(service: Running, seconds: float, answered: set[datetime], sent: set[datetime]) -> None:
    until = time.monotonic() + seconds
    with httpx.Client(trust_env=False, timeout=10) as client:
        while time.monotonic() < until:
            at = _FIRST + timedelta(seconds=len(sent))
            sent.add(at)
            moment = f"{at:%d/%b/%Y:%H:%M:%S} +0000"
            line = f'10.0.0.1 - acme [{moment}] "GET /v1/contacts/5 HTTP/1.1" 200 12 "-" "x"\n'
            taken = client.post(f"{service.url}/tap/nginx_combined", content=line * _LINES).is_success
            answered |= {at} if taken else set()


def _check(home: Path, answered: set[datetime], sent: set[datetime]) -> None:
    with Warehouse.open(Home(home).warehouse_file, read_only=True) as warehouse:
        there = {
            at.replace(tzinfo=UTC): n
            for at, n in warehouse.rows("SELECT ts, count(*) FROM calls GROUP BY ts")
        }
        (calls,) = warehouse.one("SELECT count(*) FROM calls")
        assert warehouse.one("SELECT sum(calls) FROM credential_usage") == (calls,)
        assert warehouse.one("SELECT sum(calls) FROM loads") == (calls,)
        assert warehouse.one("SELECT sum(calls) FROM profiles WHERE win = '2026-W47'") == (calls,)
    assert {at: there.get(at) for at in answered} == dict.fromkeys(answered, _LINES)
    assert set(there) <= sent
    assert max(there.values()) <= _LINES


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory(prefix="service_kills-") as made:
        lines = kill_often(Path(made), asked, seed=1)
    print(f"{asked} services were killed; of {lines:,} lines that were answered none was lost or doubled.")
