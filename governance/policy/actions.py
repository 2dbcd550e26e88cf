"""What a rule may ask for. Each action's fields are its settings in the policy file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from foundation import Section
from governance.policy.conditions import Words

_DEFAULT_ROLES = ("technical", "tech", "*")


class OpenCase(Section):
    """Open a case, or join the partner's open one."""

    action: Literal["open_case"]
    due_days: int | None = Field(default=5, ge=0, le=365)
    """Days until it is to be done."""
    owner: str | None = None
    """Who gets it; unset = the partner's owner."""


class NotifyOwner(Section):
    """Tell the case's owner, once a case and window."""

    action: Literal["notify_owner"]


class EmailToPartner(Section):
    """What the two actions that write to a partner have in common."""

    purpose: str = Field(default="pivot", pattern="^[a-z][a-z_]*$")
    """Which templates: `<purpose>.<language>.txt`."""
    roles: Words = _DEFAULT_ROLES
    """Contacts by role, the first that the register has; * = the partner's first contact."""
    approval: bool = True
    """Whether a person must approve it before it is sent."""
    every_days: int = Field(default=14, ge=0)
    """Not if the partner got an e-mail of this purpose within so many days."""


class DraftEmail(EmailToPartner):
    """Draft an e-mail to the partner, once a case."""

    action: Literal["draft_email"]


class AskRedeclaration(EmailToPartner):
    """Ask the partner to declare its use case anew."""

    action: Literal["ask_redeclaration"]
    purpose: str = Field(default="redeclaration", pattern="^[a-z][a-z_]*$")


class Webhook(Section):
    """Post to a channel of `[governance.channels]`: a webhook, Slack, Teams, a file."""

    action: Literal["webhook"]
    channel: str
    """Its name there."""


class SuggestUpsell(Section):
    """Write into the case which plan partners of the new group usually have, if this one has another."""

    action: Literal["suggest_upsell"]


class RemindPartner(Section):
    """Draft a reminder to the partner when it has not answered, as a reply to the e-mail that asked."""

    action: Literal["remind_partner"]
    after_days: int = Field(default=7, ge=1)
    """Days after the e-mail, and after each reminder."""
    times: int = Field(default=1, ge=1, le=5)
    """How often."""
    approval: bool = True
    """Whether a person must approve it before it is sent."""


class Escalate(Section):
    """Tell somebody else when the case is still unresolved."""

    action: Literal["escalate"]
    after_days: int = Field(ge=1)
    """Days after the case was opened."""
    to: str
    """A name in `pivotwatch owners`, or an address."""


class Snooze(Section):
    """Tell nobody about the case for a time."""

    action: Literal["snooze"]
    days: int = Field(ge=1, le=365)


Action = Annotated[
    OpenCase
    | NotifyOwner
    | DraftEmail
    | AskRedeclaration
    | Webhook
    | SuggestUpsell
    | RemindPartner
    | Escalate
    | Snooze,
    Field(discriminator="action"),
    # "notify_owner" is short for { action = "notify_owner" }
    BeforeValidator(lambda value: {"action": value} if isinstance(value, str) else value),
]
