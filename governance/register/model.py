"""A partner, its contacts and credentials, and what it declared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


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


def contact_in_role(partner: Partner, roles: Sequence[str]) -> Contact | None:
    """Return the first contact whose role is wanted; roles are tried in their order, * is any."""
    for role in roles:
        for contact in partner.contacts:
            if role == "*" or contact.role.casefold() == role.casefold():
                return contact
    return None
