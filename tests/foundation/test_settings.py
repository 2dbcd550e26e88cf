"""Settings: where they come from, and that all errors are shown together."""

from __future__ import annotations

from pathlib import Path

import pytest

from foundation import ConfigurationError, Home, load_settings
from pivotwatch.settings import Settings, settings_of


def _file(folder: Path, text: str) -> Path:
    file = folder / "pivotwatch.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_later_source_wins(tmp_path: Path) -> None:
    """--set goes before the environment, which goes before the file, which goes before the default."""
    file = _file(tmp_path, '[platform]\nname = "file"\ntime_zone = "Europe/Berlin"\nwindow = "day"')
    environ = {"PIVOTWATCH_PLATFORM__NAME": "environment", "PIVOTWATCH_PLATFORM__WINDOW": "month"}
    platform = load_settings(Settings, file, environ, {"platform.window": "week"}).platform
    assert (platform.time_zone, platform.name, platform.window) == ("Europe/Berlin", "environment", "week")


def test_all_problems_are_shown_at_once(tmp_path: Path) -> None:
    """Every wrong setting is named with its place and value in one message."""
    file = _file(
        tmp_path,
        '[platform]\ntime_zone = "Mars/Base"\ncolour = 1\n[detectors]\nlearning_windows = 0\n'
        "[ingest.warehouses.lake]\nlookback = 3\n[ingest.warehouses.lake.columns]\nlatncy = 'ms'",
    )
    with pytest.raises(ConfigurationError) as refused:
        load_settings(Settings, file, {"PIVOTWATCH_WAREHOUSE__THREADS": "none"}, {"nonsense.x": "1"})
    message = str(refused.value)
    for part in (
        "pivotwatch.toml: platform.time_zone = 'Mars/Base'",
        "platform.colour: there is no such setting; here are: name, time_zone, window",
        "detectors.learning_windows = '0'",
        "ingest.warehouses.lake.url: is missing",
        "ingest.warehouses.lake.lookback: there is no such setting; here are: columns, credential_kind",
        "ingest.warehouses.lake.columns.latncy: there is no such setting; here are: api, bytes",
        "$PIVOTWATCH_WAREHOUSE__THREADS: warehouse.threads = 'none'",
        "--set: nonsense",
    ):
        assert part in message
    assert len(refused.value.problems) == 8


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    """A file that is no TOML is refused by its name, with the line that TOML's reader gives."""
    with pytest.raises(ConfigurationError, match=r"pivotwatch.toml.*line 2"):
        load_settings(Settings, _file(tmp_path, "[platform]\nname = \nwindow = 3"), {})


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    """NAME_FILE in the environment reads the value from that file; a missing one is a problem."""
    secret = tmp_path / "secret"
    secret.write_text("postgresql://db/pw\n", encoding="utf-8")
    variable = "PIVOTWATCH_GOVERNANCE__DATABASE_FILE"
    missing = tmp_path / "none.toml"
    assert (
        load_settings(Settings, missing, {variable: str(secret)}).governance.database == "postgresql://db/pw"
    )
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_settings(Settings, missing, {variable: str(tmp_path / "nowhere")})


def test_an_empty_home_has_working_defaults(home: Home) -> None:
    """Without any file the defaults hold."""
    assert settings_of(home).platform.time_zone == "UTC"
