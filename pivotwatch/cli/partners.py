"""`pivotwatch partners`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pivotwatch.app import App
from pivotwatch.cli._judging_again import say_how_to_judge_again
from pivotwatch.cli._output import json_option, say, show, window_option

if TYPE_CHECKING:
    from governance import Partner, Saved

_COLUMNS = (
    "partner",
    "name",
    "provisional",
    "tier",
    "owner",
    "credentials",
    "calls",
    "first_day",
    "last_day",
)


@click.group("partners", invoke_without_command=True)
@window_option
@json_option
@click.pass_context
def command(ctx: click.Context, window: str | None, as_json: bool) -> None:
    """List partners, import the register, show one; alone, it lists."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_all, window=window, as_json=as_json)


@command.command("list")
@window_option
@json_option
@click.pass_obj
def list_all(app: App, window: str | None, as_json: bool) -> None:
    """List registered partners, then provisional ones: credentials of the logs that nobody registered."""
    from foundation import named_sql, parse_window  # noqa: PLC0415 - brings the warehouse

    days = parse_window(window) if window else None
    bounds = {"start_day": days and days.start, "end_day": days and days.end}
    with app.warehouse(read_only=True) as warehouse:
        rows = warehouse.frame(named_sql("pivotwatch", "partners_list"), bounds).to_dicts()
    if not as_json:
        rows = [row | {"credentials": ", ".join(row["credentials"]) or None} for row in rows]
    show(
        rows,
        as_json=as_json,
        columns=_COLUMNS,
        empty="There are no partners yet. Load logs with `pivotwatch ingest`, or a register with "
        "`pivotwatch partners import partners.csv`.",
    )


@command.command("import")
@click.argument("file", metavar="PARTNERS.CSV", type=click.Path(path_type=Path))
@click.option("--approved-by", default="register import", help="Who vouches for the declared use cases.")
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
@click.pass_obj
def import_register(app: App, file: Path, approved_by: str, dry_run: bool) -> None:
    """Read the partner register from a CSV file; partners that it does not name stay as they are.

    Columns: id, name, credentials (with ; between them; `key:` before a secret one), owner, contacts
    (`role:Name <mail>;...`), tier, declared_groups, declared_endpoints, locale, time_zone, tags.

    Windows in which a credential gets another owner are done again by the next `pivotwatch run`. What is
    declared counts for windows judged from then on; `pivotwatch run --from WINDOW` judges those before again.
    """
    from governance import declarations_on, read_register_file, save_partners  # noqa: PLC0415 - slow
    from pivotwatch.stages.register import sync_register  # noqa: PLC0415 - as above

    app.home.create()
    partners = read_register_file(file, app.home.secret_key())
    if dry_run:
        saved = save_partners(app.record, partners, approved_by, app.clock.now(), dry_run=True)
        say("Dry run: nothing was written.")
    else:
        before = declarations_on(app.record, date.max)
        with app.warehouse() as warehouse:
            saved = save_partners(app.record, partners, approved_by, app.clock.now())
            sync_register(warehouse, app.record)
    _say_what_was(saved)
    if not dry_run and declarations_on(app.record, date.max) != before:
        say("What was declared counts for windows that are judged from now on.")
        say_how_to_judge_again(app, date.min)


def _say_what_was(saved: Saved) -> None:
    for word, names in (("added", saved.added), ("changed", saved.changed), ("unchanged", saved.unchanged)):
        shown = f" ({', '.join(names[:10])}{', ...' if len(names) > 10 else ''})" if names else ""
        say(f"{len(names):,} {word}{shown if word != 'unchanged' else ''}")


@command.command("show")
@click.argument("partner_id", metavar="ID")
@json_option
@click.pass_obj
def show_one(app: App, partner_id: str, as_json: bool) -> None:
    """Show a registered partner: credentials, contacts, and what it declared when."""
    from governance import read_partner  # noqa: PLC0415 - SQLAlchemy takes its time

    partner, history = read_partner(app.record, partner_id)
    facts: dict[str, Any] = {
        "partner": partner.partner_id,
        "name": partner.name,
        "tier": partner.tier,
        "owner": partner.owner,
        "locale": partner.locale,
        "time_zone": partner.time_zone,
        "tags": list(partner.tags),
        "credentials": _credentials(app, partner),
        "contacts": [
            {"role": each.role, "name": each.name, "email": each.email} for each in partner.contacts
        ],
        "declarations": [
            {
                "groups": list(each.declaration.groups),
                "endpoints": list(each.declaration.endpoints),
                "approved_by": each.approved_by,
                "approved_at": each.approved_at.isoformat(),
                "valid_from": each.valid_from.isoformat(),
            }
            for each in history
        ],
    }
    if as_json:
        show([facts], as_json=True, columns=(), empty="")
    else:
        lines = [{"field": name, "value": value} for name, value in _flat(facts)]
        show(lines, as_json=False, columns=("field", "value"), empty="")


def _credentials(app: App, partner: Partner) -> list[dict[str, Any]]:
    """Return what logs showed of each credential, else what the register shows."""
    from foundation import named_sql  # noqa: PLC0415 - brings the warehouse

    seen: list[dict[str, Any]] = []
    if app.home.warehouse_file.exists():
        with app.warehouse(read_only=True) as warehouse:
            seen = warehouse.frame(
                named_sql("pivotwatch", "partners_credentials"), {"partner_id": partner.partner_id}
            ).to_dicts()
    known = {row.pop("credential_id") for row in seen}
    unseen = (each for each in partner.credentials if each.credential_id not in known)
    return seen + [{"shown": each.shown, "calls": 0} for each in unseen]


def _flat(facts: dict[str, Any]) -> list[tuple[str, str | None]]:
    """Return field and text, one line for each credential, contact and declaration."""
    lines: list[tuple[str, str | None]] = []
    for name, value in facts.items():
        if isinstance(value, list) and value and not isinstance(value[0], dict):
            lines.append((name, _text(value)))
        elif isinstance(value, list):
            for entry in value:
                parts = (f"{key} {_text(part)}" for key, part in entry.items() if part not in (None, [], ""))
                lines.append((name, ", ".join(parts)))
        else:
            lines.append((name, value))
    return lines


def _text(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
