"""What a command says that changed what judgements rest on: judged windows stay, until asked for."""

from __future__ import annotations

from datetime import date

from foundation import HomeBusyError, named_sql
from pivotwatch.app import App
from pivotwatch.cli._output import say


def say_how_to_judge_again(app: App, first_day: date) -> None:
    """Tell which judged windows a change concerns, if any, and how to judge them again.

    Parameters
    ----------
    first_day
        Windows that end after it are concerned.
    """
    if not app.home.warehouse_file.exists():
        return
    try:
        with app.warehouse(read_only=True) as warehouse:
            first, last = warehouse.one(named_sql("pivotwatch", "cycle_judged_from"), {"day": first_day})
    except HomeBusyError:
        return  # the change itself is done, and a run that is at work now may well know of it
    if first is not None:
        judged = f"{first} is" if first == last else f"{first} to {last} are"
        stays = "stays as it is" if first == last else "stay as they are"
        say(f"{judged} judged already and {stays}; `pivotwatch run --from {first}` judges again.")
