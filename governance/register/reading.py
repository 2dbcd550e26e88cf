"""Reading the register."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from foundation import UnknownNameError, fold
from governance.record import Record
from governance.register.model import ApprovedDeclaration, Contact, Credential, Declaration, Partner
from governance.register.tables import Base, ContactRow, CredentialRow, DeclarationRow, PartnerRow


def read_partners(record: Record) -> list[Partner]:
    """Return all registered partners, by id."""
    # plain rows: of ten thousand partners the mapped objects take a second of Python and 75 MB, which stay
    with record.connect() as connection:
        credentials = _by_partner(connection, CredentialRow, CredentialRow.credential_id)
        contacts = _by_partner(connection, ContactRow, ContactRow.place)
        declarations = _by_partner(connection, DeclarationRow, DeclarationRow.version)
        return [
            _partner(
                row, credentials[row.partner_id], contacts[row.partner_id], declarations[row.partner_id][-1:]
            )
            for row in connection.execute(select(PartnerRow.__table__).order_by(PartnerRow.partner_id))
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
    return _partner(row, row.credentials, row.contacts, row.declarations[-1:])


def _by_partner(
    connection: Connection, kind: type[Base], order: InstrumentedAttribute[int]
) -> dict[str, list[Any]]:
    """Return the rows of a table that belong to each partner."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(select(kind.__table__).order_by(order)):
        found[row.partner_id].append(row)
    return found


def _partner(row: Any, credentials: Sequence[Any], contacts: Sequence[Any], newest: Sequence[Any]) -> Partner:
    """Return the partner that rows make, be they mapped or plain."""
    return Partner(
        partner_id=row.partner_id,
        name=row.name,
        tier=row.tier,
        owner=row.owner,
        locale=row.locale,
        time_zone=row.time_zone,
        credentials=tuple(Credential(each.credential_id, each.shown) for each in credentials),
        contacts=tuple(Contact(each.role, each.name, each.email) for each in contacts),
        declared=declaration_of(newest[0]) if newest else Declaration(),
        tags=tuple(json.loads(row.tags_json)),
    )


def declaration_of(row: DeclarationRow) -> Declaration:
    """Return the declaration that a row holds."""
    return Declaration(tuple(json.loads(row.groups_json)), tuple(json.loads(row.endpoints_json)))


def _approved(row: DeclarationRow) -> ApprovedDeclaration:
    at = row.approved_at.replace(tzinfo=UTC)
    return ApprovedDeclaration(declaration_of(row), row.approved_by, at, row.valid_from)
