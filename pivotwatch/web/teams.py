"""Teams kept apart: a partner is shown to the team of its owner, and to admins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from foundation import Warehouse, named_sql
from governance import User, list_users
from pivotwatch.service.context import Service
from reports import Report


def owners_shown(service: Service, user: User) -> list[str] | None:
    """Return the folded owners whose partners this person may see; None = everybody's."""
    if not service.settings.web.separate_teams or user.role == "admin":
        return None
    team = [each for each in list_users(service.record) if user.team and each.team == user.team] or [user]
    return sorted({name for each in team for name in each.known_as})


def partners_shown(service: Service, owners: list[str]) -> frozenset[str]:
    """Return the ids of the registered partners of these owners."""
    with service.reading() as warehouse:
        rows = warehouse.rows(
            "SELECT partner_id FROM registered_partners WHERE list_contains($owners, lower(owner))",
            {"owners": owners},
        )
    return frozenset(partner for (partner,) in rows)


def of_team(report: Report, owners: Sequence[str], partners: frozenset[str], warehouse: Warehouse) -> Report:
    """Return the report with nothing counted or listed in it that is about another team's partners.

    What is about no partner stays, such as a new group, and so does the health of the data.
    """
    since = report.flow.since
    bounds = {"owners": owners, "win": report.window.key, "previous": since.key if since else ""}
    seen, groups, calls, compared = warehouse.one(named_sql("pivotwatch", "web_team_week"), bounds)
    moves = [move for move in report.flow.moves if move.partner_id in partners]
    return replace(
        report,
        pivots=[each for each in report.pivots if each.partner_id in partners],
        others=[each for each in report.others if each.partner_id is None or each.partner_id in partners],
        basis=replace(report.basis, partners=seen, groups=groups),
        flow=replace(report.flow, moves=moves, compared=compared),
        health=replace(report.health, calls=calls),
    )
