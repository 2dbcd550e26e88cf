"""Reading the register."""

from __future__ import annotations

import json
from datetime import UTC

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation import UnknownNameError, fold
from governance.record import Record
from governance.register.model import ApprovedDeclaration, Contact, Credential, Declaration, Partner
from governance.register.tables import DeclarationRow, PartnerRow


def read_partners(record: Record) -> list[Partner]:
    """Return all registered partners, by id."""
    with Session(record) as session:
        return [
            partner_of(row) for row in session.scalars(select(PartnerRow).order_by(PartnerRow.partner_id))
        ]


def read_partner(record: Record, partner_id: str) -> tuple[Partner, list[ApprovedDeclaration]]:
    """Return a partner and the history of its declarations, oldest first.

    Raises
    ------
    UnknownNameError
        When no partner has this id (case and white space do not matter).
    """
    with Session(record) as session:
        row = session.scalars(select(PartnerRow).where(PartnerRow.folded_id == fold(partner_id))).first()
        if row is None:
            raise UnknownNameError(
                "registered partner", partner_id, session.scalars(select(PartnerRow.partner_id))
            )
        return partner_of(row), [_approved(each) for each in row.declarations]


def partner_of(row: PartnerRow) -> Partner:
    """Return the partner that a row holds."""
    return Partner(
        partner_id=row.partner_id,
        name=row.name,
        tier=row.tier,
        owner=row.owner,
        locale=row.locale,
        time_zone=row.time_zone,
        credentials=tuple(Credential(each.credential_id, each.shown) for each in row.credentials),
        contacts=tuple(Contact(each.role, each.name, each.email) for each in row.contacts),
        declared=declaration_of(row.declarations[-1]) if row.declarations else Declaration(),
        tags=tuple(json.loads(row.tags_json)),
    )


def declaration_of(row: DeclarationRow) -> Declaration:
    """Return the declaration that a row holds."""
    return Declaration(tuple(json.loads(row.groups_json)), tuple(json.loads(row.endpoints_json)))


def _approved(row: DeclarationRow) -> ApprovedDeclaration:
    at = row.approved_at.replace(tzinfo=UTC)
    return ApprovedDeclaration(declaration_of(row), row.approved_by, at, row.valid_from)
