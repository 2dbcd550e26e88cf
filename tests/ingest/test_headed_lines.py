"""W3C extended logs: a header names the fields of the lines after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from ingest_files import Ingest, calls_of, write

from foundation import Warehouse

FIRST = "#Fields: date time cs-method cs-uri-stem cs-username sc-status sc-bytes time-taken"
SECOND = "#Fields: date time sc-bytes cs-uri-stem cs-method cs-username sc-status time-taken"


def _first(number: int) -> str:
    return f"2026-11-21 07:27:26 GET /v1/things/{number} acme 200 {number} 18"


def _second(number: int) -> str:
    return f"2026-11-21 07:27:26 {number} /v1/things/{number} POST acme 201 18"


LINES = ["#Software: x", FIRST, *map(_first, range(1, 8)), SECOND, *map(_second, range(8, 15))]


@pytest.mark.parametrize("segment_bytes", [200, 1 << 20])
def test_the_header_changes_in_the_middle(
    ingest: Ingest, store: Warehouse, tmp_path: Path, segment_bytes: int
) -> None:
    """Each line is read by the last header before it, across segments too; headers are no lines."""
    result = ingest(write(tmp_path / "u_ex.log", LINES), segment_bytes)
    assert (result.format, result.counts.lines, result.counts.calls) == ("iis", 14, 14)
    assert calls_of(store) == list(range(1, 15))
    assert store.rows(
        "SELECT method, count(*) FROM calls JOIN endpoints USING (endpoint_id) GROUP BY 1 ORDER BY 1"
    ) == [("GET", 7), ("POST", 7)]


def test_a_grown_file_keeps_its_header(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """What is appended to a loaded file is read by the header that stands before it."""
    file = write(tmp_path / "u_ex.log", LINES)
    ingest(file)
    write(file, [_second(15), _second(16)], mode="a")
    assert ingest(file).counts.calls == 2
    assert calls_of(store) == list(range(1, 17))


def test_without_a_header(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """Lines without a header are rejected, or read by the setting; they are never guessed at."""
    file = write(tmp_path / "tail.log", [_first(1), _first(2)])
    assert ingest(file, form="iis").counts.rejects == 2
    other = write(tmp_path / "other.log", [_first(3), _first(4)])
    assert ingest(other, form="iis", w3c_fields=FIRST.removeprefix("#Fields: ")).counts.calls == 2
    assert calls_of(store) == [3, 4]


def test_a_line_with_too_few_cells(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """A cut-off line is rejected, and the good ones around it load."""
    file = write(tmp_path / "u_ex.log", [FIRST, _first(1), "2026-11-21 07:27:26 GET", _first(2)])
    result = ingest(file)
    assert (result.counts.calls, result.counts.rejects) == (2, 1)
    assert calls_of(store) == [1, 2]


def test_clocks_without_a_zone(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """A clock that tells no zone is read in the zone of the settings, summer time included."""
    lines = [
        f'[GIN] {day} - 12:00:00 | 200 | 1s | 203.0.113.7 | GET "/v1/x"'
        for day in ("2026/07/01", "2026/11/01")
    ]
    ingest(write(tmp_path / "krakend.log", lines), log_time_zone="Europe/Berlin")
    assert [str(ts) for (ts,) in store.rows("SELECT ts FROM calls ORDER BY ts")] == [
        "2026-07-01 09:59:59",
        "2026-11-01 10:59:59",
    ]
