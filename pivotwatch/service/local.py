"""What every instance answers by itself, leading or not: the tap, health, metrics."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from gateway_tap import Refusal, Station, metrics_text, readiness, source_routes
from pivotwatch.service.metrics import service_metrics
from pivotwatch.service.standing import Standing

_PROMETHEUS = "text/plain; version=0.0.4"


def local_routes(
    station: Station, sources: Sequence[str], standing: Callable[[], Standing]
) -> list[BaseRoute]:
    """Return the routes.

    Parameters
    ----------
    standing
        Tells how this instance stands now.
    """

    def alive(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    def ready(_: Request) -> Response:
        now = standing()
        try:
            tap = readiness(station.intake)
        except Refusal as refusal:
            return _unready(f"tap: {refusal}")
        if not now.answers:
            return _unready("No instance leads; one of them takes the lead as soon as it can open the store.")
        return PlainTextResponse(f"{tap}{now.role}\n")

    def metrics(_: Request) -> Response:
        return PlainTextResponse(
            metrics_text(station.intake) + service_metrics(standing()), media_type=_PROMETHEUS
        )

    own = [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", metrics)]
    return [*own, *source_routes(station, sources)]


def _unready(reason: str) -> Response:
    return PlainTextResponse(f"not ready: {reason}\n", 503, {"Retry-After": "5"})
