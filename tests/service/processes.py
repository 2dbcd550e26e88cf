"""Real services in processes of their own, on loopback."""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx

PATIENCE_SECONDS = 90.0
NO_TLS = ssl.SSLContext(
    ssl.PROTOCOL_TLS_CLIENT
)  # httpx would read all authorities' certificates for each request
_START = "from pivotwatch.cli import main; main()"
_Found = TypeVar("_Found")


@dataclass
class Running:
    """A started service.

    Attributes
    ----------
    log
        Its stderr.
    """

    process: subprocess.Popen[bytes]
    url: str
    log: Path

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", trust_env=False, timeout=30, verify=NO_TLS)

    def send(self, lines: str, form: str = "nginx_combined") -> int:
        answer = httpx.post(
            f"{self.url}/tap/{form}", content=lines, trust_env=False, timeout=30, verify=NO_TLS
        )
        return answer.status_code

    def leads(self) -> bool:
        with suppress(httpx.TransportError):
            return "leading" in self.get("/readyz").text
        return False

    def kill(self) -> None:
        """End it with SIGKILL, which it cannot see coming."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE_SECONDS)

    def stop(self) -> int:
        """End it with SIGTERM; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_SECONDS)


def command(
    home: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command of the product to its end."""
    return subprocess.run(
        [sys.executable, "-c", _START, "--home", str(home), *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
        env={**os.environ, **(environment or {})},
    )


@contextmanager
def serving(
    home: Path, log: Path, *options: str, environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Start a service on a free port; killed at the end of the block if it still runs."""
    arguments = ["--home", str(home), *options, "serve", "--port", "0"]
    with log.open("wb") as handle:
        process = subprocess.Popen(
            [sys.executable, "-c", _START, *arguments],
            stderr=handle,
            stdout=handle,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    try:
        yield Running(process, eventually(lambda: _url(process, log)), log)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(PATIENCE_SECONDS)


def eventually(look: Callable[[], _Found], seconds: float = PATIENCE_SECONDS) -> _Found:
    """Return what `look` gives as soon as it is true; fails after a while."""
    until = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < until, f"not within {seconds} s"
        time.sleep(0.1)
    return found


def _url(process: subprocess.Popen[bytes], log: Path) -> str:
    text = log.read_text(encoding="utf-8", errors="replace")
    assert process.poll() is None, text
    told = "Pivotwatch answers at "
    return next((line.removeprefix(told) for line in text.splitlines() if line.startswith(told)), "")
