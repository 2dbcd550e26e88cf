"""A person with an account, and what their role lets them do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

Role = Literal["viewer", "manager", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Viewer: looks at everything. Manager: also works on cases, messages, verdicts, groups and endpoints. Admin:
also accepts models, changes the policy, sees settings and the audit log, and looks after accounts."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in.

    Attributes
    ----------
    login
        What they type; unique whatever its case.
    name
        What cases and the audit log call them; unique, too, and compared with a partner's owner.
    team
        Where teams are kept apart, theirs; '' = none.
    by_password
        They have a password here; else an identity provider vouches for them.
    locked_until
        After too many wrong passwords nobody gets in before; aware.
    """

    login: str
    name: str
    email: str
    role: Role
    team: str
    by_password: bool
    created_at: datetime
    disabled_at: datetime | None = None
    locked_until: datetime | None = None
    last_seen_at: datetime | None = None

    def may(self, role: Role) -> bool:
        """Tell whether their role is this one or a higher one."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def owns(self, owner: str | None) -> bool:
        """Tell whether an owner as the register writes it is this person."""
        return bool(owner) and owner.casefold() in self.known_as  # type: ignore[union-attr] # bool() saw it

    @property
    def known_as(self) -> frozenset[str]:
        """The names under which the register may have them as owner, folded."""
        return frozenset(each.casefold() for each in (self.login, self.name, self.email) if each)
