"""The `[service]` section."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from foundation import Section


class RetentionSettings(Section):
    """What expires; daily usage, and all that windows are made of, never does."""

    calls_days: int = Field(default=90, ge=1, le=36_500)
    """Calls one by one are erased so many days after their day; the daily counts of them stay."""
    rejects_days: int = Field(default=30, ge=1, le=36_500)
    """Quarantined lines are erased so many days after they were loaded; how many they were stays."""
    segments_days: int = Field(default=7, ge=1, le=36_500)
    """Loaded segments of the spool, kept with `tap.spool.keep_loaded`, are erased after so many days."""
    runs_days: int = Field(default=400, ge=1, le=36_500)
    """What is noted of the stages' runs is erased after so many days."""


class BackupSettings(Section):
    """Backups that the service makes by itself."""

    folder: Path | None = None
    """Where they are kept, each in a folder of its own; unset = `backups` in the home folder."""
    keep: int = Field(default=7, ge=1, le=10_000)
    """So many of the newest are kept."""


class ServiceSettings(Section):
    """`pivotwatch serve`: tap, jobs, console and API in one process."""

    host: str = "127.0.0.1"
    """Address to listen on."""
    port: int = Field(default=8420, ge=0, le=65535)
    """TCP port; 0 = any free one."""
    address: str = ""
    """URL at which other instances reach this one; empty = made of host and port."""
    schedule: dict[str, str] = Field(default_factory=dict)
    """Other times for jobs, by name: `{cycle = "30 5 * * mon", load = "every 10s", backup = "off"}`; the
    five fields of crontab in the platform's time zone, `every` and a number with s, m, h or d, or `off`."""
    retry_first_seconds: float = Field(default=30.0, gt=0, le=86_400)
    """A failed job is tried again after so long, and twice as long after each further failure."""
    retry_most_seconds: float = Field(default=3600.0, gt=0, le=86_400)
    """It never waits longer than this."""
    alert_after_failures: int = Field(default=3, ge=1, le=1000)
    """After so many failures in a row the operator gets a message."""
    operator_email: str = ""
    """Who gets it; empty = it stands in the log, in `pivotwatch jobs` and in the console alone."""
    log_format: Literal["auto", "json", "text"] = "auto"
    """How the service logs on stderr; auto = text on a terminal, else one JSON object a line."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """The least that is logged."""
    retention: RetentionSettings = Field(default_factory=RetentionSettings)
    """What expires."""
    backup: BackupSettings = Field(default_factory=BackupSettings)
    """Backups that the service makes by itself."""

    @field_validator("schedule")
    @classmethod
    def _readable(cls, given: dict[str, str]) -> dict[str, str]:
        from pivotwatch.service.timing import timing  # noqa: PLC0415 - only who sets times reads them here

        for name, text in given.items():
            try:
                timing(text)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from error
        return given
