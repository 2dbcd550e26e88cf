"""`pivotwatch calendar`: holidays and known launches."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from datetime import date
from typing import Any

import click

from foundation import InputError
from pivotwatch.app import App
from pivotwatch.cli._judging_again import say_how_to_judge_again
from pivotwatch.cli._output import json_option, say, show

_COLUMNS = ("event_id", "kind", "first_day", "last_day", "note")


@click.group("calendar")
def command() -> None:
    """Enter days on which a change is expected, so that nobody is blamed for it.

    An entry counts for windows that are judged from then on; `pivotwatch run --from WINDOW` judges those
    before again.
    """


@command.command("list")
@json_option
@click.pass_obj
def list_all(app: App, as_json: bool) -> None:
    """List holidays and launches, oldest first."""
    from governance import list_events  # noqa: PLC0415 - SQLAlchemy takes its time

    rows = [{"event_id": event.event_id} | asdict(event) for event in list_events(app.record)]
    show(rows, as_json=as_json, columns=_COLUMNS, empty="The calendar is empty.")


@command.command("add")
@click.argument("kind", type=click.Choice(["holiday", "launch"]))
@click.argument("first_day", metavar="FIRST-DAY")
@click.argument("last_day", metavar="[LAST-DAY]", required=False)
@click.option("--note", required=True, help="What it is: Christmas, launch of the contacts API ...")
@click.pass_obj
def add(app: App, kind: Any, first_day: str, last_day: str | None, note: str) -> None:
    """Enter a holiday or a launch; days are dates (2026-12-24) in the platform's time zone."""
    from governance import CalendarEvent, add_event  # noqa: PLC0415 - SQLAlchemy takes its time

    event = CalendarEvent(kind, _day(first_day), _day(last_day or first_day), note)
    add_event(app.record, event, app.clock.now(), getpass.getuser())
    say(f"Entered {event.event_id}. It counts for windows that are judged from now on.")
    say_how_to_judge_again(app, event.first_day)


@command.command("remove")
@click.argument("event_id", metavar="ID")
@click.pass_obj
def remove(app: App, event_id: str) -> None:
    """Take an event out of the calendar."""
    from governance import list_events, remove_event  # noqa: PLC0415 - SQLAlchemy takes its time

    known = {event.event_id: event for event in list_events(app.record)}
    remove_event(app.record, event_id, app.clock.now(), getpass.getuser())
    say(f"Removed {event_id}.")
    say_how_to_judge_again(app, known[event_id].first_day)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is no date; write it like 2026-12-24.") from error
