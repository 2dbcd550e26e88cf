"""Simulated partners: ordinary calls on kept-alive connections, and the oddities of real clients."""

from __future__ import annotations

import base64
import contextlib
import http.client
import socket
import threading
from dataclasses import dataclass

import numpy as np

from tools.record_gateways.backend import ENDPOINT_MARK, MISSING_PATH, PARTNER_MARK, SLOW_PATH

CREDENTIALS = ("acme", "acme.batch", "globex", "initech", "umbrella")
"""Five credentials of four partners; also the password and, with `key-` before it, the API key."""

_MIXES = {
    "acme": {"GET /v1/contacts/{id}": 5, "POST /v1/contacts": 3, "GET /v1/contacts": 2},
    "acme.batch": {"PATCH /v1/contacts/{id}": 6, "DELETE /v1/contacts/{id}": 1},
    "globex": {"POST /v1/invoices": 4, "GET /v1/invoices/{id}": 4, "POST /v1/invoices/{id}/send": 2},
    "initech": {"GET /v1/inventory/{id}": 6, "GET /v1/inventory": 2, "HEAD /v1/inventory": 1},
    "umbrella": {"GET /v1/payments/{id}": 5, "GET /v1/payments": 3, "GET /v1/contacts/{id}": 1},
}
_AGENTS: dict[str, bytes] = {
    "acme": b"acme-sdk/1.2",
    "acme.batch": b"acme-sdk/1.2 (batch)",
    "globex": "Glöbex-Ruby/3 \N{SNOWMAN}".encode(),
    "initech": b'initech "quoted" \\ back] ',
    "umbrella": b"umbrella/9 \xff\xfe",
}
_TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a partner: its credential, the endpoint it means, and the target it asks for."""

    credential: str
    endpoint: str
    target: str

    @property
    def method(self) -> str:
        """GET, POST ..."""
        return self.endpoint.split()[0]


def plan(calls_each: int, seed: int = 5) -> list[Request]:
    """Return what the partners will ask for, the same for the same seed.

    Parameters
    ----------
    calls_each
        Ordinary calls of each credential.
    """
    rng = np.random.default_rng(seed)
    requests = []
    for credential, mix in _MIXES.items():
        weights = np.array(list(mix.values()), dtype=float)
        drawn = rng.choice(list(mix), size=calls_each, p=weights / weights.sum()).tolist()
        requests += [Request(credential, endpoint, _target(endpoint, rng)) for endpoint in drawn]
    requests.append(Request("acme", "GET /v1/contacts/{id}", MISSING_PATH))
    requests.append(
        Request("globex", "GET /v1/invoices/{id}", "/v1/invoices/17?q=%22a%22&access_token=s3cr3t")
    )
    return requests


def _target(endpoint: str, rng: np.random.Generator) -> str:
    template = endpoint.split()[1]
    if "{id}" not in template:
        return template + ("", "?page=2&limit=50")[int(rng.integers(2))]
    if "contacts" in template:
        digits = rng.bytes(16).hex()
        return template.replace(
            "{id}", f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
        )
    return template.replace("{id}", str(int(rng.integers(1000, 9_999_999))))


def drive(port: int, requests: list[Request], slow_begun: threading.Event) -> None:
    """Send the plan and the oddities to the gateway on that port, and read every answer.

    Parameters
    ----------
    slow_begun
        Set once the slow request is at the backend; only then does its client go away, so that what the
        backend counts does not hang on a race.
    """
    drive_ordinary(port, requests)
    _oddities(port, slow_begun)


def drive_ordinary(port: int, requests: list[Request]) -> None:
    """Send the plan alone, each credential over one connection, and read every answer."""
    for credential in CREDENTIALS:
        own = [request for request in requests if request.credential == credential]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_SECONDS)
        with contextlib.closing(connection):
            for request in own:
                _send(connection, request)


def _send(connection: http.client.HTTPConnection, request: Request) -> None:
    body = b'{"some": "thing"}' if request.method in ("POST", "PATCH") else None
    connection.request(request.method, request.target, body=body, headers=_headers(request))
    answer = connection.getresponse()
    answer.read()
    if answer.status >= 400 and request.target != MISSING_PATH:
        message = f"the gateway answered {answer.status} to {request}"
        raise RuntimeError(message)


def _headers(request: Request) -> dict[str, bytes]:
    secret = base64.b64encode(f"{request.credential}:{request.credential}".encode())
    return {
        "Host": b"api.example.test",
        "User-Agent": _AGENTS[request.credential],
        "Authorization": b"Basic " + secret,
        "X-Consumer-Key": f"key-{request.credential}".encode(),
        PARTNER_MARK: request.credential.encode(),
        ENDPOINT_MARK: request.endpoint.encode(),
    }


def _oddities(port: int, slow_begun: threading.Event) -> None:
    aborted = Request("initech", "GET /v1/inventory/{id}", SLOW_PATH)
    head = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in _headers(aborted).items())
    with _connected(port) as connection:
        connection.sendall(f"GET {SLOW_PATH} HTTP/1.1\r\n".encode() + head + b"\r\n")
        slow_begun.wait(_TIMEOUT_SECONDS)
    _raw(port, b"GET /wp-login.php HTTP/1.1\r\nHost: api.example.test\r\nConnection: close\r\n\r\n")
    _raw(port, b"GARBAGE\r\n\r\n", done=True)
    _raw(port, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", done=True)  # TLS


def _connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=_TIMEOUT_SECONDS)


def _raw(port: int, data: bytes, *, done: bool = False) -> None:
    with _connected(port) as connection, contextlib.suppress(ConnectionError, TimeoutError):
        connection.sendall(data)
        if done:  # some servers wait for the rest of what they cannot read
            with contextlib.suppress(OSError):  # "not connected": others have hung up already
                connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass
