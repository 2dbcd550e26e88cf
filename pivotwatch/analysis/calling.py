"""Asking a running service over HTTP, with the standard library alone: notebooks and the MCP server do."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from foundation import HomeBusyError, InputError

_BUSY = 503
_TIMEOUT_S = 600.0
_KINDS = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}


@dataclass(frozen=True, slots=True)
class ServiceCaller:
    """Asks the REST API of a service; nothing is kept between two requests.

    Attributes
    ----------
    url
        Of the service, without a slash at the end.
    token
        Kept out of what is printed.
    """

    url: str
    token: str = field(repr=False)

    def ask(self, method: str, path: str, query: Mapping[str, Any] | None = None, body: Any = None) -> bytes:
        """Return the body of the answer.

        Parameters
        ----------
        path
            After `/api/v1`, quoted.
        query
            Values, or several in a sequence; None is left out.
        body
            Sent as JSON; None = no body.

        Raises
        ------
        InputError
            When nobody answers, or the service refuses; with its own words.
        HomeBusyError
            When its store is busy.
        """
        connection, prefix = self._connection()
        given = {name: value for name, value in (query or {}).items() if value is not None}
        address = f"{prefix}/api/v1{path}" + (f"?{urlencode(given, doseq=True)}" if given else "")
        headers = {"Authorization": f"Bearer {self.token}"}
        sent = None if body is None else json.dumps(body).encode()
        try:
            connection.request(
                method, address, sent, headers | ({"Content-Type": "application/json"} if sent else {})
            )
            answer = connection.getresponse()
            told: bytes = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise InputError(f"Nobody serves Pivotwatch at {self.url}: {error}.") from error
        finally:
            connection.close()
        if not 200 <= answer.status < 300:
            raise refusal(self.url, answer.status, told)
        return told

    def _connection(self) -> tuple[http.client.HTTPConnection, str]:
        parts = urlsplit(self.url)
        if parts.scheme not in _KINDS or not parts.hostname:
            raise InputError(
                f"{self.url!r} is no address of a service; write http://host:port or https://host."
            )
        if not (self.token.isascii() and self.token.isprintable()):
            raise InputError("The token holds characters that no token has.")
        return _KINDS[parts.scheme](parts.hostname, parts.port, timeout=_TIMEOUT_S), parts.path


def refusal(url: str, status: int, body: bytes) -> InputError | HomeBusyError:
    """Return the error that a refusal of the service is here, in its own words."""
    try:
        told = json.loads(body)
        reason = str(told["detail"])
        wrong: Sequence[Mapping[str, str]] = told.get("errors") or ()
    except (ValueError, KeyError, TypeError, AttributeError):
        reason, wrong = "what answers there is no Pivotwatch that serves this", ()
    reason += "".join(f"\n  - {each['place']}: {each['reason']}" for each in wrong)
    return (HomeBusyError if status == _BUSY else InputError)(f"{url}: {reason} (HTTP {status})")
