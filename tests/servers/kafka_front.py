"""TLS and SASL PLAIN in front of the Kafka broker of `kafka_broker.py`, which speaks neither.

Kafka's own protocol: each message is its length, then key, version and number of the request. What belongs to
SASL is answered here, the rest is passed on; the broker's port in its answers becomes this one's.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from struct import pack, unpack

_VERSIONS, _HANDSHAKE, _AUTHENTICATE = 18, 17, 36
_WRONG = 58  # SASL_AUTHENTICATION_FAILED


class Front:
    """Listens on loopback, in a loop of its own.

    Attributes
    ----------
    address
        host:port.
    logins
        User and password of each that was shown.
    """

    def __init__(self, broker: str, tls: ssl.SSLContext, login: tuple[str, str] | None) -> None:
        self.logins: list[tuple[str, str]] = []
        self._broker, self._tls, self._login = broker.split(":"), tls, login
        self._port = 0

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._port}"

    async def serve(self, started: Future[Callable[[], object]]) -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        async with await asyncio.start_server(self._connection, "127.0.0.1", 0, ssl=self._tls) as server:
            self._port = server.sockets[0].getsockname()[1]
            started.set_result(lambda: loop.call_soon_threadsafe(stop.set))
            await stop.wait()

    async def _connection(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        broker, to_broker = await asyncio.open_connection(*self._broker)
        asked: list[int] = []
        back = asyncio.create_task(self._answers(broker, to_client, asked))
        known = self._login is None
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                message = await _message(client)
                key, _, number = unpack(">hhi", message[:8])
                if key == _HANDSHAKE:
                    _send(to_client, pack(">ihih", number, 0, 1, 5) + b"PLAIN")
                elif key == _AUTHENTICATE:
                    _, user, password = message.split(b"\0")[-3:]
                    self.logins.append((user.decode(), password.decode()))
                    known = self._login == self.logins[-1]
                    _send(to_client, pack(">ihhi", number, 0 if known else _WRONG, -1, 0))
                else:
                    assert known or key == _VERSIONS, "a request before the login"
                    asked.append(key)
                    _send(to_broker, message)
        back.cancel()
        to_broker.close()
        to_client.close()

    async def _answers(
        self, broker: asyncio.StreamReader, to_client: asyncio.StreamWriter, asked: list[int]
    ) -> None:
        old, new = (b"127.0.0.1" + pack(">i", int(port)) for port in (self._broker[1], self._port))
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                answer = (await _message(broker)).replace(old, new)
                if asked.pop(0) == _VERSIONS and self._login is not None:
                    (n,) = unpack(">i", answer[6:10])
                    own = pack(">hhhhhh", _HANDSHAKE, 0, 1, _AUTHENTICATE, 0, 0)
                    answer = answer[:6] + pack(">i", n + 2) + own + answer[10:]
                _send(to_client, answer)


async def _message(reader: asyncio.StreamReader) -> bytes:
    (length,) = unpack(">i", await reader.readexactly(4))
    return await reader.readexactly(length)


def _send(writer: asyncio.StreamWriter, message: bytes) -> None:
    writer.write(pack(">i", len(message)) + message)


@contextmanager
def in_front(broker: str, tls: ssl.SSLContext, login: tuple[str, str] | None = None) -> Iterator[Front]:
    front = Front(broker, tls, login)
    started: Future[Callable[[], object]] = Future()
    thread = threading.Thread(target=lambda: asyncio.run(front.serve(started)))
    thread.start()
    stop = started.result(20)
    try:
        yield front
    finally:
        stop()
        thread.join(20)
