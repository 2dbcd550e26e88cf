"""`pivotwatch backtest`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from foundation import InputError, counted
from pivotwatch.app import App
from pivotwatch.cli._output import json_option, printable, say, show

if TYPE_CHECKING:
    from pivotwatch.backtest import Outcome

_COLUMNS = (
    "setting",
    "alerts",
    "added",
    "removed",
    "confirmed",
    "false_alarms",
    "fine",
    "unjudged",
    "lost_confirmed",
)


@click.command("backtest")
@click.option(
    "--set", "changes", multiple=True, metavar="NAME=VALUE", help="A setting to try; several together."
)
@click.option(
    "--try",
    "trials",
    multiple=True,
    metavar="NAME=V1,V2",
    help="A setting to try with each of these values in turn, beside those of --set.",
)
@click.option("--weeks", default=12, show_default=True, type=click.IntRange(1, 400), help="How many windows.")
@json_option
@click.pass_obj
def command(app: App, changes: tuple[str, ...], trials: tuple[str, ...], weeks: int, as_json: bool) -> None:
    """Tell what other settings of detectors would have alerted in the last windows, before saving them.

    Judges the windows again in memory and writes nothing. The table sets each setting beside what is stored,
    with what managers said of the alerts it would have raised.
    """
    from pivotwatch.backtest import (  # noqa: PLC0415 - loads every detector
        check_replayable,
        outcome,
        replay_of,
        replayed,
        stored_alerts,
    )
    from pivotwatch.known import known_of  # noqa: PLC0415 - SQLAlchemy takes its time
    from pivotwatch.settings import settings_of  # noqa: PLC0415 - as above

    variants = _variants([_pair(text) for text in changes], [_pair(text) for text in trials])
    check_replayable(sorted({name for each in variants.values() for name in each}))
    settings = {
        name: settings_of(app.home, {**app.overrides, **each}).detectors for name, each in variants.items()
    }
    with app.warehouse(read_only=True) as warehouse:
        replay = replay_of(warehouse, known_of(app, warehouse), weeks)
        stored = stored_alerts(replay)
        say(f"Judging {counted(len(replay.windows), 'window')}, {replay.windows[0]} to {replay.windows[-1]}.")
        outcomes = [outcome("as stored", stored, stored, replay)]
        outcomes += [outcome(name, each, stored, replay) for name, each in replayed(replay, settings).items()]
    rows = [_row(each, whole=as_json) for each in outcomes]
    show(rows, as_json=as_json, columns=_COLUMNS, empty="")
    if not as_json:
        for each in outcomes:
            _tell(each)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise InputError(f"{text!r} is not NAME=VALUE, e.g. detectors.pivot.confidence=0.8.")
    return name.strip(), value.strip()


def _variants(changes: list[tuple[str, str]], trials: list[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Return each setting to try, by the name it has in the table."""
    together = dict(changes)
    variants: dict[str, dict[str, str]] = {"as set now": {}}
    if together:
        variants[" ".join(f"{name}={value}" for name, value in changes)] = together
    for name, values in trials:
        for value in values.split(","):
            variants[f"{name}={value.strip()}"] = {**together, name: value.strip()}
    return variants


def _row(each: Outcome, *, whole: bool) -> dict[str, Any]:
    lists = {"added": each.added, "removed": each.removed}
    return {
        "setting": each.name,
        "alerts": len(each.alerts),
        **{name: [_brief(one) for one in found] if whole else len(found) for name, found in lists.items()},
        "confirmed": each.confirmed,
        "false_alarms": each.false_alarms,
        "fine": each.fine,
        "unjudged": each.unjudged,
        "lost_confirmed": each.lost_confirmed,
    }


def _brief(finding: Any) -> dict[str, Any]:
    names = ("finding_id", "window", "partner", "detector", "kind", "confidence", "sentence")
    return {name: getattr(finding, name) for name in names}


def _tell(each: Outcome) -> None:
    if each.added or each.removed:
        click.echo(f"\n{printable(each.name)}:")
    for sign, found in (("+", each.added), ("-", each.removed)):
        for one in found:
            click.echo(f"  {sign} {one.window}  {one.kind}  {printable(one.sentence)}")
