"""`pivotwatch init`."""

from __future__ import annotations

import json

import click

from foundation import PivotwatchError
from pivotwatch.app import App
from pivotwatch.cli._output import say

_TEMPLATE = """\
# Pivotwatch settings. Every line that starts with # shows a default.
# `pivotwatch --set NAME=VALUE` and PIVOTWATCH_SECTION__NAME in the environment go before this file.

[platform]
{name}
{time_zone}
{window}

[detectors]
# learning_windows = 8        # closed windows that the reference model and the baselines learn from
"""


def _line(name: str, value: str | None, default: str) -> str:
    # a JSON string is a TOML string, but for DEL, which JSON leaves as it is
    text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"{name} = {text}" if value else f'# {name} = "{default}"'


def _write_checked(app: App, text: str) -> None:
    app.home.settings_file.write_text(text, encoding="utf-8")
    try:
        _ = app.settings
    except PivotwatchError:
        # left behind, it would be "there already" when the user calls init again with a better value
        app.home.settings_file.unlink()
        raise


@click.command("init")
@click.option("--name", help="What reports call the platform.")
@click.option("--time-zone", help="IANA name; days and windows begin at local midnight there. [default: UTC]")
@click.option("--window", type=click.Choice(["week", "month", "day"]), help="Kind of window. [default: week]")
@click.pass_obj
def command(app: App, name: str | None, time_zone: str | None, window: str | None) -> None:
    """Make the home folder, its settings file and its stores; what is there already stays."""
    app.home.create()
    app.home.secret_key()
    if app.home.settings_file.exists():
        say(f"{app.home.settings_file} is there already; it was left as it is.")
    else:
        text = _TEMPLATE.format(
            name=_line("name", name, "API platform"),
            time_zone=_line("time_zone", time_zone, "UTC"),
            window=_line("window", window, "week"),
        )
        _write_checked(app, text)
    _ = app.settings  # refuses a bad value now rather than at the first ingest
    with app.warehouse():
        pass
    say(f"Ready: {app.home.path}. Next: `pivotwatch ingest PATH...` or `pivotwatch import-usage FILE`.")
