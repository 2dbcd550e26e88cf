"""Record one gateway's lines and what its backend counted."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.record_gateways.backend import running_backend
from tools.record_gateways.gateways import Gateway, running
from tools.record_gateways.traffic import drive, plan


@dataclass(frozen=True, slots=True)
class Recording:
    """What happened.

    Attributes
    ----------
    logs
        Sample name to the log's bytes.
    counted
        (credential, endpoint) to the calls that reached the backend; ("", "") = a stranger's.
    """

    logs: Mapping[str, bytes]
    counted: Mapping[tuple[str, str], int]


def record(
    gateway: Gateway, calls_each: int = 30, settled: Callable[[int], None] = lambda _: None
) -> Recording:
    """Run the gateway, drive the simulated partners through it, and return its lines and the counts.

    Parameters
    ----------
    settled
        Called with the number of calls that reached the backend, before the gateway is stopped: some lose
        what they have not sent yet.
    """
    with tempfile.TemporaryDirectory(prefix="pivotwatch-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)  # a gateway started by root serves as another user
        with running_backend() as backend, running(gateway, folder, backend.port) as port:
            drive(port, plan(calls_each), backend.slow_begun)
            settled(sum(backend.calls.values()))
        logs = {name: (folder / file).read_bytes() for name, file in gateway.logs.items()}
    return Recording(logs, dict(backend.calls))
