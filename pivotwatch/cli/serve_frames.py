"""`pivotwatch serve-frames`."""

from __future__ import annotations

import os
import secrets

import click

from foundation import InputError
from pivotwatch.app import App
from pivotwatch.cli._output import say

TOKEN_VARIABLE = "PIVOTWATCH_TOKEN"  # noqa: S105 - the name of a variable
_SHORTEST = 16


@click.command("serve-frames")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8787, show_default=True, type=click.IntRange(1, 65_535))
@click.pass_obj
def command(app: App, host: str, port: int) -> None:
    """Serve this home's frames to notebooks elsewhere (`pw.connect`), read-only, until Ctrl-C.

    The token is that of $PIVOTWATCH_TOKEN; without one it is made and shown. The store is held only while a
    frame is read, so other commands go on. It speaks HTTP without TLS: beyond this machine, put a proxy that
    ends TLS before it.
    """
    import uvicorn  # noqa: PLC0415 - a web server: only this command needs it

    from pivotwatch.analysis.source import store_at  # noqa: PLC0415 - as above
    from pivotwatch.frames_service import frames_app  # noqa: PLC0415 - as above

    given = os.environ.get(TOKEN_VARIABLE, "")
    if given and len(given) < _SHORTEST:
        raise InputError(f"${TOKEN_VARIABLE} has {len(given)} characters; give it at least {_SHORTEST}.")
    token = given or secrets.token_urlsafe(24)
    source = store_at(str(app.home.path))
    shown = (
        f"pw.connect('http://{host}:{port}')" if given else f"pw.connect('http://{host}:{port}', '{token}')"
    )
    say(f"Frames of {app.home.path}. In a notebook: {shown}")
    uvicorn.run(frames_app(source, token), host=host, port=port, log_level="warning", server_header=False)
