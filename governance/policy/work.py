"""One window's work of the policy, in its transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection

from governance.acts import Act
from governance.messages.drafting import draft_within
from governance.messages.model import NewMessage
from governance.messages.writing import Writer
from governance.owners import Owner
from governance.policy.deciding import Decision, Reason
from governance.policy.journal import record_decision
from governance.policy.reading import Policy


@dataclass
class Work:
    """What the actions of one window share.

    Attributes
    ----------
    owners
        Whom owners' names mean.
    today
        In the platform's time zone.
    decisions, opened, joined, drafted
        What was done so far.
    """

    connection: Connection
    policy: Policy
    writer: Writer
    owners: Sequence[Owner]
    today: date
    act: Act
    decisions: list[Decision] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    drafted: list[str] = field(default_factory=list)

    def note(self, decision: Decision) -> None:
        """Keep a decision on record."""
        self.decisions.append(decision)
        record_decision(self.connection, decision, self.policy.version, self.act)

    def draft(self, new: NewMessage, *, approved: bool) -> None:
        """Draft a message, or let the outbox send it at once."""
        message = draft_within(self.connection, new, self.act, approved=approved)
        self.drafted.append(message.message_id)


def left(decision: Decision, reason: Reason, text: str) -> Decision:
    """Return the decision not to do what a rule asked for after all."""
    return replace(decision, outcome="leave", reason=reason, text=text)
