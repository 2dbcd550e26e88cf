"""Kill and restart: `python -m benchmarks.tap.kill [--rounds 100] [--keep]`.

Each round starts a tap and a following loader, pushes batches back to back, and kills one or both with
SIGKILL at a random moment; a batch that was not answered is sent again, as gateways do. In the end the
loader runs once more. Prints one JSON object; `lost` and `doubled` must be 0.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import tempfile
import threading
from pathlib import Path

import duckdb
import httpx

from benchmarks.tap.figures import keep
from benchmarks.tap.sustained import PROGRAM

BATCH = 50


def record(number: int) -> dict[str, object]:
    return {
        "request": {"id": f"r{number}", "uri": f"/orders/{number}", "method": "GET"},
        "response": {"status": 200, "size": 1},
        "latencies": {"request": 1},
        "consumer": {"username": f"p{number % 7}"},
        # the same for a retry of the same record
        "started_at": 1795246046000 + number,
    }


class Pair:
    """A tap and a loader on one home; whichever was killed is started again."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._tap: subprocess.Popen[str] | None = None
        self._loader: subprocess.Popen[bytes] | None = None
        self.url = ""

    def start(self) -> None:
        settings = ["--set", "tap.port=0", "--set", "tap.spool.segment_bytes=30000"]
        if self._tap is None or self._tap.poll() is not None:
            command = [PROGRAM, "--home", self._home, *settings, "tap", "--source", "http_push"]
            self._tap = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
            port = re.search(r"port (\d+)", self._tap.stderr.readline())[1]
            self.url = f"http://127.0.0.1:{port}/tap/kong"
        if self._loader is None or self._loader.poll() is not None:
            command = [PROGRAM, "--home", self._home, "load", "--follow", "--every", "0.02"]
            self._loader = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def kill(self, who: str) -> None:
        for name, process in (("tap", self._tap), ("loader", self._loader)):
            if who in {name, "both"}:
                process.kill()
                process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="write the figures to docs/tap.md")
    chosen = parser.parse_args()
    dice = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as folder:
        home = str(Path(folder) / "home")
        pair, sent, accepted, retried = Pair(home), 0, set(), 0
        pending: list[int] = []
        for _ in range(chosen.rounds):
            pair.start()
            who = dice.choice(["tap", "loader", "both"])
            killer = threading.Timer(dice.uniform(0.05, 1.5), pair.kill, [who])
            killer.start()
            with httpx.Client(timeout=10) as client:
                while not killer.finished.is_set():
                    if pending:
                        retried += 1  # as a gateway: the same batch again
                    else:
                        pending, sent = list(range(sent, sent + BATCH)), sent + BATCH
                    try:
                        status = client.post(pair.url, json=[record(n) for n in pending]).status_code
                    except httpx.HTTPError:
                        continue
                    if status == 204:
                        accepted |= set(pending)
                        pending = []
            killer.join()
        pair.kill("both")
        subprocess.run([PROGRAM, "--home", home, "load"], check=True, stdout=subprocess.DEVNULL)
        with duckdb.connect(f"{home}/pivotwatch.duckdb", read_only=True) as store:
            found = [row[0] for row in store.execute("SELECT request_id FROM calls").fetchall()]
            wanted = store.execute(
                "SELECT request_number(unnest(?))", [[f"r{n}" for n in accepted]]
            ).fetchall()
    result = {
        "rounds": chosen.rounds,
        "sent": sent,
        "accepted": len(accepted),
        "batches_sent_again": retried,
        "loaded": len(found),
        "lost": len({row[0] for row in wanted} - set(found)),
        "doubled": len(found) - len(set(found)),
    }
    print(json.dumps(result))
    assert result["lost"] == result["doubled"] == 0
    if chosen.keep:
        keep("python -m benchmarks.tap.kill", {"taps and loaders killed at random": result})


if __name__ == "__main__":
    main()
