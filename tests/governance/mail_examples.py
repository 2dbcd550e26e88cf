"""A partner's draft, and an outbox to send it with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from governance import (
    Case,
    Message,
    Outbox,
    Owner,
    Record,
    Renderer,
    Writer,
    approve_message,
    configured_ways,
    draft_message,
    open_case,
    read_partner,
    save_owners,
)
from governance.settings import GovernanceSettings
from tests.governance.governance_examples import ANNA, KEY, NOW, finding, register


@dataclass
class MovingClock:
    """A clock that a test sets."""

    at: datetime = field(default_factory=lambda: NOW)

    def now(self) -> datetime:
        return self.at


WRITER = Writer(
    "Example CRM",
    Renderer(),
    ZoneInfo("UTC"),
    "partners@crm.example",
    "https://pivotwatch.crm.example",
)


def settings(**mail: Any) -> GovernanceSettings:
    plain = {"host": "localhost", "security": "none", "sender": "partners@crm.example"}
    return GovernanceSettings.model_validate({"mail": plain | mail})


def outbox(
    record: Record, given: GovernanceSettings, clock: MovingClock | None = None, **more: Any
) -> Outbox:
    return Outbox(
        record=record,
        ways=configured_ways(given),
        mail=given.mail,
        writer=WRITER,
        clock=clock or MovingClock(),
        key=KEY,
        zone=ZoneInfo("UTC"),
        allowed_targets=given.allow_private_targets,
        **more,
    )


def approved(record: Record, partner: str = "acme", count: int = 0) -> Message:
    """Return an approved e-mail to acme's technical contact, about a case of its own."""
    return _approved(record, case_of(record, partner), count)


def many_approved(record: Record, messages: int) -> list[Message]:
    """Return so many approved e-mails to acme's technical contact, all about one case."""
    case = case_of(record)
    return [_approved(record, case, count) for count in range(messages)]


def _approved(record: Record, case: Case, count: int) -> Message:
    known = read_partner(record, case.partner or "")[0]
    about = [finding(case.partner)]
    new = WRITER.to_partner(case, about, known, known.contacts[0], "pivot", NOW, count=count)
    draft = draft_message(record, new, ANNA)
    return approve_message(record, draft.message_id, ANNA)


def case_of(record: Record, partner: str = "acme") -> Case:
    register(record)
    save_owners(record, [Owner("anna", "anna@crm.example")], ANNA)
    return open_case(record, finding(partner), ANNA, owner="anna").case
