"""Frames over HTTP: what `pw.connect` reads from."""

from __future__ import annotations

import http.client
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import polars as pl

from foundation import HomeBusyError, InputError
from pivotwatch.analysis.source import Filters

ARROW_STREAM = "application/vnd.apache.arrow.stream"
"""Media type registered with IANA for Arrow's IPC stream."""
_BUSY = 503
_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class ServiceSource:
    """Frames from a process that serves a home; nothing is kept between two of them.

    Attributes
    ----------
    url
        Without a slash at the end.
    token
        Kept out of what is printed.
    """

    url: str
    token: str = field(repr=False)

    def __str__(self) -> str:
        return self.url

    def check(self) -> None:
        """Ask who is there.

        Raises
        ------
        InputError
            When nobody answers, or not a Pivotwatch, or the token is refused.
        """
        self._get("/api/v1/frames", {})

    def frame(self, name: str, filters: Filters) -> pl.DataFrame:
        """Return one of FRAMES; see `Source`."""
        asked = {"window": filters.windows, "partner": filters.partners, "group": filters.groups}
        # an empty list asks for nothing at all; a parameter that is left out asks for everything
        given = {each: values or [""] for each, values in asked.items() if values is not None}
        return pl.read_ipc_stream(self._get(f"/api/v1/frames/{name}", given))

    def _get(self, path: str, parameters: dict[str, Sequence[str]]) -> bytes:
        parts = urlsplit(self.url)
        kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
        if parts.scheme not in kinds or not parts.hostname:
            raise InputError(
                f"{self.url!r} is no address of a service; write http://host:port or https://host."
            )
        connection = kinds[parts.scheme](parts.hostname, parts.port, timeout=_TIMEOUT_S)
        query = f"?{urlencode(parameters, doseq=True)}" if parameters else ""
        try:
            connection.request(
                "GET", f"{parts.path}{path}{query}", headers={"Authorization": f"Bearer {self.token}"}
            )
            answer = connection.getresponse()
            body: bytes = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise InputError(f"Nobody serves frames at {self.url}: {error}.") from error
        finally:
            connection.close()
        if answer.status != http.HTTPStatus.OK:
            raise _refusal(self.url, answer.status, body)
        return body


def _refusal(url: str, status: int, body: bytes) -> InputError | HomeBusyError:
    try:
        told = str(json.loads(body)["detail"])
    except (ValueError, KeyError, TypeError):
        told = "what answers there is no Pivotwatch that serves frames"
    return (HomeBusyError if status == _BUSY else InputError)(f"{url}: {told} (HTTP {status})")
