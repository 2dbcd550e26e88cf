"""A large segment is read at once by DuckDB itself, and by lines as soon as any of them needs its number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ingest_files import TERMS, Ingest, combined, write

from foundation import Warehouse
from ingest import Segment, readings
from ingest.settings import IngestSettings
from ingest.staging import Staging

READINGS = readings(IngestSettings())
COUNT = 11_000  # more than a megabyte


def record(number: int) -> str:
    return json.dumps(
        {
            "ts": f"2026-11-21T07:{number % 60:02}:26Z",
            "method": "GET",
            "path": f"/v1/things/{number}",
            "consumer": f"partner-{number % 3}",
            "status": 200,
            "bytes": number,
            "request_id": f"{number:032}",
        }
    )


LINES = {
    "nginx_combined": [combined(number) for number in range(COUNT)],
    "jsonl": list(map(record, range(COUNT))),
}


def contents(store: Warehouse) -> list[tuple[object, ...]]:
    calls = store.rows("SELECT * EXCLUDE (load_id) FROM calls ORDER BY bytes")
    return calls + store.rows("SELECT * FROM usage ORDER BY ALL")


@pytest.mark.parametrize("form", LINES)
def test_good_lines(ingest: Ingest, store: Warehouse, tmp_path: Path, form: str) -> None:
    """What is read at once, without line numbers, becomes the calls that small segments make of it."""
    data = "".join(f"{line}\n" for line in LINES[form]).encode()
    with Warehouse.in_memory() as other:
        Staging(other).stage(Segment(data, 0, len(data), 0), READINGS[form], TERMS.bounds)
        assert other.one("SELECT count(*), count(line_number), count(problem) FROM staged") == (COUNT, 0, 0)
    assert ingest(write(tmp_path / "access.log", LINES[form]), segment_bytes=8 << 20).counts.calls == COUNT
    at_once = contents(store)
    store.execute("DELETE FROM calls; DELETE FROM credential_usage; DELETE FROM loads")
    ingest(write(tmp_path / "access.log", LINES[form]), segment_bytes=500_000)
    assert contents(store) == at_once


@pytest.mark.parametrize("form", LINES)
@pytest.mark.parametrize(
    "bad", ["no line of any log", '{"ts": 1', "", '"', "{}", "[1]", "caf\udce9", combined(1, "GARBAGE")]
)
def test_one_bad_line(store: Warehouse, form: str, bad: str) -> None:
    """One bad line is named by its number and costs no good line; a blank one is no line."""
    lines = [*LINES[form][:7], bad, *LINES[form][7:20]]
    data = "".join(f"{line}\n" for line in lines).encode(errors="surrogateescape")
    Staging(store, least_bytes=0).stage(Segment(data, 0, len(data), 0), READINGS[form], TERMS.bounds)
    rejects = store.rows("SELECT line_number FROM staged WHERE problem IS NOT NULL")
    assert rejects == ([(8,)] if bad else [])
    assert store.one("SELECT count(*) FROM staged WHERE problem IS NULL") == (20,)


def test_a_repeated_call(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """Of a call that two lines of a large segment tell, the first line stays."""
    again = LINES["jsonl"][5].replace('"status": 200', '"status": 500')
    file = write(tmp_path / "access.log", [*LINES["jsonl"], again])
    counts = ingest(file, segment_bytes=8 << 20, form="jsonl").counts
    assert (counts.lines, counts.calls, counts.duplicates) == (COUNT + 1, COUNT, 1)
    assert store.rows("SELECT status FROM calls WHERE bytes = 5") == [(200,)]


def test_an_unfinished_last_line(ingest: Ingest, tmp_path: Path) -> None:
    """A large file whose last line is still being written waits for the rest of it."""
    file = tmp_path / "access.log"
    text = "".join(f"{line}\n" for line in LINES["nginx_combined"])
    file.write_text(text[:-20])
    assert ingest(file, segment_bytes=8 << 20).counts.calls == COUNT - 1
    file.write_text(text)
    assert ingest(file, segment_bytes=8 << 20).counts.calls == 1
