"""E-mails to partners that a person or a bot asks for; they wait for approval like those of the policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foundation import InputError, UnknownNameError
from governance import (
    Act,
    Contact,
    Message,
    Partner,
    case_findings,
    draft_message,
    list_messages,
    read_case,
    read_partner,
)
from pivotwatch.app import App
from pivotwatch.governing import writer_of

_NOT_FOR_PEOPLE = frozenset({"answer", "digest", "escalation", "failure", "owner_notice", "reminder"})
"""Templates that the product itself uses, at its own time."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft.

    Attributes
    ----------
    new
        False = this e-mail to this contact was there already, whatever became of it.
    """

    message: Message
    new: bool


def purposes(app: App) -> Sequence[str]:
    """Return what an e-mail to a partner can be about: the templates, shipped and own."""
    return [each for each in writer_of(app).renderer.purposes() if each not in _NOT_FOR_PEOPLE]


def draft_to_partner(
    app: App, case_id: str, act: Act, *, purpose: str = "pivot", email: str | None = None, note: str = ""
) -> Drafted:
    """Draft an e-mail about a case to a contact of its partner.

    Parameters
    ----------
    email
        Of a contact in the register; None = the first there.
    note
        A person's own words, set into the text.

    Raises
    ------
    UnknownNameError
        When there is no such case or purpose, or the register names no such contact of the partner.
    InputError
        When the case is about no single partner, or the partner has no contact.
    """
    known = purposes(app)
    if purpose not in known:
        raise UnknownNameError("purpose of an e-mail to a partner", purpose, known)
    case = read_case(app.record, case_id)
    if case.partner is None:
        raise InputError(f"{case_id} is about {case.subject}, so there is no partner to write to.")
    partner, _ = read_partner(app.record, case.partner)
    contact = _contact(partner, email)
    findings = case_findings(app.record, case_id)
    new = writer_of(app).to_partner(case, findings, partner, contact, purpose, act.now, note=note)
    before = {each.message_id for each in list_messages(app.record, case_id=case_id)}
    message = draft_message(app.record, new, act)
    return Drafted(message, message.message_id not in before)


def _contact(partner: Partner, email: str | None) -> Contact:
    if not partner.contacts:
        raise InputError(
            f"The register names no contact of {partner.partner_id}; add one before you write to it."
        )
    if email is None:
        return partner.contacts[0]
    wanted = email.strip().casefold()
    for contact in partner.contacts:
        if contact.email.casefold() == wanted:
            return contact
    known = (contact.email for contact in partner.contacts)
    raise UnknownNameError(f"contact of {partner.partner_id}", email, known)
