"""Whether days and windows begin where people expect it, and records come from the present."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from pivotwatch.app import App
from pivotwatch.doctor.checking import Check, Diagnosis, store


def _look(app: App) -> Iterator[Diagnosis]:
    zone, now = app.settings.platform.time_zone, app.clock.now()
    local = now.astimezone(app.settings.platform.zone)
    own = datetime.now().astimezone()
    if zone == "UTC" and own.utcoffset() != local.utcoffset():
        yield Diagnosis(
            "warning",
            f"Days begin at midnight UTC, but this machine's zone is {own.tzname()}.",
            "If the platform's people live there, set platform.time_zone before the first logs are loaded.",
        )
    else:
        yield Diagnosis("ok", f"It is {local:%A %H:%M} in {zone}, where days begin.")
    with store(app) as warehouse:
        newest = warehouse.one("SELECT max(last_ts) FROM loads")[0] if warehouse is not None else None
    if newest is not None and newest.replace(tzinfo=UTC) > now:
        yield Diagnosis(
            "warning",
            f"The newest call is from {newest:%Y-%m-%d %H:%M} UTC, which is still to come.",
            "Check the clocks of the gateways and of this machine (NTP), and the time zone of their logs.",
        )


PLUGIN = Check("time zone and clocks", _look)
