"""What partners declared, and when it held."""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation import fold
from governance.record import Record
from governance.register.model import Declaration
from governance.register.reading import declaration_of
from governance.register.tables import DeclarationRow, PartnerRow

FROM_THE_BEGINNING = date(1970, 1, 1)
"""Since when a partner's first declaration holds: nothing else is known of the time before."""


def declarations_on(record: Record, day: date) -> dict[str, dict[str, list[str]]]:
    """Return what each partner's declaration allowed on a day, as detectors want it.

    Returns
    -------
    dict
        Partner id to `{"groups": [names], "endpoints": [labels or patterns]}`; partners that declared
        nothing are absent.
    """
    with Session(record) as session:
        rows = session.scalars(
            select(DeclarationRow)
            .where(DeclarationRow.valid_from <= day)
            .order_by(DeclarationRow.partner_id, DeclarationRow.version)
        )
        latest = {row.partner_id: declaration_of(row) for row in rows}
    return {
        partner_id: {"groups": list(declared.groups), "endpoints": list(declared.endpoints)}
        for partner_id, declared in latest.items()
        if declared != Declaration()
    }


def declared_by(session: Session, partner_id: str) -> Declaration | None:
    """Return what a partner's newest declaration says; None when the partner is not registered."""
    row = session.scalars(select(PartnerRow).where(PartnerRow.folded_id == fold(partner_id))).first()
    if row is None:
        return None
    return declaration_of(row.declarations[-1]) if row.declarations else Declaration()


def declare(session: Session, partner_id: str, declared: Declaration, approved_by: str, at: datetime) -> None:
    """Add a declaration to a registered partner's history, unless it stands already; `at` is naive UTC."""
    row = session.scalars(select(PartnerRow).where(PartnerRow.folded_id == fold(partner_id))).one()
    standing = declaration_of(row.declarations[-1]) if row.declarations else Declaration()
    if declared != standing:
        row.declarations.append(declaration_row(len(row.declarations), declared, approved_by, at, "case"))
        row.updated_at = at


def declaration_row(
    place: int, declared: Declaration, approved_by: str, at: datetime, source: str
) -> DeclarationRow:
    """Return the row of a declaration that follows so many others."""
    return DeclarationRow(
        version=place + 1,
        groups_json=json.dumps(declared.groups, ensure_ascii=False),
        endpoints_json=json.dumps(declared.endpoints, ensure_ascii=False),
        approved_by=approved_by,
        approved_at=at,
        source=source,
        valid_from=FROM_THE_BEGINNING if place == 0 else at.date(),
    )
