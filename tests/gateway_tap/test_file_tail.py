"""Files are followed through growth and every kind of rotation, each line exactly once."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from foundation import HomeBusyError
from gateway_tap.settings import FileTailSettings, TailedFiles
from gateway_tap.tail import Tailer


class Bench:
    """A log folder, a spool, and a tail that can be killed and started again."""

    def __init__(self, folder: Path, pattern: str, chunk_bytes: int = 1 << 20) -> None:
        self.logs = folder / "logs"
        self.logs.mkdir()
        self.spool = folder / "spool"
        self.log = self.logs / "access.log"
        self.settings = FileTailSettings(
            files=(TailedFiles(glob=str(self.logs / pattern), format="jsonl"),), chunk_bytes=chunk_bytes
        )
        self.tailer = self._started()
        self.n = 0

    def _started(self) -> Tailer:
        return Tailer("file_tail", self.spool, self.settings, lambda lines: lines)

    def restart(self) -> None:
        self.tailer.close()
        self.tailer = self._started()

    def write(self, n_lines: int, file: Path | None = None) -> None:
        with (file or self.log).open("ab") as handle:
            for _ in range(n_lines):
                handle.write(b"line %06d\n" % self.n)
                self.n += 1

    def spooled(self) -> list[bytes]:
        files = sorted(self.spool.glob("*.seg"))
        return sorted(line for file in files for line in file.read_bytes().splitlines())

    def expect_all_once(self) -> None:
        while self.tailer.tick():
            pass
        assert self.spooled() == [b"line %06d" % number for number in range(self.n)]


MakeBench = Callable[..., Bench]


@pytest.fixture
def bench(tmp_path: Path) -> MakeBench:
    return lambda pattern="*.log*", **more: Bench(tmp_path, pattern, **more)


def test_growth(bench: MakeBench) -> None:
    """A growing file gives each line once, and a line that is not finished waits."""
    tail = bench()
    tail.write(3)
    with tail.log.open("ab") as handle:
        handle.write(b"line 0000")
        handle.flush()
        tail.tailer.tick()
        assert len(tail.spooled()) == 3
        handle.write(b"03\n")
    tail.n = 4
    tail.expect_all_once()
    assert tail.tailer.tick() == {}


@pytest.mark.parametrize("pattern", ["*.log*", "access.log"])
def test_rename(bench: MakeBench, pattern: str) -> None:
    """Rotation by rename loses nothing, also when the new name is outside the pattern."""
    tail = bench(pattern)
    tail.write(5)
    tail.tailer.tick()
    tail.write(5)
    tail.log.rename(tail.logs / "access.log.1")
    tail.write(2, tail.logs / "access.log.1")  # the gateway writes there until it is told to reopen
    tail.write(4)
    tail.expect_all_once()


@pytest.mark.parametrize("pattern", ["*.log*", "access.log"])
def test_copytruncate(bench: MakeBench, pattern: str) -> None:
    """Rotation by copytruncate loses nothing that the copy has, and reads the copy not twice."""
    tail = bench(pattern)
    tail.write(5)
    tail.tailer.tick()
    tail.write(5)
    shutil.copy(tail.log, tail.logs / "access.log.1")
    os.truncate(tail.log, 0)
    tail.write(2)
    tail.expect_all_once()


def test_look_between_copy_and_truncate(bench: MakeBench) -> None:
    """A look at the moment when copy and original are both whole reads neither twice."""
    tail = bench(chunk_bytes=4096)
    tail.write(1000)
    tail.tailer.tick()
    shutil.copy(tail.log, tail.logs / "access.log.1")
    tail.tailer.tick()
    os.truncate(tail.log, 0)
    tail.write(3)
    tail.expect_all_once()


def test_file_that_regrew_past_the_mark(bench: MakeBench) -> None:
    """A truncated file that is longer again than what was read is recognised by its beginning."""
    tail = bench()
    tail.write(5)
    tail.tailer.tick()
    os.truncate(tail.log, 0)
    tail.write(50)
    tail.expect_all_once()


def test_packed_rotation(bench: MakeBench) -> None:
    """A file that was rotated and packed while the tap was down is read on inside the packed one."""
    tail = bench()
    tail.write(5)
    tail.tailer.tick()
    tail.write(5)
    (tail.logs / "access.log.1.gz").write_bytes(gzip.compress(tail.log.read_bytes()))
    tail.log.unlink()
    tail.write(4)
    tail.restart()
    tail.expect_all_once()


def test_packed_file_of_many_chunks(bench: MakeBench) -> None:
    """A packed file larger than a chunk is read piece by piece, across a restart, its last line included."""
    tail = bench(chunk_bytes=4096)
    lines = b"".join(b"line %06d\n" % number for number in range(3000))
    (tail.logs / "access.log.2.gz").write_bytes(gzip.compress(lines.rstrip(b"\n")))
    tail.n = 3000
    tail.tailer.tick()
    tail.restart()
    tail.expect_all_once()


def test_file_that_was_read_and_is_packed_later(bench: MakeBench) -> None:
    """A file that was read to its end and is packed afterwards adds nothing."""
    tail = bench()
    tail.write(5)
    tail.tailer.tick()
    data = tail.log.read_bytes()
    tail.log.unlink()
    tail.tailer.tick()
    (tail.logs / "access.log.1.gz").write_bytes(gzip.compress(data))
    tail.expect_all_once()


def test_reused_inode(bench: MakeBench) -> None:
    """A new file that got the inode of a deleted one is read from its start."""
    tail = bench()
    tail.write(200)
    tail.tailer.tick()
    inode = tail.log.stat().st_ino
    os.truncate(tail.log, 0)  # what reuse looks like: the inode of before, with another beginning
    tail.log.rename(tail.logs / "other.log")
    tail.write(300, tail.logs / "other.log")
    assert (tail.logs / "other.log").stat().st_ino == inode
    tail.expect_all_once()


@pytest.mark.parametrize("at", ["before the commit", "after the commit"])
def test_killed_in_the_middle(bench: MakeBench, at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tap killed before or after its commit point loses and doubles nothing."""
    tail = bench()
    tail.write(5)
    tail.tailer.tick()
    tail.write(5)
    point = "write_state" if at == "before the commit" else "sync_folder"

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"gateway_tap.tail.tailer.{point}", killed)
        if at == "after the commit":
            patch.setattr(Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            tail.tailer.tick()
    tail.restart()
    tail.write(1)
    tail.expect_all_once()
    assert not list(tail.spool.glob("*.part"))


def test_two_taps(bench: MakeBench) -> None:
    """A second tap on the same spool is refused; after the first has gone it may start."""
    tail = bench()
    with pytest.raises(HomeBusyError, match="Another tap"):
        Tailer("file_tail", tail.spool, tail.settings, lambda lines: lines)
    tail.restart()


@pytest.mark.parametrize("pattern", ["*.log*", "access.log"])
@pytest.mark.parametrize("way", ["rename", "packed", "dated", "copytruncate"])
def test_several_rotations_while_no_tap_ran(bench: MakeBench, way: str, pattern: str) -> None:
    """Generations that came and went while nobody looked are read, also outside the pattern."""
    tail = bench(pattern)
    tail.write(5)
    tail.tailer.tick()
    for number in range(3, 0, -1):
        tail.write(5)
        target = tail.logs / (f"access-2026112{4 - number}.log" if way == "dated" else f"access.log.{number}")
        if way == "copytruncate":
            shutil.copy2(tail.log, target)
            os.truncate(tail.log, 0)
        else:
            tail.log.rename(target)
        if way == "packed":
            target.with_name(f"{target.name}.gz").write_bytes(gzip.compress(target.read_bytes()))
            target.unlink()
    tail.write(5)
    tail.restart()
    tail.expect_all_once()
    tail.write(5)
    tail.restart()
    tail.expect_all_once()


def test_neighbours_are_left_alone(bench: MakeBench) -> None:
    """What was there before, and files whose names are no rotation of the log's, are not read."""
    tail = bench("access.log")
    (tail.logs / "access.log.7").write_bytes(b"an old one, from before the first look\n")
    tail.write(5)
    tail.tailer.tick()
    for name in ("access.log.offset", "access_api.log", "access.log~"):
        (tail.logs / name).write_bytes(b"somebody else's\n")
    tail.log.rename(tail.logs / "access.log.1")
    tail.write(5)
    tail.expect_all_once()


@pytest.mark.parametrize("pattern", ["*.log*", "access.log"])
def test_rotation_of_a_log_that_was_empty(bench: MakeBench, pattern: str) -> None:
    """A log that was empty at the last look, was written, copied and truncated, loses and doubles nothing."""
    tail = bench(pattern)
    tail.log.touch()
    tail.tailer.tick()
    tail.write(200)
    shutil.copy(tail.log, tail.logs / "access.log.1")
    tail.tailer.tick()  # between the copy and the truncation
    os.truncate(tail.log, 0)
    tail.write(200)
    tail.expect_all_once()
    os.truncate(tail.log, 0)
    tail.tailer.tick()
    tail.write(5)
    shutil.copy(tail.log, tail.logs / "access.log.0")
    os.truncate(tail.log, 0)
    tail.write(5)
    tail.expect_all_once()


def test_columns_that_a_header_names(bench: MakeBench) -> None:
    """Each piece begins with the header that holds for it, also after a restart and a rotation."""
    tail = bench()
    tail.log.write_bytes(b"#Software: x\r\n#Fields: date c-ip\r\n1 a\r\n")
    tail.tailer.tick()
    with tail.log.open("ab") as handle:
        handle.write(b"2 b\r\n")
    assert tail.tailer.tick() == {"jsonl": (1, 24)}  # the header is no record
    tail.restart()
    with tail.log.open("ab") as handle:
        handle.write(b"3 c\r\n#Fields: c-ip date\r\nd 4\r\n")
    tail.tailer.tick()
    tail.log.rename(tail.logs / "access.log.1")
    with (tail.logs / "access.log.1").open("ab") as handle:
        handle.write(b"e 5\r\n")
    tail.tailer.tick()
    pieces = [file.read_bytes().split(b"\r\n") for file in sorted(tail.spool.glob("*.seg"))]
    first, second = b"#Fields: date c-ip", b"#Fields: c-ip date"
    assert [[line for line in b"\n".join(piece).split(b"\n") if line] for piece in pieces] == [
        [b"#Software: x", first, b"1 a"],
        [first, b"2 b"],
        [first, b"3 c", second, b"d 4"],
        [second, b"e 5"],
    ]


def test_files_that_begin_alike(bench: MakeBench) -> None:
    """Two hosts' logs that begin with the same line are two logs, whichever is seen first."""
    tail = bench()
    tail.log.write_bytes(b"same\n")
    tail.tailer.tick()
    (tail.logs / "other.log").write_bytes(b"same\n")
    tail.tailer.tick()  # may be a copy: it waits
    assert tail.spooled() == [b"same"]
    with (tail.logs / "other.log").open("ab") as handle:
        handle.write(b"its own\n")
    tail.tailer.tick()
    (tail.logs / "third.log").write_bytes(b"same\nand more\n")
    tail.tailer.tick()
    with tail.log.open("ab") as handle:
        handle.write(b"also its own\n")
    tail.tailer.tick()
    assert tail.spooled() == [b"also its own", b"and more", b"its own", b"same", b"same", b"same"]
