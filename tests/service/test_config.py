"""`pivotwatch config show`: each value with where it comes from, secrets masked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from foundation import ConfigurationError, Home
from pivotwatch.app import App
from pivotwatch.cli.config import command


def _shown(app: App, *options: str) -> dict[str, dict[str, Any]]:
    done = CliRunner().invoke(command, ["show", "--json", *options], obj=app, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return {row["name"]: row for row in map(json.loads, done.stdout.splitlines())}


def test_each_origin(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Default, file, environment, a file that the environment names, and --set; the later wins."""
    home.settings_file.write_text(
        '[platform]\nname = "CRM"\n[service]\nport = 1\n[service.retention]\nrejects_days = 3'
    )
    (tmp_path / "secret").write_text("hunter2\n")
    monkeypatch.setenv("PIVOTWATCH_SERVICE__PORT", "2")
    monkeypatch.setenv("PIVOTWATCH_SERVICE__HOST", "127.0.0.3")
    monkeypatch.setenv("PIVOTWATCH_GOVERNANCE__MAIL__PASSWORD_FILE", str(tmp_path / "secret"))
    app = App(home, overrides={"service.host": "127.0.0.2"})
    found = _shown(app)
    assert app.settings.governance.mail.password.get_secret_value() == "hunter2"
    assert {name: (found[name]["value"], found[name]["origin"]) for name in (
        "platform.name", "platform.time_zone", "service.port", "service.host", "service.retention.calls_days",
        "service.retention.rejects_days", "governance.mail.password",
    )} == {
        "platform.name": ("CRM", "pivotwatch.toml"),
        "platform.time_zone": ("UTC", "default"),
        "service.port": (2, "$PIVOTWATCH_SERVICE__PORT"),
        "service.host": ("127.0.0.2", "--set"),
        "service.retention.calls_days": (90, "default"),
        "service.retention.rejects_days": (3, "pivotwatch.toml"),
        "governance.mail.password": ("********", "$PIVOTWATCH_GOVERNANCE__MAIL__PASSWORD_FILE"),
    }  # fmt: skip
    assert set(_shown(app, "--changed", "service.ho")) == {"service.host"}


def test_secrets_are_never_shown(home: Home) -> None:
    """Neither tokens, nor passwords in URLs; what is not set is not masked."""
    given = {"tap.loki.token": "hunter2", "governance.database": "postgresql://me:hunter2@db/x"}
    done = CliRunner().invoke(command, ["show", "--origin"], obj=App(home, overrides=given))
    assert "hunter2" not in done.output
    assert "postgresql://me:********@db/x" in done.output
    assert _shown(App(home))["tap.loki.token"]["value"] is None


def test_a_setting_that_ends_in_file_is_no_secret_file(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """`ca_file` is a setting: its variable holds the path itself and not a file with the value."""
    monkeypatch.setenv("PIVOTWATCH_GOVERNANCE__MAIL__CA_FILE", "/etc/ssl/ours.pem")
    assert App(home).settings.governance.mail.ca_file == "/etc/ssl/ours.pem"


def test_check_tells_everything_at_once(home: Home) -> None:
    """Two wrong settings are both named; right ones are told to be right."""
    app = App(home, overrides={"platform.time_zone": "Mars/Base", "service.port": "-4"})
    with pytest.raises(ConfigurationError, match=r"(?s)Mars/Base.*service\.port|service\.port.*Mars/Base"):
        CliRunner().invoke(command, ["check"], obj=app, catch_exceptions=False)
    assert "are right" in CliRunner().invoke(command, ["check"], obj=App(home)).output
