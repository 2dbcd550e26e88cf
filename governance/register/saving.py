"""Saving the register: all of it or nothing, and never against what a manager approved."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation import InputError, Problem, fold
from governance.audit.writing import write_audit
from governance.record import WRITES, Record
from governance.register.declarations import declaration_row
from governance.register.model import Declaration, Partner
from governance.register.reading import declaration_of, partner_of
from governance.register.tables import ContactRow, CredentialRow, PartnerRow

_MOST_NAMED = 100  # ids in an entry of the audit log


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving did to each partner, by id."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


def save_partners(
    record: Record, partners: Sequence[Partner], approved_by: str, now: datetime, *, dry_run: bool = False
) -> Saved:
    """Add partners and update those known; others stay as they are.

    Parameters
    ----------
    approved_by
        Who vouches for the declarations.
    dry_run
        Find out what would happen, and write nothing.

    Raises
    ------
    InputError
        When a credential is another partner's already; every clash is named and nothing is written.
    """
    at = now.astimezone(UTC).replace(tzinfo=None)
    with Session(record.execution_options(**WRITES)) as session, session.begin():
        known = {row.folded_id: row for row in session.scalars(select(PartnerRow))}
        _refuse_clashes(known, partners)
        outcome: dict[str, list[str]] = {"added": [], "changed": [], "unchanged": []}
        to_write: list[tuple[PartnerRow, Partner]] = []
        for partner in partners:
            row = known.get(fold(partner.partner_id))
            partner = replace(partner, declared=_merged(row, partner.declared))  # noqa: PLW2901 - what is saved
            same = row is not None and partner_of(row) == replace(partner, partner_id=row.partner_id)
            kind = "added" if row is None else "unchanged" if same else "changed"
            outcome[kind].append(partner.partner_id)
            if kind != "unchanged":
                folded = fold(partner.partner_id)
                to_write.append((row or PartnerRow(partner_id=partner.partner_id, folded_id=folded), partner))
        if not dry_run and to_write:
            _write(session, to_write, approved_by, at)
            details = {"added": outcome["added"][:_MOST_NAMED], "changed": outcome["changed"][:_MOST_NAMED]}
            write_audit(session.connection(), now, approved_by, "register.saved", "register", details)
        return Saved(*(tuple(outcome[kind]) for kind in ("added", "changed", "unchanged")))


def _refuse_clashes(known: Mapping[str, PartnerRow], partners: Sequence[Partner]) -> None:
    saved = {fold(partner.partner_id) for partner in partners}
    owners = {
        credential.credential_id: row.partner_id
        for folded, row in known.items()
        if folded not in saved
        for credential in row.credentials
    }
    problems = []
    for partner in partners:
        for credential in partner.credentials:
            owner = owners.setdefault(credential.credential_id, partner.partner_id)
            if fold(owner) != fold(partner.partner_id):
                reason = f"is a credential of {owner} already; one credential belongs to one partner"
                problems.append(Problem(f"partner {partner.partner_id}", credential.shown, reason))
    if problems:
        raise InputError("The register was left as it is:", problems)


def _write(
    session: Session, to_write: Sequence[tuple[PartnerRow, Partner]], approved_by: str, at: datetime
) -> None:
    for row, partner in to_write:
        row.name, row.tier, row.owner = partner.name, partner.tier, partner.owner
        row.locale, row.time_zone, row.updated_at = partner.locale, partner.time_zone, at
        row.tags_json = json.dumps(partner.tags, ensure_ascii=False)
        row.credentials, row.contacts = [], []
        session.add(row)
    session.flush()  # old credentials go before new ones come: partners of one file may swap them
    for row, partner in to_write:
        row.credentials = [
            CredentialRow(credential_id=each.credential_id, shown=each.shown) for each in partner.credentials
        ]
        row.contacts = [
            ContactRow(place=place, role=each.role, name=each.name, email=each.email)
            for place, each in enumerate(partner.contacts)
        ]
        before = declaration_of(row.declarations[-1]) if row.declarations else Declaration()
        if partner.declared != before:
            row.declarations.append(
                declaration_row(len(row.declarations), partner.declared, approved_by, at, "register")
            )


def _merged(row: PartnerRow | None, declared: Declaration) -> Declaration:
    """Return what holds when a register says `declared`.

    A register that says what it said before leaves what a manager approved since then: the nightly import
    must not take approvals back.
    """
    if row is None or not row.declarations:
        return declared
    imported = [declaration_of(each) for each in row.declarations if each.source == "register"]
    said_before = imported[-1] if imported else Declaration()
    return declaration_of(row.declarations[-1]) if declared == said_before else declared
