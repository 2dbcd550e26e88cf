"""Datagrams that the kernel dropped because nobody took them in time; nobody else can count them."""

from __future__ import annotations

from pathlib import Path

_TABLES = (Path("/proc/net/udp"), Path("/proc/net/udp6"))
_ADDRESS, _DROPS = 1, 12  # columns, see proc_net_udp in the kernel's documentation


def dropped(port: int) -> int:
    """Return how many were dropped at the sockets of a UDP port since they were opened; 0 where unknown."""
    return sum(_dropped_in(table, f":{port:04X}") for table in _TABLES)


def _dropped_in(table: Path, suffix: str) -> int:
    try:
        rows = [line.split() for line in table.read_text().splitlines()[1:]]
    except OSError:  # no Linux
        return 0
    return sum(int(row[_DROPS]) for row in rows if len(row) > _DROPS and row[_ADDRESS].endswith(suffix))
