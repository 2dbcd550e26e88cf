"""Small files are loaded together, and nobody can tell but by the time it takes."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path
from typing import Any

import pytest
from ingest_files import TERMS, calls_of, combined, write

from foundation import Warehouse
from ingest import FileResult, Ingestion, Progress, readings, wanted_files
from ingest.settings import IngestSettings

_HEADER = "#Fields: date time cs-method cs-uri-stem cs-username sc-status sc-bytes time-taken"


def _ingestion(store: Warehouse, on_progress: Any = lambda _: None, **settings: Any) -> Ingestion:
    return Ingestion(store, readings(IngestSettings(**settings)), TERMS, 1 << 20, on_progress)


def _told(results: list[FileResult]) -> list[tuple[Any, ...]]:
    return [(one.file, one.format, one.counts, one.note, one.failed) for one in results]


def _contents(store: Warehouse) -> dict[str, list[tuple[Any, ...]]]:
    by_source = "SELECT {}.* EXCLUDE (load_id), source FROM {} JOIN loads USING (load_id) ORDER BY ALL"
    listed = {table: by_source.format(table, table) for table in ("calls", "credential_usage")}
    listed |= {
        "rejects": "SELECT * EXCLUDE (load_id) FROM rejects ORDER BY ALL",
        "loads": "SELECT * EXCLUDE (load_id, seconds) FROM loads ORDER BY ALL",
        "endpoints": "SELECT * FROM endpoints ORDER BY ALL",
        "credentials": "SELECT * FROM credentials ORDER BY ALL",
    }
    return {name: store.rows(query) for name, query in listed.items()}  # type: ignore[arg-type]  # literals above


def _json_line(number: int) -> str:
    return (
        f'{{"ts": "2026-11-21T07:{number % 60:02}:00Z", "method": "GET", "path": "/v2/things/{number}", '
        f'"consumer": "acme", "status": 200, "request_id": "r{number}"}}'
    )


def _iis_line(number: int) -> str:
    return f"2026-11-21 07:27:26 GET /v1/things/{number} acme 200 {number} 18"


def _folder(folder: Path) -> Path:
    """Write small files as somebody's folder may hold them, most of them good."""
    folder.mkdir()
    for name in "abc":
        write(folder / f"{name}.log", [combined(ord(name) * 100 + number) for number in range(9)])
    shutil.copy(folder / "c.log", folder / "c2.log")
    write(folder / "c3.log", [*(combined(9900 + number) for number in range(9)), combined(1)])
    write(folder / "d.log", [combined(1), "garbage", combined(2)])
    (folder / "e.log").write_text(combined(70) + "\n" + combined(71), encoding="utf-8")
    (folder / "empty.log").touch()
    write(folder / "f.log", ["", combined(60), "", combined(61)])
    (folder / "g.log.gz").write_bytes(gzip.compress(f"{combined(50)}\n{combined(51)}\n".encode()))
    write(folder / "h1.jsonl", [_json_line(number) for number in range(5)])
    write(folder / "h2.jsonl", [_json_line(number) for number in range(3, 9)])
    write(folder / "h3.jsonl", [_json_line(number) for number in range(5)] + [_json_line(20)])
    write(folder / "i1.log", [_HEADER, *map(_iis_line, range(80, 83))])
    write(
        folder / "i2.log",
        [_HEADER.replace("cs-method cs-uri-stem", "cs-uri-stem cs-method"), _iis_line(84)],
    )
    write(folder / "i3.log", [_iis_line(85)])
    write(folder / "readme.txt", ["These are logs."])
    return folder


def test_they_are_loaded_as_if_one_after_the_other(tmp_path: Path) -> None:
    """What is told of each file, the calls, the ledger and the quarantine are as if each came by itself."""
    files = wanted_files([str(_folder(tmp_path / "logs"))])
    with Warehouse.in_memory() as together, Warehouse.in_memory() as alone:
        told = list(_ingestion(together).ingest_all(files))
        assert _told(told) == _told([_ingestion(alone).ingest(file) for file in files])
        assert _contents(together) == _contents(alone)
        again = list(_ingestion(together).ingest_all(files))
        assert {result.counts.lines for result in again} == {0}
        assert _contents(together) == _contents(alone)


def test_good_ones_share_a_transaction(store: Warehouse, tmp_path: Path) -> None:
    """A hundred files of one format are one load for the store, and a hundred in the ledger."""
    for number in range(100):
        write(tmp_path / f"{number:03}.log", [combined(number)])
    results = list(_ingestion(store).ingest_all(wanted_files([str(tmp_path)])))
    assert [result.counts.calls for result in results] == [1] * 100
    # the time of a transaction is shared out evenly
    assert store.one("SELECT count(*), count(DISTINCT seconds) FROM loads") == (100, 1)


def test_a_file_that_begins_like_another_of_them_continues_it(store: Warehouse, tmp_path: Path) -> None:
    """Of a grown copy in the same folder only what was added is loaded."""
    write(tmp_path / "1.log", [combined(number) for number in range(3)])
    write(tmp_path / "2.log", [combined(number) for number in range(5)])
    first, second = _ingestion(store).ingest_all(wanted_files([str(tmp_path)]))
    assert (first.counts.calls, second.counts.calls) == (3, 2)
    assert calls_of(store) == list(range(5))


def test_an_interruption_leaves_whole_files(store: Warehouse, tmp_path: Path) -> None:
    """Who presses Ctrl-C after the transaction has its files in the store, and the next run adds nothing."""

    def interrupted(_: Progress) -> None:
        raise KeyboardInterrupt

    for number in range(5):
        write(tmp_path / f"{number}.log", [combined(number)])
    files = wanted_files([str(tmp_path)])
    with pytest.raises(KeyboardInterrupt):
        list(_ingestion(store, interrupted).ingest_all(files))
    assert sum(result.counts.lines for result in _ingestion(store).ingest_all(files)) == 0
    assert calls_of(store) == list(range(5))
