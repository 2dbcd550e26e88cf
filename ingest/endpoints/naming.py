"""What an endpoint is called, and the number that this name gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from foundation import stable_number

Source = Literal["gateway", "openapi", "heuristic", "learned", "import", "unmatched", "refused"]
"""How a name was found. `refused`: from a path that has never worked yet; merged into the unmatched."""

UNMATCHED = "(unmatched)"
"""The template of calls that belong to no endpoint."""

OTHER_METHOD = "OTHER"
"""The method of requests whose method no RFC knows."""

# RFC 9110 and 5789, the QUERY draft, and WebDAV (RFC 4918, 3253, 5323)
METHODS = frozenset(
    {
        "GET",
        "POST",
        "PUT",
        "DELETE",
        "PATCH",
        "HEAD",
        "OPTIONS",
        "TRACE",
        "CONNECT",
        "QUERY",
        "PROPFIND",
        "PROPPATCH",
        "MKCOL",
        "COPY",
        "MOVE",
        "LOCK",
        "UNLOCK",
        "SEARCH",
        "REPORT",
        "LINK",
        "UNLINK",
        "PURGE",
    }
)
"""Methods that an API may have; whatever else stands there is a scanner's, or garbage."""


class Endpoint(NamedTuple):
    """A method and a route template within an API; a tuple, because a load may make 200,000 of them.

    Attributes
    ----------
    api
        Name of the API; empty = the only one.
    method
        Upper case.
    template
        `/v2/contacts/{id}`, or UNMATCHED.
    """

    api: str
    method: str
    template: str

    @property
    def number(self) -> int:
        """Its id: from its name alone, so it never changes its meaning."""
        return stable_number(self.api, self.method, self.template)

    @property
    def label(self) -> str:
        """What people see: `GET /v2/contacts/{id}`, with the API behind it where there are several."""
        return f"{self.method} {self.template}" + (f" ({self.api})" if self.api else "")


@dataclass(frozen=True, slots=True)
class KnownEndpoint:
    """An endpoint with what is stored beside it.

    Attributes
    ----------
    source
        How its name was found.
    first_day
        Day of its first call.
    """

    endpoint: Endpoint
    source: Source
    first_day: date


class Proposal(NamedTuple):
    """What calls would be counted as, and how that was found."""

    endpoint: Endpoint
    source: Source


def method_of(text: str | None) -> str:
    """Return the method in upper case; OTHER_METHOD for what is none."""
    method = (text or "").strip().upper()
    return method if method in METHODS else OTHER_METHOD
