"""`pivotwatch serve`."""

from __future__ import annotations

import socket

import click

from pivotwatch.app import App
from pivotwatch.cli._output import say

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - only to tell an address that others can use


@click.command("serve")
@click.option("--host", help="Address to listen on. [default: the setting service.host]")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    help="TCP port, 0 = any free one. [default: the setting service.port]",
)
@click.option(
    "--adopt-store",
    is_flag=True,
    help="Lead although the record on PostgreSQL was led with another analytics store.",
)
@click.pass_obj
def command(app: App, host: str | None, port: int | None, adopt_store: bool) -> None:
    """Run the service: tap, jobs, console and API in one process, until Ctrl-C or SIGTERM.

    It owns the store. Commands that only work with the record (partners, cases, messages, policy, jobs) go on
    beside it; those that want the store say how to ask the service instead.
    """
    from pivotwatch.service.memory import settle_memory, spare_memory  # noqa: PLC0415 - see below

    spare_memory()
    # these bring the web server: only this command needs it
    from foundation import FixedClock, RunningClock  # noqa: PLC0415
    from gateway_tap import check_access, open_station  # noqa: PLC0415
    from pivotwatch.service.logs import set_up_logs  # noqa: PLC0415
    from pivotwatch.service.serving import listener, make_instance, serve  # noqa: PLC0415
    from pivotwatch.tapping import known_formats, run_loop, spool_folder  # noqa: PLC0415

    settings = app.settings
    if isinstance(app.clock, FixedClock):
        app.clock = RunningClock(app.clock.at)  # a service whose time stood still would do nothing
    where = host or settings.service.host
    check_access(settings.tap, settings.tap.sources, where)
    app.home.create()
    set_up_logs(settings.service)
    bound = listener(where, settings.service.port if port is None else port)
    name = socket.getfqdn() if where in _EVERYWHERE else where
    shown = f"[{name}]" if ":" in name else name
    url = f"{'https' if settings.tap.tls_certificate else 'http'}://{shown}:{bound.getsockname()[1]}"
    formats = known_formats() | set(settings.ingest.nginx_log_formats)
    folder = spool_folder(app.home, settings.tap)
    with open_station(settings.tap, folder, app.home.secret_key(), formats) as station:
        sources = settings.tap.sources
        instance = make_instance(app, station, sources, settings.service.address or url, adopt=adopt_store)

        def ready() -> None:
            settle_memory()
            say(f"Pivotwatch answers at {url}")

        run_loop(serve(instance, station, sources, bound, ready))
    say("Stopped; everything accepted is on disk.")
