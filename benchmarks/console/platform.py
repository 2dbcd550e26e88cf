"""The home that is measured: a year of a platform, its register, people and cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.scale.platforms import FIRST_DAY, make_names, make_weeks
from foundation import FixedClock, Home
from governance import Act, Contact, Credential, Partner, create_user, save_partners
from pivotwatch.app import App
from pivotwatch.cycle import process
from pivotwatch.governing import govern

LOGIN, PASSWORD = "mia", "four words nobody guesses"


def app_at(folder: Path, weeks: int) -> App:
    """Return the home as it is some hours after so many weeks."""
    moment = datetime.combine(FIRST_DAY, datetime.min.time(), UTC) + timedelta(weeks=weeks, hours=9)
    return App(Home(folder), FixedClock(moment), {"web.idle_minutes": "1440"})


def build(folder: Path, partners: int, endpoints: int, weeks: int) -> None:
    """Make the platform, process all its weeks but the last, open cases, and load the last week's usage."""
    app = app_at(folder, weeks - 1)
    with app.warehouse() as warehouse:
        make_names(warehouse, partners, endpoints)
        make_weeks(warehouse, partners, endpoints, range(weeks - 1), pivot_week=weeks - 3)
        save_partners(app.record, _register(partners), "benchmark", app.clock.now())
        for done in process(app, warehouse):
            print(f"{done.window}: {done.seconds:.1f} s, {done.pivots} pivots", flush=True)
        for _ in govern(app, warehouse):
            pass
        make_weeks(warehouse, partners, endpoints, range(weeks - 1, weeks), pivot_week=weeks - 3)
    create_user(
        app.record, LOGIN, "admin", Act("benchmark", app.clock.now()), name="Owner 7", password=PASSWORD
    )
    app.record.dispose()


def _register(partners: int) -> list[Partner]:
    """Return the register: each partner with its credential, given to one of forty owners."""
    return [
        Partner(
            f"p{number:07d}",
            f"Partner {number}",
            "gold",
            f"Owner {number % 40}",
            credentials=(Credential(number, f"p{number:07d}"),),
            contacts=(Contact("technical", "Jo Doe", f"jo@p{number}.example"),),
        )
        for number in range(1, partners + 1)
    ]
