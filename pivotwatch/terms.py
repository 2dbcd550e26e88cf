"""The settings as loading wants them, for files and for the tap's spool alike."""

from __future__ import annotations

from datetime import timedelta

from ingest import Bounds, Terms
from pivotwatch.app import App


def terms_of(app: App) -> Terms:
    """Return what holds for a load that starts now."""
    settings = app.settings.ingest
    now = app.clock.now().replace(tzinfo=None)
    return Terms(
        zone=app.settings.platform.time_zone,
        bounds=Bounds(
            earliest=now - timedelta(days=settings.oldest_days),
            latest=now + timedelta(hours=settings.future_hours),
            longest_line_bytes=settings.longest_line_kb << 10,
        ),
        kept_rejects=settings.kept_rejects,
        endpoints=settings.endpoints,
        key=app.home.secret_key(),
        now=now,
    )
