"""The tap and its loader inside the service, where the one process that owns the store also receives.

Whoever composes the service does:

    with open_tap(service, host) as tap:
        application.router.routes.extend(tap.routes())  # /tap/{format}, /loki/..., /v1/logs, /v1/traces
        group.create_task(tap.run(stop, tell))          # syslog, Envoy, Kafka, file tail; silences
        ...                                             # now and then, in a thread: tap.load(stopping)

and serves with `http=gateway_tap.guarded_protocol(...)`, which hangs up on slow heads. Leaving the block
seals everything accepted; by then the server must have stopped to take requests.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.routing import BaseRoute

from gateway_tap import (
    Refusal,
    Station,
    check_access,
    metrics_text,
    open_station,
    readiness,
    run_sources,
    source_routes,
)
from ingest import readings
from pivotwatch.service.context import Service
from pivotwatch.spooling import loader_of
from pivotwatch.stages.spool import LoadedSegment, SpoolLoader
from pivotwatch.tapping import spool_folder


@dataclass(frozen=True, slots=True)
class ServiceTap:
    """One running tap with its loader.

    Attributes
    ----------
    sources
        Names of the sources that run: the setting `tap.sources`.
    loader
        Takes its turn with the service's other writers, one transaction at a time.
    """

    station: Station
    sources: Sequence[str]
    loader: SpoolLoader

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the sources that speak HTTP; they bring their own tokens and bounds."""
        return source_routes(self.station, self.sources)

    async def run(self, stop: asyncio.Event, tell: Callable[[str], None]) -> None:
        """Run the other sources, and watch for feeds that fall silent, until the event.

        Parameters
        ----------
        tell
            Takes a sentence for the operator; alerts begin with ALERT.

        Raises
        ------
        InputError
            When an address cannot be listened on, or a client library is missing.
        """
        await run_sources(self.station, self.sources, stop, tell)

    def load(self, stopping: threading.Event) -> list[LoadedSegment]:
        """Load what is sealed by now; for a thread of its own, called again and again.

        Parameters
        ----------
        stopping
            Ends it after the transaction at hand.
        """
        done: list[LoadedSegment] = []
        for segment in self.loader.load_all():
            done.append(segment)
            if stopping.is_set():
                break
        return done

    def readiness(self) -> tuple[bool, str]:
        """Return whether records would be accepted now, and what to say: why not, or who fell silent."""
        try:
            return True, readiness(self.station.intake)
        except Refusal as refusal:
            return False, str(refusal)

    def metrics(self) -> str:
        """Return the tap's and the loader's metrics in Prometheus' text form."""
        return metrics_text(self.station.intake)


@contextmanager
def open_tap(service: Service, http_host: str) -> Iterator[ServiceTap]:
    """Open the home's spool; everything accepted is sealed when the block is left.

    Parameters
    ----------
    http_host
        Where the service listens.

    Raises
    ------
    ConfigurationError
        When other machines could send without a token.
    UnknownNameError
        For a source that is not there.
    """
    app, settings = service.app, service.settings.tap
    known = readings(service.settings.ingest)
    check_access(settings, settings.sources, http_host)
    folder = spool_folder(app.home, settings)
    loader = loader_of(app, service.writing)
    with open_station(settings, folder, app.home.secret_key(), frozenset(known)) as station:
        yield ServiceTap(station, settings.sources, loader)
