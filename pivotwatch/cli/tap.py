"""`pivotwatch tap`: runs beside a gateway, without the analytics parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pivotwatch.app import App
from pivotwatch.cli._output import complain, say

if TYPE_CHECKING:
    from gateway_tap import Running


@click.command("tap")
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="NAME",
    help="What to run; may be given several times. [default: the setting tap.sources]",
)
@click.option("--list", "listing", is_flag=True, help="List the sources there are, and stop.")
@click.pass_obj
def command(app: App, sources: tuple[str, ...], listing: bool) -> None:
    """Receive records from live gateways into the spool, until Ctrl-C or SIGTERM.

    A gateway gets its answer after its records are on disk. `pivotwatch load` turns them into calls.
    """
    # these bring a web server: only this command needs it
    from gateway_tap import SOURCES, check_access, open_station, run_tap  # noqa: PLC0415
    from pivotwatch.tapping import known_formats, run_loop, spool_folder, tap_settings  # noqa: PLC0415

    if listing:
        for name, source in SOURCES.items():
            click.echo(
                f"{name:12} {source.serves}\n{'':12} auth: {source.auth}\n{'':12} bounds: {source.bounds}"
            )
        return
    settings, own_formats = tap_settings(app.home, app.overrides)
    chosen = sources or settings.sources
    check_access(settings, chosen)
    app.home.create()
    folder = spool_folder(app.home, settings)
    formats = known_formats() | own_formats
    with open_station(settings, folder, app.home.secret_key(), formats) as station:
        run_loop(run_tap(station, chosen, lambda running: say(_ready(running)), complain))
    say("Stopped; everything accepted is sealed.")


def _ready(running: Running) -> str:
    ports = {**running.bound, "http": running.http_port}
    listens = ", ".join(f"{name} port {port}" for name, port in sorted(ports.items()))
    return f"Tapping {', '.join(running.sources)}: {listens}."
