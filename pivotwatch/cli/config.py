"""`pivotwatch config`."""

from __future__ import annotations

import json
import os
from dataclasses import asdict

import click

from pivotwatch.app import App
from pivotwatch.cli._output import json_option, say, show


@click.group("config")
def command() -> None:
    """The settings: what holds here, and whether it is right."""


@command.command("show")
@click.argument("beginning", default="")
@click.option("--origin", is_flag=True, help="Also where each value comes from.")
@click.option("--changed", is_flag=True, help="Only what is not the default.")
@json_option
@click.pass_obj
def show_settings(app: App, beginning: str, origin: bool, changed: bool, as_json: bool) -> None:
    """List the settings whose names begin so, e.g. `tap.`; all without it. Secrets are masked.

    A later origin goes before an earlier one: default, pivotwatch.toml, $PIVOTWATCH_... (or a file named by
    $PIVOTWATCH_..._FILE), --set.
    """
    from foundation import shown_settings  # noqa: PLC0415 - pydantic takes a while to import

    found = shown_settings(app.settings, app.home.settings_file, os.environ, app.overrides)
    rows = [
        asdict(each)
        for each in found
        if each.name.startswith(beginning) and not (changed and each.origin == "default")
    ]
    if not as_json:
        rows = [row | {"value": json.dumps(row["value"], ensure_ascii=False)} for row in rows]
    columns = ("name", "value", "origin") if origin or changed else ("name", "value")
    show(rows, as_json=as_json, columns=columns, empty="There is no such setting.")


@command.command("check")
@click.pass_obj
def check(app: App) -> None:
    """Read all settings and tell everything that is wrong with them at once; exit code 1 then."""
    _ = app.settings
    place = app.home.settings_file
    missing = "" if place.exists() else " (not there: defaults and environment hold)"
    say(f"The settings are right: {place}{missing}.")
