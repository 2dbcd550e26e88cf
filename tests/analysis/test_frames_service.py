"""`pw.connect` gives what `pw.open` gives, through a real server, and nothing without the token."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import pivotwatch as pw
from foundation import HomeBusyError, InputError, Warehouse
from pivotwatch.analysis.source import FRAMES

TOKEN = "a-token-for-the-test"  # noqa: S105 - it opens nothing
COMMAND = [sys.executable, "-c", "from pivotwatch.cli import main; main()"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.2):
            return True
    except OSError:
        return False


@pytest.fixture(scope="module")
def port(story_home: Path) -> Iterator[int]:
    """A served home; the port it listens on."""
    chosen = _free_port()
    environment = {**os.environ, "PIVOTWATCH_TOKEN": TOKEN, "PYTHONPATH": str(Path(__file__).parents[2])}
    arguments = ["--home", str(story_home), "serve-frames", "--port", str(chosen)]
    with subprocess.Popen([*COMMAND, *arguments], env=environment, stderr=subprocess.PIPE) as process:
        end = time.monotonic() + 60
        while not _answers(chosen) and process.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        yield chosen
        process.terminate()


@pytest.fixture
def connected(port: int) -> pw.Workspace:
    return pw.connect(f"http://127.0.0.1:{port}", TOKEN)


@pytest.mark.parametrize("name", FRAMES)
def test_the_same_frames(name: str, connected: pw.Workspace, story_home: Path) -> None:
    """Every frame is the same by HTTP as from the store: columns, types, rows and their order."""
    assert_frame_equal(getattr(connected, name)(), getattr(pw.open(story_home), name)())


def test_filters_and_figures_go_through(connected: pw.Workspace, story_home: Path) -> None:
    """Filters reach the store, an empty list asks for nothing, and figures come out the same."""
    wanted = {"window": ["2026-W45", "2026-W46"], "group": "Contact writers"}
    assert_frame_equal(connected.profiles(**wanted), pw.open(story_home).profiles(**wanted))
    assert connected.profiles(partner=[]).is_empty()
    assert connected.plot.scatter().to_json() == pw.open(story_home).plot.scatter().to_json()


def test_no_token_no_frame(port: int) -> None:
    """A wrong token or none is refused for every path, known or not, and the answer tells nothing."""
    with pytest.raises(InputError, match="token is missing or wrong"):
        pw.connect(f"http://127.0.0.1:{port}", "another")
    for path in ("/api/v1/frames", "/api/v1/frames/partners", "/docs", "/openapi.json"):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path)
        answer = connection.getresponse()
        assert answer.status in (401, 404)
        assert b"amber" not in answer.read()
        connection.close()


def test_wrong_questions_are_answered_with_the_way_out(connected: pw.Workspace) -> None:
    """A window that is none is named; models are changed where the store is; a dead address is said to be."""
    with pytest.raises(InputError, match="is no window"):
        connected.usage(window="last week")
    with pytest.raises(InputError, match=r"pw\.open"):
        connected.model.list()
    with pytest.raises(InputError, match="Nobody serves Pivotwatch"):
        pw.connect(f"http://127.0.0.1:{_free_port()}", TOKEN)
    with pytest.raises(InputError, match="no address"):
        pw.connect("localhost:8787", TOKEN)


def test_a_busy_store_says_so_and_recovers(connected: pw.Workspace, story_home: Path) -> None:
    """While a command writes, frames are refused as busy, here and by HTTP; afterwards they come."""
    holder = [sys.executable, "-c", _HOLD, str(story_home / "pivotwatch.duckdb")]
    with subprocess.Popen(holder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"held"
        with pytest.raises(HomeBusyError, match=r"pw\.connect"):
            pw.open(story_home)
        with pytest.raises(HomeBusyError, match="Another process"):
            connected.partners()
        process.stdin.close()
        process.wait(timeout=30)
    assert connected.partners().height == 48


_HOLD = """
import duckdb, sys
held = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


def test_the_store_is_free_between_frames(story_home: Path) -> None:
    """An open workspace keeps nobody waiting: the store can be opened for writing beside it."""
    pf = pw.open(story_home)
    assert isinstance(pf.usage(window="2026-W46"), pl.DataFrame)
    with Warehouse.open(story_home / "pivotwatch.duckdb") as warehouse:
        assert not warehouse.read_only
