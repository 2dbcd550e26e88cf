"""Between claiming a message and sending it: whether it may go to this address, and now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from foundation import UnknownNameError
from governance.acts import to_column
from governance.addresses import fold_address, is_address
from governance.answers.reading import answer_to
from governance.cases.reading import case_in
from governance.messages.model import EMAIL, Message
from governance.messages.quiet import quiet_until
from governance.messages.recent import sent_to_partner_since
from governance.messages.tables import MESSAGES
from governance.record import Record
from governance.register.model import Partner
from governance.register.reading import read_partner
from governance.settings import MailSettings
from governance.suppressions import suppressed_in

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a message does not go out now.

    Attributes
    ----------
    kind
        `suppress` = never; `settled` = never, for there is nothing to ask any more; `wait` = not before
        `until`.
    """

    kind: Literal["suppress", "settled", "wait"]
    reason: str
    until: datetime | None = None


def hold_of(
    record: Record, message: Message, settings: MailSettings, zone: ZoneInfo, now: datetime
) -> Hold | None:
    """Return why a message must not be sent now; None = it may.

    Parameters
    ----------
    zone
        The platform's, for partners whose own is unknown.
    """
    if message.channel != EMAIL:
        return None
    never = _never(record, message)
    if never is not None:
        return Hold("suppress", never)
    settled = _settled(record, message)
    if settled is not None:
        return Hold("settled", settled)
    return _not_now(record, message, settings, zone, now)


def _never(record: Record, message: Message) -> str | None:
    if not is_address(message.recipient):
        return f"{message.recipient!r} is no address."
    with record.connect() as connection:
        reason = suppressed_in(connection, message.recipient, message.purpose)
    if reason is not None:
        return f"The address is on the suppression list: {reason}"
    if not message.to_partner:
        return None
    partner = _partner(record, message)
    named = {fold_address(contact.email) for contact in partner.contacts} if partner else set()
    if fold_address(message.recipient) not in named:
        return f"The register does not name {message.recipient} as a contact of {message.partner}."
    return None


def _settled(record: Record, message: Message) -> str | None:
    """Return why a partner need not be asked any more; None = it still has to."""
    if message.case_id is None or not message.to_partner:
        return None
    with record.connect() as connection:
        if answer_to(connection, message) is not None:
            return f"{message.partner} has answered meanwhile."
        case = case_in(connection, message.case_id)
    return (
        f"{case.case_id} was resolved meanwhile, as {case.resolution}." if case.state == "resolved" else None
    )


def _not_now(
    record: Record, message: Message, settings: MailSettings, zone: ZoneInfo, now: datetime
) -> Hold | None:
    with record.connect() as connection:
        sent = select(func.count()).where(MESSAGES.c.sent_at > to_column(now - _MINUTE))
        if (connection.scalar(sent) or 0) >= settings.per_minute:
            return Hold("wait", f"{settings.per_minute} messages went out within a minute.", now + _MINUTE)
        if not message.to_partner or message.partner is None:
            return None
        to_them = sent_to_partner_since(connection, message.partner, to_column(now - _DAY))
    if to_them >= settings.per_partner_a_day:
        told = f"{message.partner} got {to_them} e-mails within a day."
        return Hold("wait", told, now + timedelta(hours=1))
    partner = _partner(record, message)
    theirs = ZoneInfo(partner.time_zone) if partner and partner.time_zone else zone
    until = quiet_until(now, theirs, settings)
    if until is None:
        return None
    local = until.astimezone(theirs)
    return Hold("wait", f"Quiet hours of the partner, until {local:%Y-%m-%d %H:%M} ({theirs.key}).", until)


def _partner(record: Record, message: Message) -> Partner | None:
    try:
        return read_partner(record, message.partner or "")[0]
    except UnknownNameError:
        return None
