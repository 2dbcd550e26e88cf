"""Every line is loaded exactly once, whatever happens to its file."""

from __future__ import annotations

import gzip
from pathlib import Path

import zstandard
from ingest_files import Ingest, calls_of, combined, write

from foundation import Warehouse

LINES = [combined(number) for number in range(500)]


def test_same_file_again(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """A file that is loaded already adds nothing."""
    file = write(tmp_path / "access.log", LINES)
    assert ingest(file).counts.calls == 500
    assert ingest(file).counts.lines == 0
    assert calls_of(store) == list(range(500))


def test_grown_file(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """A grown file adds its tail only, also when it was tiny before."""
    file = write(tmp_path / "access.log", LINES[:1])
    for start, end in ((1, 2), (2, 300), (300, 500)):
        ingest(file)
        write(file, LINES[start:end], mode="a")
    assert ingest(file).counts.calls == 200
    assert calls_of(store) == list(range(500))


def test_many_segments(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """Cutting a file into small segments loses and doubles no line."""
    file = write(tmp_path / "access.log", LINES)
    assert ingest(file, segment_bytes=1000).counts.calls == 500
    assert calls_of(store) == list(range(500))
    assert store.one("SELECT count(*) FROM loads")[0] > 10


def test_rotated_renamed_and_packed(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """A rotated file is recognised by its content: renamed, gzipped or packed with Zstandard."""
    file = write(tmp_path / "access.log", LINES)
    ingest(file)
    moved = file.rename(tmp_path / "access.log.1")
    packed, squeezed = tmp_path / "access.log.1.gz", tmp_path / "old.zst"
    packed.write_bytes(gzip.compress(moved.read_bytes()))
    squeezed.write_bytes(zstandard.compress(moved.read_bytes()))
    assert [ingest(each).counts.lines for each in (moved, packed, squeezed)] == [0, 0, 0]
    assert calls_of(store) == list(range(500))


def test_rotated_after_growing(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """What was written between the last load and the rotation is loaded from the packed file."""
    file = write(tmp_path / "access.log", LINES[:400])
    ingest(file)
    packed = tmp_path / "access.log.1.gz"
    packed.write_bytes(gzip.compress("".join(f"{line}\n" for line in LINES).encode()))
    assert ingest(packed).counts.calls == 100
    assert calls_of(store) == list(range(500))


def test_copytruncate(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """A file that was emptied and written anew is a new file."""
    file = write(tmp_path / "access.log", LINES[:300])
    ingest(file)
    write(file, LINES[300:])
    assert ingest(file).counts.calls == 200
    assert calls_of(store) == list(range(500))


def test_files_that_begin_alike(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """A file that begins like another but differs later is loaded as its own, and told apart ever after."""
    alike = LINES + LINES
    one = write(tmp_path / "one.log", [*alike, *LINES[:200]])
    other = write(tmp_path / "other.log", [*alike, *LINES[200:500]])
    ingest(one)
    result = ingest(other)
    assert result.counts.calls == 1300
    assert "differs later" in result.note
    assert (ingest(one).counts.lines, ingest(other).counts.lines) == (0, 0)
    assert store.one("SELECT count(*) FROM calls")[0] == 2500


def test_shortened_file(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """A file that lost its end adds nothing, and the user is told."""
    file = write(tmp_path / "access.log", LINES)
    file.write_bytes(file.read_bytes().ljust(70_000, b"\n"))
    ingest(file)
    file.write_bytes(file.read_bytes()[:66_000])
    result = ingest(file)
    assert result.counts.lines == 0
    assert "shorter" in result.note
    assert calls_of(store) == list(range(500))


def test_line_still_being_written(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """An unfinished last line is left for the next time, and loaded once it is whole."""
    file = write(tmp_path / "access.log", LINES[:10])
    with file.open("a", encoding="utf-8") as handle:
        handle.write(LINES[10][:60])
    result = ingest(file)
    assert (result.counts.lines, result.counts.rejects) == (10, 0)
    assert "not finished" in result.note
    with file.open("a", encoding="utf-8") as handle:
        handle.write(LINES[10][60:] + "\n")
    assert ingest(file).counts.calls == 1
    assert calls_of(store) == list(range(11))


def test_last_line_without_line_break(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """A whole last line without a line break is loaded, and not again when the break arrives."""
    file = tmp_path / "access.log"
    file.write_text("\n".join(LINES[:10]), encoding="utf-8")
    assert ingest(file).counts.calls == 10
    with file.open("a", encoding="utf-8") as handle:
        handle.write("\n" + LINES[10] + "\n")
    assert ingest(file).counts.calls == 1
    assert calls_of(store) == list(range(11))


def test_repeated_request_id(ingest: Ingest, tmp_path: Path) -> None:
    """A call that was shipped twice (same request id, same start) counts once, also across files."""
    record = '{"ts":"2026-11-21T07:00:0%d","method":"GET","path":"/a","consumer":"acme","request_id":"%s"}'
    one = write(tmp_path / "one.jsonl", [record % (1, "a"), record % (2, "b"), record % (1, "a")])
    other = write(tmp_path / "other.jsonl", [record % (2, "b"), record % (3, "c")])
    first, second = ingest(one).counts, ingest(other).counts
    assert (first.lines, first.calls, first.duplicates) == (3, 2, 1)
    assert (second.lines, second.calls, second.duplicates) == (2, 1, 1)


def test_constant_request_id(ingest: Ingest, tmp_path: Path) -> None:
    """A client that sends one id with every call loses none of its calls."""
    record = '{"ts":"2026-11-21T07:00:0%d","method":"GET","path":"/a","consumer":"acme","request_id":"test"}'
    assert ingest(write(tmp_path / "a.jsonl", [record % second for second in range(9)])).counts.calls == 9
