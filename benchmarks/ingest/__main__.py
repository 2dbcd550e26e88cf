"""Figures of ingest beside a peer's on the same files and machine, one after the other.

    python -m benchmarks.ingest            # 3 million lines, as in the docs
    python -m benchmarks.ingest --lines 300000
    python -m benchmarks.ingest --only small      # a tenth of the lines, in files of 200

Ours is the whole command: process start, reading, endpoints, usage, commit, process end. The peers are
GoAccess (parses the same nginx file, prints nothing) and, for Kong's JSON, a bare aggregation by DuckDB.
The two take turns, `--rounds` times; of each the run of the median time is shown.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_BARE = (
    'import duckdb, sys; print(duckdb.sql("SELECT count(*) FROM (SELECT consumer.username, request.method, '
    "response.status, count(*) FROM read_json('\" + sys.argv[1] + \"', format='newline_delimited') "
    'GROUP BY ALL)"))'
)


@dataclass(frozen=True, slots=True)
class Run:
    """One command: wall-clock seconds, CPU seconds and peak memory in MB."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


def run(command: Sequence[str], **environment: str) -> Run:
    """Run a command to its end and measure it alone."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ | environment)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} failed")
    return Run(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def written(what: str, file: Path, lines: int) -> Path:
    """Write a log in a process of its own: a child's peak memory begins with its parent's."""
    code = "import sys; from pathlib import Path; from benchmarks.ingest import logs; "
    code += f"logs.write_{what}(Path(sys.argv[1]), int(sys.argv[2]))"
    run([sys.executable, "-c", code, str(file), str(lines)])
    return file


def ours(file: Path, folder: Path) -> Run:
    """Ingest a file into a fresh home."""
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    code = "from pivotwatch.cli import main; main()"
    return run(
        [sys.executable, "-c", code, "--home", str(home), "ingest", str(file), "--json"],
        PIVOTWATCH_NOW="2026-11-22T00:00:00Z",
    )


def in_turn(rounds: int, *runs: Callable[[], Run]) -> list[Run]:
    """Let each run once, and again; return of each the one of the median time (of two the slower)."""
    found = [[each() for each in runs] for _ in range(rounds)]
    return [sorted(own, key=lambda run: run.seconds)[rounds // 2] for own in zip(*found, strict=True)]


def report(what: str, lines: int, us: Run, peer: str, them: Run | None) -> None:
    """Print a row for us, a row for the peer, and the ratio."""
    print(f"\n{what}: {lines:,} lines")
    rows = [("pivotwatch ingest", us)] + ([(peer, them)] if them else [])
    for name, figures in rows:
        print(
            f"  {name:28} {figures.seconds:8.2f} s  {lines / figures.seconds:12,.0f} lines/s  "
            f"{figures.cpu_seconds:7.1f} s of CPU  {figures.peak_mb:7,.0f} MB at most"
        )
    print(
        f"  time of {peer} / ours: {them.seconds / us.seconds:.2f}" if them else f"  {peer} is not installed"
    )


def beside_goaccess(
    what: str, lines: int, rounds: int, given: Path, files: Sequence[Path], folder: Path
) -> None:
    """Measure ours over a path and GoAccess, where it is installed, over the files that are there."""
    runs = [lambda: ours(given, folder)]
    if goaccess := shutil.which("goaccess"):
        options = ["--log-format=COMBINED", "--no-progress", "-o", str(folder / "o.json")]
        runs.append(lambda: run([goaccess, *map(str, files), *options]))
    us, *them = in_turn(rounds, *runs)
    report(what, lines, us, "GoAccess", them[0] if them else None)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, default=3_000_000)
    parser.add_argument("--only", choices=["combined", "kong", "small"])
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.only in {None, "combined"}:
            file = written("combined", folder / "access.log", given.lines)
            beside_goaccess("nginx combined", given.lines, given.rounds, file, [file], folder)
            file.unlink()
        if given.only in {None, "small"}:
            file = written("small", folder / "small", given.lines // 10)
            files = sorted(file.iterdir())
            what = f"nginx combined in {len(files):,} files"
            beside_goaccess(what, given.lines // 10, given.rounds, file, files, folder)
            shutil.rmtree(file)
        if given.only in {None, "kong"}:
            file = written("kong", folder / "kong.jsonl", given.lines)
            bare = [sys.executable, "-c", _BARE, str(file)]
            us, peer_run = in_turn(given.rounds, lambda: ours(file, folder), lambda: run(bare))
            report("Kong JSON", given.lines, us, "bare DuckDB read_json", peer_run)


if __name__ == "__main__":
    main()
