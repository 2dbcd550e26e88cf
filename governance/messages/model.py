"""A message and what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

MessageState = Literal["draft", "approved", "claimed", "sent", "failed", "bounced", "suppressed", "discarded"]
MESSAGE_STATES: tuple[MessageState, ...] = get_args(MessageState)
"""Draft: waits for approval. Approved: waits for the outbox. Claimed: being sent. Sent: the other side took
it. Failed: refused for good, or tried too often. Bounced: taken, then returned. Suppressed: not sent, on
purpose. Discarded: a person threw the draft away."""

EMAIL = "email"
"""The channel whose recipient is an address; every other channel is named in settings."""

ANSWER_LINK = "https://answer-link.invalid/"
"""Stands in a stored body for the partner's own link, which is made when the message is sent: who may read
messages must not be able to answer for the partner. `.invalid` is reserved for this by RFC 2606."""


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What a draft is made of.

    Attributes
    ----------
    key
        What makes it this message and no other, e.g. case, purpose, recipient: the same key drafts once.
    recipient
        An address for channel `email`; else the channel's own name again.
    to_partner
        It goes to the partner: the recipient must then be a contact in the register when it is sent.
    facts
        What the text was rendered from; survives JSON.
    id_domain
        The right side of its Message-ID: the domain that the platform sends from.
    in_reply_to
        The Message-ID of the message that it reminds of.
    """

    key: tuple[str, ...]
    purpose: str
    channel: str
    recipient: str
    subject: str
    text: str
    html: str = ""
    recipient_name: str = ""
    case_id: str | None = None
    partner: str | None = None
    to_partner: bool = False
    language: str = "en"
    note: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    id_domain: str = "pivotwatch.invalid"
    in_reply_to: str | None = None
    not_before: datetime | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One outgoing message.

    Attributes
    ----------
    note
        A person's own words, set into the text.
    not_before
        The outbox leaves it alone until then: quiet hours, or a pause after a temporary failure.
    attempts
        How often it was claimed for sending.
    reason
        Why it waits, failed, bounced or was suppressed; empty = nothing to tell.
    internet_id
        The header Message-ID, made with the draft and never changed.
    version
        Give it back with a change, and a change by somebody else meanwhile raises ConflictError.
    """

    message_id: str
    case_id: str | None
    partner: str | None
    purpose: str
    channel: str
    recipient: str
    recipient_name: str
    to_partner: bool
    language: str
    subject: str
    text: str
    html: str
    note: str
    facts: Mapping[str, Any]
    state: MessageState
    created_by: str
    created_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    not_before: datetime | None
    claim: str | None
    lease_until: datetime | None
    attempts: int
    reason: str
    sent_at: datetime | None
    internet_id: str
    in_reply_to: str | None
    rule: str | None
    updated_at: datetime
    version: int
