"""What a command works with: the home, its settings, the clock and the stores. The composition root."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from foundation import (
    Clock,
    ConfigurationError,
    FixedClock,
    Home,
    HomeBusyError,
    InputError,
    SystemClock,
    WindowKind,
)

if TYPE_CHECKING:
    from foundation import Warehouse
    from governance import Record
    from pivotwatch.settings import Settings
    from pivotwatch.store_settings import StoreSettings

# What brings the analytics and the record is imported where it is opened: `pivotwatch tap` runs without.

NOW_VARIABLE = "PIVOTWATCH_NOW"


def clock_from_environment() -> Clock:
    """Return the machine's clock, or one that stands at `$PIVOTWATCH_NOW` (ISO 8601 with a zone)."""
    text = os.environ.get(NOW_VARIABLE)
    if not text:
        return SystemClock()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"${NOW_VARIABLE} = {text!r} is no ISO 8601 time: {error}.") from error
    if moment.tzinfo is None:
        raise InputError(f"${NOW_VARIABLE} = {text!r} has no time zone; add Z or an offset.")
    return FixedClock(moment)


@dataclass
class App:
    """One run of a command.

    Attributes
    ----------
    home
        The platform's folder.
    clock
        What time it is.
    overrides
        `--set` values, dotted name to text.
    """

    home: Home
    clock: Clock = field(default_factory=clock_from_environment)
    overrides: Mapping[str, str] = field(default_factory=dict)

    def __getstate__(self) -> dict[str, Any]:
        """Return what a process that works for this one needs: with the settings as they are known here."""
        kept = {name: self.__dict__[name] for name in ("home", "clock", "overrides")}
        # the classes of detectors' sections are made at run time, so their values go as plain ones
        return kept | {"store_settings": self.store_settings, "settings": self.settings.model_dump()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        from pivotwatch.settings import Settings  # noqa: PLC0415 - see above

        self.__dict__.update(state, settings=Settings.model_validate(state["settings"]))

    @cached_property
    def store_settings(self) -> StoreSettings:
        """The settings of the stores alone, for commands that only list what is in them.

        What is set in the other sections is looked at all the same, so that a mistake in them is told by the
        first command that meets it, with all others.
        """
        from pivotwatch.store_settings import store_settings_of  # noqa: PLC0415 - see above

        try:
            found = store_settings_of(self.home, self.overrides)
        except ConfigurationError:
            _ = self.settings  # tells of what is wrong in the other sections, too
            raise
        if found.has_more:
            _ = self.settings
        return found

    @cached_property
    def settings(self) -> Settings:
        """The settings; raises ConfigurationError with every problem at first use."""
        from pivotwatch.settings import settings_of  # noqa: PLC0415 - see above

        return settings_of(self.home, self.overrides)

    def warehouse(self, *, read_only: bool = False) -> Warehouse:
        """Open the analytics store; use it in a `with` block."""
        from foundation import Warehouse  # noqa: PLC0415 - see above

        bounds = self.store_settings.warehouse
        if not read_only:
            self.home.create()
        try:
            return Warehouse.open(
                self.home.warehouse_file,
                read_only=read_only,
                memory_limit=bounds.memory_limit,
                threads=bounds.threads,
            )
        except HomeBusyError as error:
            from pivotwatch.asking import told_of_service  # noqa: PLC0415 - only when somebody has the store

            raise told_of_service(self, error) from error

    @cached_property
    def record(self) -> Record:
        """The governance record, opened at first use."""
        from governance import open_record  # noqa: PLC0415 - see above

        return open_record(self.store_settings.governance.database, self.home.governance_file)

    def forget_record(self) -> None:
        """Close the governance record; the next use opens it again."""
        record = self.__dict__.pop("record", None)
        if record is not None:
            record.dispose()

    def window_kind(self, warehouse: Warehouse) -> WindowKind:
        """Return the kind of window: the setting, else what the first data fixed, else ISO weeks."""
        if self.store_settings.platform.window is not None:
            return self.store_settings.platform.window
        rows = warehouse.rows("SELECT value FROM platform_facts WHERE name = 'window'")
        kind: WindowKind = rows[0][0] if rows else "week"
        return kind
