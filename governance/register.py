"""The partner register: who the partners are, which credentials are theirs, and what they declared."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation import InputError, Problem, UnknownNameError, fold
from governance.audit.writing import write_audit
from governance.record import WRITES, Record
from governance.register_tables import ContactRow, CredentialRow, DeclarationRow, PartnerRow

_MOST_NAMED = 100  # ids in an entry of the audit log

FROM_THE_BEGINNING = date(1970, 1, 1)
"""Since when a partner's first declaration holds: nothing else is known of the time before."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to write to."""

    role: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential of a partner.

    Attributes
    ----------
    credential_id
        Keyed hash, as in the warehouse.
    shown
        What people may see of it.
    """

    credential_id: int
    shown: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a partner said it would do and was approved for.

    Attributes
    ----------
    groups
        Names of allowed groups.
    endpoints
        Labels of allowed endpoints, or patterns with `*`.
    """

    groups: tuple[str, ...] = ()
    endpoints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ApprovedDeclaration:
    """A declaration with its place in history; `approved_at` is in UTC."""

    declaration: Declaration
    approved_by: str
    approved_at: datetime
    valid_from: date


@dataclass(frozen=True, slots=True)
class Partner:
    """A registered partner.

    Attributes
    ----------
    credentials
        By id; those made from the partner's own id and name among them.
    declared
        What holds now.
    tags
        Your own words, for rules of the policy.
    """

    partner_id: str
    name: str
    tier: str | None = None
    owner: str | None = None
    locale: str | None = None
    time_zone: str | None = None
    credentials: tuple[Credential, ...] = ()
    contacts: tuple[Contact, ...] = ()
    declared: Declaration = Declaration()
    tags: tuple[str, ...] = ()


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
            same = row is not None and _partner_of(row) == replace(partner, partner_id=row.partner_id)
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


def read_partners(record: Record) -> list[Partner]:
    """Return all registered partners, by id."""
    with Session(record) as session:
        return [
            _partner_of(row) for row in session.scalars(select(PartnerRow).order_by(PartnerRow.partner_id))
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
        return _partner_of(row), [_approved(each) for each in row.declarations]


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
        latest = {row.partner_id: _declaration_of(row) for row in rows}
    return {
        partner_id: {"groups": list(declared.groups), "endpoints": list(declared.endpoints)}
        for partner_id, declared in latest.items()
        if declared != Declaration()
    }


def contact_in_role(partner: Partner, roles: Sequence[str]) -> Contact | None:
    """Return the first contact whose role is wanted; roles are tried in their order, * is any."""
    for role in roles:
        for contact in partner.contacts:
            if role == "*" or contact.role.casefold() == role.casefold():
                return contact
    return None


def declared_by(session: Session, partner_id: str) -> Declaration | None:
    """Return what a partner's newest declaration says; None when the partner is not registered."""
    row = session.scalars(select(PartnerRow).where(PartnerRow.folded_id == fold(partner_id))).first()
    if row is None:
        return None
    return _declaration_of(row.declarations[-1]) if row.declarations else Declaration()


def declare(session: Session, partner_id: str, declared: Declaration, approved_by: str, at: datetime) -> None:
    """Add a declaration to a registered partner's history, unless it stands already; `at` is naive UTC."""
    row = session.scalars(select(PartnerRow).where(PartnerRow.folded_id == fold(partner_id))).one()
    standing = _declaration_of(row.declarations[-1]) if row.declarations else Declaration()
    if declared != standing:
        row.declarations.append(_declaration_row(len(row.declarations), declared, approved_by, at, "case"))
        row.updated_at = at


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
        before = _declaration_of(row.declarations[-1]) if row.declarations else Declaration()
        if partner.declared != before:
            row.declarations.append(
                _declaration_row(len(row.declarations), partner.declared, approved_by, at, "register")
            )


def _merged(row: PartnerRow | None, declared: Declaration) -> Declaration:
    """Return what holds when a register says `declared`.

    A register that says what it said before leaves what a manager approved since then: the nightly import
    must not take approvals back.
    """
    if row is None or not row.declarations:
        return declared
    imported = [_declaration_of(each) for each in row.declarations if each.source == "register"]
    said_before = imported[-1] if imported else Declaration()
    return _declaration_of(row.declarations[-1]) if declared == said_before else declared


def _declaration_row(
    place: int, declared: Declaration, approved_by: str, at: datetime, source: str
) -> DeclarationRow:
    return DeclarationRow(
        version=place + 1,
        groups_json=json.dumps(declared.groups, ensure_ascii=False),
        endpoints_json=json.dumps(declared.endpoints, ensure_ascii=False),
        approved_by=approved_by,
        approved_at=at,
        source=source,
        valid_from=FROM_THE_BEGINNING if place == 0 else at.date(),
    )


def _partner_of(row: PartnerRow) -> Partner:
    return Partner(
        partner_id=row.partner_id,
        name=row.name,
        tier=row.tier,
        owner=row.owner,
        locale=row.locale,
        time_zone=row.time_zone,
        credentials=tuple(Credential(each.credential_id, each.shown) for each in row.credentials),
        contacts=tuple(Contact(each.role, each.name, each.email) for each in row.contacts),
        declared=_declaration_of(row.declarations[-1]) if row.declarations else Declaration(),
        tags=tuple(json.loads(row.tags_json)),
    )


def _declaration_of(row: DeclarationRow) -> Declaration:
    return Declaration(tuple(json.loads(row.groups_json)), tuple(json.loads(row.endpoints_json)))


def _approved(row: DeclarationRow) -> ApprovedDeclaration:
    at = row.approved_at.replace(tzinfo=UTC)
    return ApprovedDeclaration(_declaration_of(row), row.approved_by, at, row.valid_from)
