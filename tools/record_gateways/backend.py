"""The API behind a gateway: answers, and counts what reached it."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PARTNER_MARK, ENDPOINT_MARK = "X-Simulated-Partner", "X-Simulated-Endpoint"
"""Headers in which the simulated partners say who and what they are; no gateway looks at them."""

SLOW_SECONDS = 0.4
SLOW_PATH = "/v1/inventory/7000000"
MISSING_PATH = "/v1/contacts/404404"
_BODY = b'{"ok": true}'


class Backend(ThreadingHTTPServer):
    """Counts requests by (partner, endpoint), as their marks tell; an unmarked one counts as ("", "").

    Attributes
    ----------
    calls
        The counts.
    slow_begun
        Set when a request has arrived whose answer takes SLOW_SECONDS.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.calls: Counter[tuple[str, str]] = Counter()
        self.slow_begun = threading.Event()
        self._lock = threading.Lock()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def count(self, partner: str, endpoint: str) -> None:
        """Count one request."""
        with self._lock:
            self.calls[partner, endpoint] += 1

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over a gateway that closes its connection, as they all do in the end."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type] # the base class's own types


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Backend

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.count(self.headers.get(PARTNER_MARK, ""), self.headers.get(ENDPOINT_MARK, ""))
        path = self.path.split("?")[0]
        if path == SLOW_PATH:
            self.server.slow_begun.set()
            time.sleep(SLOW_SECONDS)
        self.send_response(self._status(path))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(_BODY)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(_BODY)

    def _status(self, path: str) -> int:
        if path == MISSING_PATH or not path.startswith("/v1/"):
            return 404
        return 201 if self.command == "POST" else 200

    do_GET = do_HEAD = do_POST = do_PATCH = do_DELETE = _answer  # noqa: N815 - the names http.server looks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: the counts are the record."""


@contextmanager
def running_backend() -> Iterator[Backend]:
    """Run a backend on a free port of loopback."""
    backend = Backend()
    thread = threading.Thread(target=backend.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield backend
    finally:
        backend.shutdown()
        thread.join()
        backend.server_close()
