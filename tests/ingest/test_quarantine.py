"""Bad lines are quarantined with file, line and reason; good lines beside them load."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from ingest_files import Ingest, calls_of, combined, write

from foundation import Warehouse

GOOD = [combined(number) for number in range(20)]


def reasons(store: Warehouse) -> dict[int, str]:
    return dict(store.rows("SELECT line_number, reason FROM rejects ORDER BY line_number"))


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("not a line of any log", "does not read"),
        (combined(1, "GARBAGE"), "not an HTTP method"),
        (combined(1, "GET"), "no path"),
        (combined(1, "FROBNICATE /a HTTP/1.1"), "not an HTTP method"),
        (combined(1, when="01/Jan/1970:00:00:00 +0000"), "older than"),
        (combined(1, when="21/Nov/2027:07:27:26 +0000"), "in the future"),
        (combined(1, when="31/Feb/2026:07:27:26 +0000"), "no readable time"),
        ("x" * 2_000_000, "longer than"),
        ("\x00\x01\x02\x7f", "does not read"),
        ('"' * 50, "does not read"),
    ],
    ids=lambda value: value[:20] if value.isprintable() else "binary",
)
def test_one_bad_line(ingest: Ingest, store: Warehouse, tmp_path: Path, bad: str, reason: str) -> None:
    """One bad line is named with its number and reason, and costs no good line."""
    result = ingest(write(tmp_path / "access.log", [*GOOD[:7], bad, *GOOD[7:]]))
    assert (result.counts.lines, result.counts.calls, result.counts.rejects) == (21, 20, 1)
    (line,) = reasons(store)
    assert line == 8
    assert reason in reasons(store)[8]


def test_good_file_rejects_nothing(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """A clean file leaves the quarantine empty."""
    assert ingest(write(tmp_path / "access.log", GOOD)).counts.rejects == 0
    assert reasons(store) == {}


def test_invalid_utf8_loads(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """A byte that is no UTF-8 in the user agent, as nginx writes it, costs nothing."""
    file = tmp_path / "access.log"
    file.write_bytes("\n".join(GOOD).encode().replace(b"sdk/1.2", b"\xff\xfe", 3) + b"\n")
    assert ingest(file).counts.calls == 20
    assert calls_of(store) == list(range(20))


def test_blank_lines_are_no_lines(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """Blank lines are not counted, and do not shift the numbers of other lines."""
    result = ingest(write(tmp_path / "access.log", ["", GOOD[0], "   ", "bad", "\t"]))
    assert (result.counts.lines, result.counts.calls, result.counts.rejects) == (2, 1, 1)
    assert list(reasons(store)) == [4]


def test_windows_line_ends(ingest: Ingest, tmp_path: Path) -> None:
    """Lines that end with CR LF load."""
    file = tmp_path / "access.log"
    file.write_bytes("".join(f"{line}\r\n" for line in GOOD).encode())
    assert ingest(file).counts.calls == 20


def test_line_numbers_across_segments_and_loads(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """A rejected line's number is that in the file, in later segments and in a grown tail too."""
    file = write(tmp_path / "access.log", [*GOOD, "bad", *GOOD, "bad"])
    ingest(file, segment_bytes=500)
    write(file, [GOOD[0], "", "bad"], mode="a")
    ingest(file)
    assert list(reasons(store)) == [21, 42, 45]


def test_line_longer_than_a_segment(ingest: Ingest, tmp_path: Path) -> None:
    """A line that fills several segments is one reject, and what follows it loads."""
    file = write(tmp_path / "access.log", [GOOD[0], "y" * 10_000_000, *GOOD[1:]])
    result = ingest(file, segment_bytes=2_000_000)
    assert (result.counts.lines, result.counts.calls, result.counts.rejects) == (21, 20, 1)
    assert ingest(file).counts.lines == 0


def test_truncated_gzip(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """Of a gzip file that was cut off the whole lines load, and the rest once the file is complete."""
    packed = gzip.compress("".join(f"{os.urandom(99).hex()}\n{line}\n" for line in GOOD).encode())
    file = tmp_path / "access.log.gz"
    file.write_bytes(packed[: len(packed) // 2])
    result = ingest(file, form="nginx_combined")
    assert 5 < result.counts.calls < 15
    assert "too early" in result.note
    file.write_bytes(packed)
    ingest(file, form="nginx_combined")
    assert calls_of(store) == list(range(20))


def test_unreadable_file(ingest: Ingest, tmp_path: Path) -> None:
    """A file that is not there is a failure with a reason, not a crash."""
    result = ingest(tmp_path / "missing.log")
    assert result.failed
    assert "No such file" in result.note


def test_no_log_at_all(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """A file that no format reads is refused with where the formats are listed, and nothing is written."""
    file = tmp_path / "photo.jpg"
    file.write_bytes(os.urandom(50_000))
    result = ingest(file)
    assert result.failed
    assert "`pivotwatch formats`" in result.note
    assert store.one("SELECT count(*) FROM loads")[0] == 0


SECRETS = [
    '{"ts":1,"headers":{"Authorization":"Bearer abc.S3CRET.x","x-api-key":["S3CRET"]}}',
    '203.0.113.7 - - [x] "GET /a?token=S3CRET&x=1 HTTP/1.1" 200',
    "api_key=S3CRET password: S3CRET Cookie: sid=S3CRET",
    '1.2.3.4:5 [21/Nov/2026:07:30:44.738] a b/c 0/0 200 1 - - {S3CRET|sdk} "GET',
    "Basic S3CRETS3CRET==",
]


@pytest.mark.parametrize("line", SECRETS)
def test_excerpts_hold_no_secrets(ingest: Ingest, store: Warehouse, tmp_path: Path, line: str) -> None:
    """Query strings, keys, tokens and cookies are taken out of what is kept of a bad line."""
    ingest(write(tmp_path / "access.log", [GOOD[0], line]), form="nginx_combined")
    (excerpt,) = store.one("SELECT excerpt FROM rejects")
    assert "S3CRET" not in excerpt
    assert excerpt


def test_query_strings_are_stored_nowhere(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """No table holds any part of a query string."""
    lines = [
        combined(1, "GET /v1/a?secret=hunter2 HTTP/1.1"),
        combined(2, "GET http://h/b?hunter2#hunter2 HTTP/1.1"),
    ]
    ingest(write(tmp_path / "access.log", lines))
    for (table,) in store.rows("SELECT table_name FROM duckdb_tables() WHERE NOT temporary"):
        assert "hunter2" not in str(store.rows(f"SELECT * FROM {table}"))  # noqa: S608 - our own tables


@pytest.mark.parametrize(
    "address", ["203.0.113.7", "2001:db8::7", "2001:db8:1:2:3:4:5:6", "::ffff:203.0.113.7"]
)
def test_excerpts_hold_no_addresses(ingest: Ingest, store: Warehouse, tmp_path: Path, address: str) -> None:
    """The address of who called is taken out of what is kept of a bad line; times are not."""
    line = f'{address} - acme [21/Nov/2026:07:27:26 +0000] "GARBAGE" 400'
    ingest(write(tmp_path / "access.log", [GOOD[0], line]), form="nginx_combined")
    assert store.one("SELECT excerpt FROM rejects") == (
        '… - acme [21/Nov/2026:07:27:26 +0000] "GARBAGE" 400',
    )
