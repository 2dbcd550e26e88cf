"""From the spool to calls exactly once, whatever dies in between; by the commands that people use."""

from __future__ import annotations

import json
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from foundation import Home, Warehouse
from gateway_tap import SegmentName
from ingest import Counts
from pivotwatch.app import App
from pivotwatch.spooling import spool_loader
from pivotwatch.stages.spool import merged
from tests.request_numbers import request_number

PROGRAM = str(Path(sys.executable).with_name("pivotwatch"))


def kong(number: int, **more: Any) -> dict[str, Any]:
    return {
        "request": {"id": f"r{number}", "uri": f"/orders/{number}?x=1", "method": "GET"},
        "response": {"status": 200, "size": 611},
        "latencies": {"request": 14},
        "consumer": {"username": f"partner-{number % 3}"},
        "started_at": int(datetime.now(UTC).timestamp() * 1000),
        **more,
    }


@contextmanager
def tap_process(home: Home, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [PROGRAM, "--home", str(home.path), "--set", "tap.port=0", *arguments, "tap"]
    process = subprocess.Popen([*command, "--source", "http_push"], stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        port = re.search(r"http port (\d+)", process.stderr.readline())
        assert port is not None
        yield process, f"http://127.0.0.1:{port[1]}"
    finally:
        process.kill()
        process.communicate()


def run(home: Home, *arguments: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [PROGRAM, "--home", str(home.path), *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def load(home: Home) -> Counts:
    """Load in this process; starting another one takes longer than the whole test."""
    with spool_loader(App(home)) as loader:
        return sum((segment.counts for segment in loader.load_all()), Counts())


def calls(home: Home) -> list[int | None]:
    with Warehouse.open(home.warehouse_file, read_only=True) as store:
        return [row[0] for row in store.rows("SELECT request_id FROM calls ORDER BY request_id")]


def numbers(*request_ids: str) -> list[int]:
    return sorted(map(request_number, request_ids))


def spool(home: Home, records: list[dict[str, Any]], name: str = "", format_name: str = "kong") -> Path:
    folder = home.path / "spool"
    folder.mkdir(exist_ok=True)
    file = folder / f"{name or SegmentName.new('http_push', format_name)}.seg"
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return file


def test_the_whole_way(home: Home) -> None:
    """What a gateway pushed is in the store after `pivotwatch load`, once; SIGTERM seals the spool."""
    with tap_process(home) as (tap, url):
        batch = [kong(number) for number in range(500)]
        with httpx.Client(base_url=url) as client:
            assert client.post("/tap/kong", json=batch).status_code == 204
            assert client.post("/tap/kong", json=batch).status_code == 204  # Kong's retry
        tap.send_signal(signal.SIGTERM)
        assert tap.wait(20) == 0
    (row,) = run(home, "load", "--json")
    del row["segments"]
    assert row == {
        "source": "http_push",
        "format": "kong",
        "lines": 1000,
        "calls": 500,
        "duplicates": 500,
        "rejects": 0,
    }
    assert run(home, "load", "--json") == []
    with Warehouse.open(home.warehouse_file, read_only=True) as store:
        assert store.rows("SELECT shown FROM credentials ORDER BY 1") == [(f"partner-{n}",) for n in range(3)]


def test_bad_records(home: Home) -> None:
    """Good records load, each bad one is in quarantine, and the sum is right."""
    file = spool(home, [kong(1), {"not": "kong"}, kong(2)])
    with file.open("ab") as handle:
        handle.write(b"\xff\xfe no json\n")
    assert load(home) == Counts(lines=4, calls=2, duplicates=0, rejects=2)


def test_a_flood_of_broken_bytes(home: Home) -> None:
    """A segment full of bytes that are no text does not stop the loader."""
    file = spool(home, [kong(1)])
    with file.open("ab") as handle:
        for length in range(100, 130):
            handle.write(b"[{]" * (length % 3) + b"\xff" * length + b"\n")
    assert load(home) == Counts(lines=31, calls=1, duplicates=0, rejects=30)


def test_envelope_ids(home: Home) -> None:
    """A record without a request id of its own is recognised by its envelope's id when it comes again."""
    record = {"ts": "2026-11-21T09:00:00Z", "method": "GET", "path": "/a", "consumer": "acme", "status": 200}
    known = {"pivotwatch_envelope_id": "req-1/0", **record}
    own = {"pivotwatch_envelope_id": "req-1/1", "request_id": "own", **record}
    for _ in range(2):
        spool(home, [known, own, record], format_name="jsonl")
    assert load(home) == Counts(lines=6, calls=4, duplicates=2, rejects=0)
    assert calls(home)[:2] == numbers("own", "req-1/0")


def test_unknown_format(home: Home) -> None:
    """A segment whose format is not known any more is kept and named; the others load."""
    kept = spool(home, [kong(1)], format_name="was_once")
    spool(home, [kong(2)])
    done = subprocess.run(
        [PROGRAM, "--home", str(home.path), "load"], capture_output=True, text=True, check=True
    )
    assert "was_once" in done.stderr
    assert kept.exists()
    assert calls(home) == numbers("r2")


@pytest.mark.parametrize("point", ["before", "after"])
def test_killed_around_the_commit(home: Home, point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A loader killed before its commit loads again; one killed after it does not."""
    spool(home, [kong(number) for number in range(10)])
    target = "load_text" if point == "before" else "SpoolLoader._put_away"

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"pivotwatch.stages.spool.{target}", killed)
        with pytest.raises(KeyboardInterrupt), spool_loader(App(home)) as loader:
            list(loader.load_all())
    assert len(list((home.path / "spool").glob("*.seg"))) == 1
    with spool_loader(App(home)) as loader:
        (segment,) = loader.load_all()
    assert segment.counts.calls == (10 if point == "before" else 0)
    assert len(calls(home)) == 10
    assert not list((home.path / "spool").glob("*.seg"))


def test_torn_tail(home: Home) -> None:
    """What a killed tap left half-written is cut off; whole records before it load."""
    folder = home.path / "spool"
    folder.mkdir()
    lines = "".join(json.dumps(kong(number)) + "\n" for number in range(3))
    (folder / f"{SegmentName.new('http_push', 'kong')}.open").write_text(lines + '{"request":{"id":"torn')
    (folder / f"{SegmentName.new('http_push', 'kong')}.open").write_text('{"all":"torn"')
    load(home)
    assert calls(home) == numbers("r0", "r1", "r2")
    assert not list(folder.glob("*.open"))


@pytest.mark.slow
def test_kill_9(home: Home) -> None:
    """Taps and loaders killed at random: every record that was answered for is loaded, and none twice."""
    dice = random.Random(4)
    sent, accepted = 0, set()
    for _ in range(3):
        with tap_process(home, "--set", "tap.spool.segment_bytes=20000") as (tap, url):
            loader = subprocess.Popen(
                [PROGRAM, "--home", str(home.path), "load", "--follow", "--every", "0.05"]
            )
            until = time.monotonic() + dice.uniform(0.2, 1.0)
            with httpx.Client() as client:
                while time.monotonic() < until:
                    batch = list(range(sent, sent + 20))
                    sent += 20
                    if client.post(f"{url}/tap/kong", json=[kong(n) for n in batch]).status_code == 204:
                        accepted |= set(batch)
            for process in dice.sample([tap, loader], 2):
                process.kill()
            loader.wait()
    load(home)
    found = calls(home)
    assert len(found) == len(set(found))
    assert {request_number(f"r{number}") for number in accepted} <= set(found)
    assert len(accepted) > 20


def test_no_analytics_beside_a_gateway(home: Home) -> None:
    """`pivotwatch tap` imports no part that only the analytics need."""
    script = (
        "import sys\n"
        f"sys.argv = ['pivotwatch', '--home', {str(home.path)!r}, '--set', 'tap.port=0', 'tap']\n"
        "from pivotwatch.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(*sorted(set(sys.modules) & {'duckdb','sklearn','polars','pandas','numpy','scipy','pyarrow',"
        "'plotly','sqlalchemy','ingest','grpc','aiokafka'}))\n"
    )
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", script], **pipes) as tap:  # type: ignore[call-overload]
        assert tap.stderr.readline().startswith("Tapping http_push, loki, otlp_http: http port")
        tap.send_signal(signal.SIGTERM)
        out, err = tap.communicate(timeout=30)
    assert "Stopped" in err
    assert out.strip() == ""


def test_many_small_segments(home: Home) -> None:
    """Hundreds of small segments are one transaction; each is known as loaded, and none counts twice."""
    files = [spool(home, [kong(number)]) for number in range(300)]
    kept = {file: file.read_bytes() for file in files}
    assert load(home) == Counts(lines=300, calls=300, duplicates=0, rejects=0)
    with Warehouse.open(home.warehouse_file, read_only=True) as store:
        assert store.one("SELECT count(*), count(DISTINCT load_id) FROM loads") == (300, 300)
        assert store.one("SELECT count(DISTINCT load_id) FROM calls") == (1,)
    for file, data in list(kept.items())[100:200]:  # as if the loader was killed before it removed them
        file.write_bytes(data)
    spool(home, [kong(300)])
    assert load(home) == Counts(lines=1, calls=1, duplicates=0, rejects=0)
    assert len(calls(home)) == 301


def test_what_is_loaded_together(tmp_path: Path) -> None:
    """Segments of one source and format, oldest first, up to the bound; a larger one goes alone."""
    sizes = {"a": 40, "b": 40, "c": 40, "d": 500, "e": 10}
    segments = []
    for place, (unique, size) in enumerate(sizes.items()):
        name = SegmentName(place, "http_push", "kong", unique)
        segments.append((name, tmp_path / f"{name}.seg"))
        segments[-1][1].write_bytes(b"x" * size)
    other = SegmentName(9, "syslog", "kong", "z")
    (tmp_path / f"{other}.seg").write_bytes(b"x")
    batches = [
        "".join(name.unique for name, _ in batch)
        for batch in merged([*segments, (other, tmp_path / f"{other}.seg")], 100)
    ]
    assert batches == ["ab", "c", "d", "e", "z"]
