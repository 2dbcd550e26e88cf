"""What every source works with, and what a source is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.routing import BaseRoute

from foundation import Registry
from gateway_tap.intake import Intake
from gateway_tap.settings import TapSettings
from gateway_tap.tls import Certificates


@dataclass(slots=True)
class Budget:
    """Memory for bodies that are being read; used on the event loop only.

    Attributes
    ----------
    most_bytes
        Bound of the sum.
    """

    most_bytes: int
    _used: int = 0

    def take(self, n_bytes: int) -> bool:
        """Reserve; False when there is not that much left."""
        if self._used + n_bytes > self.most_bytes:
            return False
        self._used += n_bytes
        return True

    def give_back(self, n_bytes: int) -> None:
        """Free what was reserved."""
        self._used -= n_bytes


@dataclass(frozen=True, slots=True)
class Station:
    """One running tap, as its sources see it.

    Attributes
    ----------
    certificates
        For those who listen themselves; None = no TLS.
    bound
        Filled by sources that listen themselves: name to the port they got, for `port = 0`.
    """

    intake: Intake
    settings: TapSettings
    budget: Budget
    certificates: Certificates | None = None
    bound: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A plug-in of `gateway_tap/sources/`: its module holds one as `PLUGIN`.

    Attributes
    ----------
    serves
        The gateways it is for, for people.
    auth
        How a sender shows who it is.
    bounds
        What happens past the bounds.
    durable
        What is on disk when it answers.
    routes
        For sources over HTTP: makes their routes in the tap's one HTTP server.
    run
        For the others: runs until the event is set, then finishes what it holds. It sets the second event
        when it listens.
    """

    serves: str
    auth: str
    bounds: str
    durable: str
    routes: Callable[[Station], Sequence[BaseRoute]] | None = None
    run: Callable[[Station, asyncio.Event, asyncio.Event], Coroutine[Any, Any, None]] | None = None


SOURCES: Registry[Source] = Registry("gateway_tap.sources", Source, "source")
"""By file name, sorted."""
