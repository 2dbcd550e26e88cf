"""Frames over HTTP: what `pw.connect` reads from."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from pivotwatch.analysis.calling import ServiceCaller
from pivotwatch.analysis.source import Filters

ARROW_STREAM = "application/vnd.apache.arrow.stream"
"""Media type registered with IANA for Arrow's IPC stream."""


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

    @property
    def caller(self) -> ServiceCaller:
        """What asks the service."""
        return ServiceCaller(self.url, self.token)

    def check(self) -> None:
        """Ask who is there.

        Raises
        ------
        InputError
            When nobody answers, or not a Pivotwatch, or the token is refused.
        """
        self.caller.ask("GET", "/frames")

    def frame(self, name: str, filters: Filters) -> pl.DataFrame:
        """Return one of FRAMES; see `Source`."""
        asked = {"window": filters.windows, "partner": filters.partners, "group": filters.groups}
        # an empty list asks for nothing at all; a parameter that is left out asks for everything
        given = {each: list(values) or [""] for each, values in asked.items() if values is not None}
        return pl.read_ipc_stream(self.caller.ask("GET", f"/frames/{name}", given))
