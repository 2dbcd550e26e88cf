"""What syslog cannot refuse is counted: datagrams that the kernel drops, connections past the bound."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from gateway_tap.udp_drops import dropped

StartTap = Callable[..., Any]
SYSLOG = {"udp_port": 0, "tcp_port": 0, "format": "nginx_json"}


def _metric(tap: Any, reason: str, at_least: int) -> float:
    until = time.monotonic() + 20
    name = f'refused_total{{source="syslog",reason="{reason}"}}'
    while (tap.metric(name) or 0) < at_least:
        assert time.monotonic() < until
    return float(tap.metric(name))


def test_kernel_counts() -> None:
    """The kernel tells how many datagrams found no room at a port, and none for another port."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
    ):
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.bind(("127.0.0.1", 0))
        port = deaf.getsockname()[1]
        assert dropped(port) == 0
        for _ in range(100):
            sender.sendto(b"x" * 1000, ("127.0.0.1", port))
        deaf.setblocking(False)
        taken = 0
        while True:
            try:
                deaf.recv(2000)
            except BlockingIOError:
                break
            taken += 1
        assert 0 < taken < 100
        assert dropped(port) == 100 - taken


def test_drops_are_counted(start_tap: StartTap, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the kernel dropped since the last look is added to the refusals, once."""
    told = iter([3, 3, 10])
    monkeypatch.setattr("gateway_tap.sources.syslog.dropped", lambda _: next(told, 10))
    monkeypatch.setattr("gateway_tap.sources.syslog._DROPS_SECONDS", 0.01)
    tap = start_tap("syslog", syslog=SYSLOG)
    assert _metric(tap, "kernel_dropped", 10) == 10


def test_connections_past_the_bound(start_tap: StartTap) -> None:
    """A connection past the bound is closed and counted; the others are served, and room comes back."""
    tap = start_tap("syslog", syslog=SYSLOG, limits={"connections": 2})
    address = ("127.0.0.1", tap.running.bound["syslog_tcp"])
    line = b'<190>Nov 21 07:27:26 nginx: {"n":1}\n'
    with socket.create_connection(address) as one, socket.create_connection(address) as two:
        one.sendall(line)
        two.sendall(line)
        _wait(tap, 2)
        with socket.create_connection(address) as three:
            three.settimeout(20)
            assert three.recv(10) == b""
        assert _metric(tap, "busy", 1) == 1
    until = time.monotonic() + 20
    while len(tap.lines()) < 3 and time.monotonic() < until:  # until the tap has seen the others go
        with socket.create_connection(address) as four:
            four.sendall(line)
    assert len(tap.lines()) >= 3


def _wait(tap: Any, n: int) -> None:
    until = time.monotonic() + 20
    while len(tap.lines()) < n:
        assert time.monotonic() < until
