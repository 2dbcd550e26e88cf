"""Taps on several hosts, one loader: every record is loaded once, wherever its segment comes from."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import httpx
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from foundation import InputError
from gateway_tap import SEALED, SegmentName
from pivotwatch.stages.shipping import ShippedFolder

FTP = [sys.executable, "-W", "ignore", "-m", "pyftpdlib", "-w", "-u", "tap", "-P", "secret-word"]
PIVOTWATCH = str(Path(sys.executable).with_name("pivotwatch"))


def segment(folder: Path, host: str, calls: int) -> Path:
    """Write a sealed segment as a tap leaves it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{SegmentName.new('http_push', 'jsonl')}{SEALED}"
    file.write_text("".join(line(host, number) + "\n" for number in range(calls)), encoding="utf-8")
    return file


def line(host: str, number: int) -> str:
    call = {"ts": f"2026-11-16T10:{number % 60:02d}:00Z", "method": "GET", "path": "/v1/deals"}
    return json.dumps(call | {"consumer": host, "status": 200, "request_id": f"{host}-{number}"})


def load(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PIVOTWATCH, "--home", str(home), "load", *arguments, "--json"],
        env=os.environ | {"PIVOTWATCH_NOW": "2026-11-21T12:00:00Z"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def loaded(home: Path) -> dict[str, int]:
    """Return calls by host."""
    with duckdb.connect(str(home / "pivotwatch.duckdb"), read_only=True) as store:
        rows = store.execute(
            "SELECT shown, count(*) FROM calls JOIN credentials USING (credential_id) GROUP BY shown"
        )
        return dict(rows.fetchall())


@contextmanager
def ftp(folder: Path) -> Iterator[str]:
    """Serve a folder by FTP on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen([*FTP, "-i", "127.0.0.1", "-p", str(port), "-d", str(folder)]) as server:
        try:
            _answers("127.0.0.1", port)
            yield f"ftp://tap:secret-word@127.0.0.1:{port}/"
        finally:
            server.kill()


def _answers(host: str, port: int) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            socket.create_connection((host, port), 1).close()
        except OSError:
            assert time.monotonic() < until, f"nobody answers at {host}:{port}"
            time.sleep(0.05)
        else:
            return


def test_segments_are_fetched_loaded_and_removed(tmp_path: Path) -> None:
    """Two hosts, one by FTP and one by a mounted folder: all calls, once, and nothing is left behind."""
    segment(tmp_path / "one", "one", 30)
    segment(tmp_path / "two", "two", 40)
    segment(tmp_path / "two", "two-again", 5)
    with ftp(tmp_path / "one") as url:
        done = load(tmp_path / "home", "--from", url, "--from", str(tmp_path / "two"))
    assert done.returncode == 0, done.stderr
    assert loaded(tmp_path / "home") == {"one": 30, "two": 40, "two-again": 5}
    assert list((tmp_path / "one").iterdir()) == list((tmp_path / "two").iterdir()) == []


def test_what_is_shipped_twice_is_loaded_once(tmp_path: Path) -> None:
    """A segment that comes again (a removal had failed, say) adds nothing and goes away."""
    file = segment(tmp_path / "one", "one", 30)
    shutil.copy(file, tmp_path / "kept")
    load(tmp_path / "home", "--from", str(tmp_path / "one"))
    shutil.copy(tmp_path / "kept", file)
    again = load(tmp_path / "home", "--from", str(tmp_path / "one"))
    assert again.returncode == 0
    assert loaded(tmp_path / "home") == {"one": 30}
    assert not file.exists()


def test_half_a_segment_is_left_alone(tmp_path: Path) -> None:
    """What a tap still writes, or a shipper still copies, is not fetched."""
    file = segment(tmp_path / "one", "one", 30)
    file.rename(file.with_suffix(".open"))
    (tmp_path / "one" / f".{file.name}.x7Yz").write_text("rsync writes so\n", encoding="utf-8")
    assert load(tmp_path / "home", "--from", str(tmp_path / "one")).returncode == 0
    assert loaded(tmp_path / "home") == {}
    assert len(list((tmp_path / "one").iterdir())) == 2


def test_a_host_that_is_away_stops_no_other(tmp_path: Path) -> None:
    """What can be reached is loaded; exit code 1 names what cannot, without its password."""
    segment(tmp_path / "two", "two", 40)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"ftp://tap:secret-word@127.0.0.1:{nobody.getsockname()[1]}/"
        done = load(tmp_path / "home", "--from", url, "--from", str(tmp_path / "two"))
    assert done.returncode == 1
    assert "ftp://127.0.0.1/" in done.stderr
    assert "secret-word" not in done.stderr
    assert loaded(tmp_path / "home") == {"two": 40}


def test_a_client_that_is_missing_is_named(tmp_path: Path) -> None:
    """A place whose client is not installed says what to install."""
    done = load(tmp_path / "home", "--from", "gs://bucket/spool")
    assert done.returncode == 1
    assert "gcsfs" in done.stderr


class _Bucket(MemoryFileSystem):
    """Keeps its files in memory; a folder is gone with its last file, as in every object store."""

    protocol = "s3"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return "/" + path.removeprefix("s3://").strip("/")


def test_an_empty_place_in_a_bucket_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once its segments are loaded such a folder is gone, as it should be; a missing bucket is told."""
    for name in ("fsspec.core", "fsspec.registry"):
        monkeypatch.setattr(import_module(name), "get_filesystem_class", lambda _: _Bucket)
    _Bucket.pseudo_dirs.append("/bucket")
    assert ShippedFolder("s3://bucket/tap1").listed() == []
    with pytest.raises(InputError, match="elsewhere/tap1"):
        ShippedFolder("s3://elsewhere/tap1").listed()


class Host:
    """A machine of its own, as far as the network goes."""

    def __init__(self, number: int, folder: Path) -> None:
        self.name, self.address = f"pw{os.getpid()}-{number}", f"10.213.{number}.2"
        self.home = folder / f"host{number}"
        inside, outside = f"pwi{number}", f"pwo{os.getpid() % 10_000}{number}"
        ip = ("ip", "netns", "exec", self.name, "ip")
        for command in (
            ("ip", "netns", "add", self.name),
            ("ip", "link", "add", outside, "type", "veth", "peer", "name", inside, "netns", self.name),
            ("ip", "addr", "add", f"10.213.{number}.1/24", "dev", outside),
            ("ip", "link", "set", outside, "up"),
            (*ip, "addr", "add", f"{self.address}/24", "dev", inside),
            (*ip, "link", "set", inside, "up"),
            (*ip, "link", "set", "lo", "up"),
        ):
            subprocess.run(command, check=True, capture_output=True)

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(["ip", "netns", "exec", self.name, *command], stderr=subprocess.PIPE)

    def remove(self) -> None:
        subprocess.run(["ip", "netns", "del", self.name], check=True)


@pytest.mark.needs("ip")
@pytest.mark.skipif(os.getuid() != 0, reason="needs root for network namespaces")
def test_two_hosts(tmp_path: Path) -> None:
    """Gateways push to taps on two hosts; the loader on a third fetches from both, and has all of it."""
    hosts, running = [], []
    try:
        for number in (1, 2):
            host = Host(number, tmp_path)
            hosts.append(host)
            host.home.mkdir()
            settings = (
                '[tap]\nhost = "0.0.0.0"\nport = 8700\n[tap.http_push]\ntoken = "a-token-of-the-test"\n'
            )
            (host.home / "pivotwatch.toml").write_text(settings, encoding="utf-8")
            (host.home / "spool").mkdir(mode=0o700)
            running.append(host.start(PIVOTWATCH, "--home", str(host.home), "tap", "--source", "http_push"))
            running.append(host.start(*FTP, "-p", "2121", "-d", str(host.home / "spool")))
        for number, host in enumerate(hosts, 1):
            _push(host, [line(f"host{number}", call) for call in range(100 * number)])
        places = [
            part for host in hosts for part in ("--from", f"ftp://tap:secret-word@{host.address}:2121/")
        ]
        until = time.monotonic() + 60
        while loaded_or_none(tmp_path / "home") != {"host1": 100, "host2": 200}:
            assert time.monotonic() < until, loaded_or_none(tmp_path / "home")
            load(tmp_path / "home", *places)
        assert not list(tmp_path.glob("host*/spool/*.seg"))
    finally:
        for process in running:
            process.kill()
            process.wait()
        for host in hosts:
            host.remove()


def _push(host: Host, lines: list[str]) -> None:
    url = f"http://{host.address}:8700/tap/jsonl"
    headers = {"Authorization": "Bearer a-token-of-the-test"}
    until = time.monotonic() + 60
    while True:
        try:
            answer = httpx.post(url, content="\n".join(lines), headers=headers, trust_env=False)
        except httpx.TransportError:
            assert time.monotonic() < until, "the tap does not answer"
            time.sleep(0.2)
            continue
        assert answer.status_code in {200, 202, 204}, answer.text
        return


def loaded_or_none(home: Path) -> dict[str, int]:
    return loaded(home) if (home / "pivotwatch.duckdb").exists() else {}
