"""The archive of weekly reports, in every format."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from foundation import UnknownNameError
from pivotwatch.web.data import report_of, windows_of
from pivotwatch.web.desk import Viewing

routes = APIRouter()
_TYPES = {"html": "text/html", "json": "application/json", "csv": "text/csv"}
# the report's scripts are named by hash in its own policy; in a sandbox they have no session
_SANDBOX = "sandbox allow-scripts allow-downloads allow-popups; frame-ancestors 'none'"


@routes.get("/reports")
def show_all(desk: Viewing) -> Response:
    """List the windows, newest first."""
    return desk.page("reports.html.j2", windows=windows_of(desk))


@routes.get("/reports/{window}")
def show(desk: Viewing, window: str, format: str = "html") -> Response:  # noqa: A002 - the name in the address
    """Return a window's report as it would be mailed."""
    if desk.owners is not None:
        raise HTTPException(403, "Reports show the partners of all teams; only admins may see them here.")
    from reports import RENDERERS  # noqa: PLC0415 - Plotly is 20 MB that no other page needs

    if format not in RENDERERS:
        raise UnknownNameError("format of reports", format, RENDERERS)
    report = report_of(desk, window, with_map=True)
    if report is None:
        raise UnknownNameError("window", window, windows_of(desk))
    text = RENDERERS[format](report)  # not kept: with Plotly in it one is 5 MB
    headers = {"Content-Security-Policy": _SANDBOX}
    if format != "html":
        headers["Content-Disposition"] = f'attachment; filename="pivots-{report.window.key}.{format}"'
    return Response(text, media_type=_TYPES[format], headers=headers)
