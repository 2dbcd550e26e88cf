"""The spool: one fsync answers many, segments are whole, and trouble with the disk is told in time."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gateway_tap import Spool, recover
from gateway_tap.settings import MEBIBYTE, SpoolSettings
from gateway_tap.spool import SpoolFullError, StoppingError, listed
from gateway_tap.spool.writer import SegmentWriter


def test_group_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Appends that arrive while one fsync runs share the next one, and each is on disk when it is told."""
    syncs, release = [], threading.Event()
    fdatasync = os.fdatasync

    def slow(handle: int) -> None:
        syncs.append(handle)
        release.wait(10)
        fdatasync(handle)

    monkeypatch.setattr(os, "fdatasync", slow)
    with Spool(tmp_path, SpoolSettings()) as spool:
        first = spool.append("a", "kong", b"0\n")
        while not syncs:
            pass
        others = [spool.append("a", "kong", b"%d\n" % number) for number in range(1, 100)]
        assert not first.done()
        release.set()
        for future in (first, *others):
            future.result(10)
        assert len(syncs) == 2
        (found,) = listed(tmp_path, ".open")
        assert found[1].read_bytes() == b"".join(b"%d\n" % number for number in range(100))


def test_rolling_by_size(tmp_path: Path) -> None:
    """A segment that reached its size is sealed, and the next append opens another."""
    with Spool(tmp_path, SpoolSettings(segment_bytes=4096, segment_seconds=600)) as spool:
        for _ in range(5):
            spool.append("a", "kong", b"x" * 2047 + b"\n").result(10)
        assert [file.stat().st_size for _, file in listed(tmp_path, ".seg")] == [4096, 4096]
    assert [file.stat().st_size for _, file in listed(tmp_path, ".seg")] == [4096, 4096, 2048]


def test_stopped(tmp_path: Path) -> None:
    """After the stop nothing is accepted; an empty spool leaves no file."""
    with Spool(tmp_path, SpoolSettings()) as spool:
        pass
    with pytest.raises(StoppingError):
        spool.append("a", "kong", b"x\n")
    assert list(tmp_path.iterdir()) == []


def test_recovery_leaves_the_living_alone(tmp_path: Path) -> None:
    """A segment whose writer lives is not sealed by somebody else; a dead one's is, without its torn tail."""
    writer = SegmentWriter(tmp_path, "a", "kong", opened_at=0)
    writer.write(b"1\n2\n")
    assert recover(tmp_path) == []
    writer.write(b"3\n")
    with next(file for _, file in listed(tmp_path, ".open")).open("ab") as torn:
        torn.write(b"torn")
    os.close(writer._handle)  # what the kernel does when a process dies
    (sealed,) = recover(tmp_path)
    assert sealed.read_bytes() == b"1\n2\n3\n"


@pytest.mark.parametrize("bad", [("../etc", "kong"), ("a", "k.b"), ("A", "kong"), ("", "kong")])
def test_names(tmp_path: Path, bad: tuple[str, str]) -> None:
    """What cannot be part of a file name is refused before it reaches the disk."""
    with Spool(tmp_path, SpoolSettings()) as spool, pytest.raises(ValueError, match="must be lower case"):
        spool.append(*bad, b"x\n")


def test_disk_that_fails_in_the_middle(tmp_path: Path) -> None:
    """A write that fails half-way is refused, nothing of it stays, and what was accepted is whole."""
    script = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from gateway_tap import Spool\n"
        "from gateway_tap.settings import SpoolSettings\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))\n"
        "with Spool(Path(sys.argv[1]), SpoolSettings(segment_seconds=600)) as spool:\n"
        "    spool.append('a', 'kong', b'good\\n' * 1000).result(10)\n"
        "    failure = spool.append('a', 'kong', b'gone\\n' * 2000).exception(10)\n"
        "    print(type(failure).__name__)\n"
        "    spool.append('a', 'kong', b'good\\n').result(10)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == SpoolFullError.__name__
    data = b"".join(file.read_bytes() for _, file in listed(tmp_path, ".seg"))
    assert data == b"good\n" * 1001


def test_bounds_are_told_before_reading(tmp_path: Path) -> None:
    """A source can ask before it reads a body whether there is room."""
    with Spool(tmp_path, SpoolSettings(most_bytes=MEBIBYTE)) as spool:
        spool.check(1000)
        with pytest.raises(SpoolFullError):
            spool.check(2 * MEBIBYTE)
