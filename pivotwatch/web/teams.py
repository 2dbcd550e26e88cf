"""Teams kept apart: a partner is shown to the team of its owner, and to admins."""

from __future__ import annotations

from governance import User, list_users
from pivotwatch.service.context import Service


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
