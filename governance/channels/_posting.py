"""One POST to a checked target: no redirect is followed, little of the answer is read, no URL is shown."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping

from governance.channels._targets import Target, checked_target
from governance.delivery import DeliveryError, Rendered, Surroundings

_MOST_SHOWN = 200
_TOO_MANY, _TIMEOUT, _CONFLICT, _TOO_EARLY = 429, 408, 409, 425
_TEMPORARY = frozenset({_TOO_MANY, _TIMEOUT, _CONFLICT, _TOO_EARLY})


def post(
    url: str,
    rendered: Rendered,
    surroundings: Surroundings,
    timeout_seconds: float,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send a rendered body; return when the other side took it (any 2xx).

    Raises
    ------
    DeliveryError
        Permanent for a forbidden target, a redirect and any 4xx but 408, 409, 425 and 429.
    """
    target = checked_target(url, surroundings.allowed_targets)
    connection = _connection(target, timeout_seconds)
    sent = {"User-Agent": "pivotwatch", **rendered.headers, **(headers or {})}
    try:
        connection.request("POST", target.path, body=rendered.body, headers=sent)
        answer = connection.getresponse()
        shown = answer.read(_MOST_SHOWN).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        reason = f"{target.host} cannot be reached: {type(error).__name__}: {error}"
        raise DeliveryError(reason, permanent=isinstance(error, ssl.SSLCertVerificationError)) from error
    finally:
        connection.close()
    if not 200 <= answer.status < 300:
        permanent = answer.status < 500 and answer.status not in _TEMPORARY
        told = "".join(char for char in shown if char.isprintable())
        raise DeliveryError(f"{target.host} answered {answer.status}: {told}", permanent=permanent)


def _connection(target: Target, timeout_seconds: float) -> http.client.HTTPConnection:
    if target.scheme == "https":
        return _PinnedTls(target, timeout_seconds)
    return _Pinned(target, timeout_seconds)


class _Pinned(http.client.HTTPConnection):
    """Goes to the address that was checked, and names the host in its headers."""

    def __init__(self, target: Target, timeout_seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout_seconds)
        self._target = target

    def connect(self) -> None:
        self.sock = socket.create_connection((self._target.address, self._target.port), self.timeout)


class _PinnedTls(_Pinned):
    """The same with TLS; the certificate must be the host's."""

    default_port = 443

    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=self._target.host)
