"""`pivotwatch mcp`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from foundation import InputError
from pivotwatch.app import App

TOKEN_VARIABLE = "PIVOTWATCH_TOKEN"  # noqa: S105 - the name of a variable


@click.command("mcp")
@click.option("--url", metavar="URL", help="Ask this running service. [default: read this home's own stores]")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File with the service's token. [default: $PIVOTWATCH_TOKEN]",
)
@click.pass_obj
def command(app: App, url: str | None, token_file: Path | None) -> None:
    """Serve the Model Context Protocol on stdin and stdout, for assistants.

    Its tools read findings, partners, groups, profiles and cases, explain a finding, and, through a service,
    draft e-mails and comment on cases. None approves or sends. The token wants the scopes read,
    messages:draft and cases:write, or read alone.
    """
    try:
        import mcp  # noqa: PLC0415 - an extra; only this command needs it
    except ModuleNotFoundError as error:
        raise InputError(
            "The MCP server is not installed; `pip install 'pivotwatch[mcp]'` brings it."
        ) from error
    del mcp
    import asyncio  # noqa: PLC0415 - only here

    from pivotwatch.mcp.desks import Desk, HomeDesk, desk_at  # noqa: PLC0415 - brings the web framework
    from pivotwatch.mcp.server import mcp_server  # noqa: PLC0415 - as above

    if url is None:
        app.warehouse(read_only=True).close()  # says at once when there is nothing to read
        desk: Desk = HomeDesk(app)
    else:
        desk = desk_at(url, _token(token_file))
    asyncio.run(mcp_server(desk).run_stdio_async())


def _token(file: Path | None) -> str:
    try:
        text = file.read_text(encoding="utf-8") if file else os.environ.get(TOKEN_VARIABLE, "")
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}.") from error
    if not text.strip():
        raise InputError(
            f"A service asks for a token. Make one with `pivotwatch tokens create`, and give it in "
            f"${TOKEN_VARIABLE} or --token-file."
        )
    return text.strip()
