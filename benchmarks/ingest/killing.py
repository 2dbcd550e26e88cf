"""Kill ingest at random moments, start it again, and compare with a load that nobody disturbed.

python -m benchmarks.ingest.killing --rounds 100
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from foundation import Warehouse
from ingest import Bounds, Ingestion, Terms, readings, wanted_files
from ingest.endpoints import EndpointSettings
from ingest.settings import IngestSettings

_TERMS = Terms(
    zone="Europe/Berlin",
    bounds=Bounds(datetime(2020, 1, 1), datetime(2027, 1, 1), 1 << 20),  # noqa: DTZ001 - stored without zone
    kept_rejects=1000,
    endpoints=EndpointSettings(),
    key=b"k" * 32,
    now=datetime(2026, 11, 22),  # noqa: DTZ001 - as above
)
_SEGMENTS_IN_A_FILE = 4
_SMALL_FILES = 40


def write_logs(folder: Path, lines: int) -> None:
    """Write nginx's combined format with bad lines, JSON lines with repeats, a clean file and small ones."""
    rng = random.Random(7)
    folder.mkdir()
    combined = [_combined(rng, number) for number in range(lines)]
    (folder / "a.log").write_text("".join(combined), encoding="utf-8")
    records = [_record(rng, number) for number in range(lines)]
    records += rng.sample(records, 50)
    (folder / "b.jsonl").write_text("".join(records), encoding="utf-8")
    clean = [_combined(rng, number, bad=0) for number in range(lines)]
    (folder / "c.log").write_text("".join(clean), encoding="utf-8")
    for number in range(_SMALL_FILES):
        (folder / f"d{number:02}.log").write_text(_combined(rng, number), encoding="utf-8")


def _combined(rng: random.Random, number: int, bad: float = 0.001) -> str:
    if rng.random() < bad:
        return "garbage\n"
    day, path = 1 + number % 28, rng.choice(("/v1/a/7", f"/v1/b/{number}", "/v1/c"))
    return (
        f'10.0.0.1 - p{rng.randrange(50)} [{day:02}/Oct/2026:10:00:00 +0000] "GET {path} HTTP/1.1" '
        f'{rng.choice((200, 200, 404))} {number} "-" "x"\n'
    )


def _record(rng: random.Random, number: int) -> str:
    return (
        f'{{"ts":"2026-10-{1 + number % 28:02}T10:00:00Z","method":"GET","path":"/v2/{number}",'
        f'"consumer":"p{rng.randrange(50)}","status":200,"request_id":"{number}"}}\n'
    )


def ingest_all(store: str, logs: str) -> None:
    """Load all files into the store; what the killed process runs."""
    with Warehouse.open(Path(store), threads=1) as warehouse:
        files = wanted_files([logs])
        segment_bytes = Path(files[0].source).stat().st_size // _SEGMENTS_IN_A_FILE
        ingestion = Ingestion(warehouse, readings(IngestSettings()), _TERMS, segment_bytes, lambda _: None)
        for _ in ingestion.ingest_all(files):
            pass


def contents(store: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return everything that has to be the same however often the load was interrupted."""
    with Warehouse.open(store, read_only=True) as warehouse:
        return {
            "calls": warehouse.rows("SELECT * EXCLUDE (load_id) FROM calls ORDER BY ALL"),
            "usage": warehouse.rows("SELECT * FROM usage ORDER BY ALL"),
            "rejects": warehouse.rows("SELECT * EXCLUDE (load_id) FROM rejects ORDER BY ALL"),
            "endpoints": warehouse.rows("SELECT * FROM endpoints ORDER BY ALL"),
            "credentials": warehouse.rows("SELECT * FROM credentials ORDER BY ALL"),
            "lines": warehouse.rows(
                "SELECT source, sum(lines), sum(calls), sum(duplicates), sum(rejects), max(end_offset) "
                "FROM loads GROUP BY source ORDER BY source"
            ),
        }


def rounds(count: int, folder: Path, seed: int = 1, lines: int = 6000) -> Iterator[str]:
    """Kill and restart `count` times; yield a sentence for each round whose outcome differs (none should)."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["ingest"])
    logs, clean = folder / "logs", folder / "clean.duckdb"
    write_logs(logs, lines)
    started = time.perf_counter()
    process = context.Process(target=ingest_all, args=(str(clean), str(logs)))
    process.start()
    process.join()
    usual_seconds = time.perf_counter() - started
    wanted, rng = contents(clean), random.Random(seed)
    for number in range(count):
        store = folder / f"round{number}.duckdb"
        after = rng.uniform(0.0, usual_seconds)
        process = context.Process(target=ingest_all, args=(str(store), str(logs)))
        process.start()
        process.join(timeout=after)
        process.kill()
        process.join()
        process = context.Process(target=ingest_all, args=(str(store), str(logs)))
        process.start()
        process.join()
        found = contents(store)
        for name, rows in wanted.items():
            if found[name] != rows:
                yield f"round {number}, killed after {after:.3f} s: {name} differ"
        for file in folder.glob(f"{store.name}*"):
            file.unlink()


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        failures = list(rounds(given.rounds, Path(folder), given.seed))
    print("\n".join(failures) or f"{given.rounds} kills, nothing lost and nothing doubled.")
    raise SystemExit(bool(failures))


if __name__ == "__main__":
    main()
