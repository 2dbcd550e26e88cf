"""A message that will not arrive is the owner's to know: it opens no gap that nobody sees."""

from __future__ import annotations

from foundation import UnknownNameError
from governance.acts import Act
from governance.cases.model import Case
from governance.cases.reading import read_case
from governance.messages.drafting import draft_message
from governance.messages.model import Message
from governance.messages.writing import Writer
from governance.owners import owner_named, reachable
from governance.record import Record
from governance.register.reading import read_partner


def tell_owner_of_failure(record: Record, writer: Writer, message: Message, reason: str, act: Act) -> None:
    """Write to the owner that a message to a partner did not arrive; notices to owners are not reported."""
    if not message.to_partner:
        return
    case = read_case(record, message.case_id) if message.case_id else None
    owner = owner_named(reachable(record), _owner(record, message, case))
    if owner is None:
        return
    facts = {
        "about": message.partner,
        "recipient": message.recipient,
        "failed_subject": message.subject,
        "reason": reason,
    }
    key = ("owner", owner.email, "failure", message.message_id)
    notice = writer.to_owner(owner, "failure", facts, key, case=case)
    draft_message(record, notice, act, approved=True)


def _owner(record: Record, message: Message, case: Case | None) -> str | None:
    if case is not None and case.owner:
        return case.owner
    try:
        return read_partner(record, message.partner or "")[0].owner
    except UnknownNameError:
        return None
