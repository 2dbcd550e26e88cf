"""Messages: drafts to partners, their approval, and what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from governance import (
    ConflictError,
    Message,
    MessageState,
    approve_message,
    discard_message,
    list_messages,
    read_message,
    revise_message,
)
from pivotwatch.api.access import Acting, Held, needs
from pivotwatch.api.etags import Expected, answer_tag, tag, unchanged
from pivotwatch.api.paging import (
    DEFAULT_LIMIT,
    Cursor,
    Limit,
    Page,
    Sent,
    Shown,
    cut_newest_first,
    newest_part,
)
from pivotwatch.api.resources.profiles import ByPartner
from pivotwatch.drafting import draft_to_partner
from pivotwatch.governing import outbox_of

routes = APIRouter(prefix="/messages", tags=["messages"])

MessageId = Annotated[
    str, Path(description="Of a message.", examples=["message-3f9ac21b04d7"], max_length=64)
]
_Body = Annotated[str, Field(max_length=200_000)]


class MessageShown(Shown):
    """A message. The link to the partner's answer page is not in it: it is made when the message is sent."""

    message_id: str = Field(examples=["message-3f9ac21b04d7"])
    case_id: str | None
    partner: str | None
    purpose: str = Field(examples=["pivot"])
    channel: str = Field(examples=["email"])
    recipient: str
    recipient_name: str
    to_partner: bool
    language: str
    subject: str
    text: str
    html: str
    note: str = Field(description="A person's own words, set into the text.")
    state: MessageState
    created_by: str
    created_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    not_before: datetime | None
    attempts: int
    reason: str = Field(
        description="Why it waits, failed, bounced or was suppressed; empty = nothing to tell."
    )
    sent_at: datetime | None
    internet_id: str = Field(description="The header Message-ID; it never changes.")
    in_reply_to: str | None
    rule: str | None
    updated_at: datetime
    version: int = Field(description="What the ETag says.")


class DraftAsked(Sent):
    """An e-mail to a partner."""

    case_id: str = Field(max_length=64, examples=["case-3f9ac21b04d7"])
    purpose: str = Field(
        "pivot", max_length=64, description="A template: `pivot`, `redeclaration`, your own."
    )
    email: str | None = Field(
        None, max_length=320, description="Of a contact in the register; null = the first there."
    )
    note: str = Field("", max_length=10_000, description="Your own words, set into the text.")


class Outcome(Shown):
    """What became of sending."""

    outcome: str = Field(description="`sent`, `later`, `failed`, `suppressed` or `taken over`.")
    reason: str = Field(description="Why it was not sent; empty = it was.")
    message: MessageShown


class WordsChanged(Sent):
    """Other words for a draft; what is left out stays."""

    subject: str | None = Field(None, min_length=1, max_length=200)
    text: _Body | None = None
    html: _Body | None = None
    note: Annotated[str, Field(max_length=10_000)] | None = None


@routes.get("", dependencies=[needs("read")], response_model=Page[MessageShown])
def list_all(
    service: Held,
    state: Annotated[
        list[MessageState] | None, Query(description="Only these states; may be repeated.")
    ] = None,
    case_id: Annotated[str | None, Query(description="Only this case's.", max_length=64)] = None,
    partner: ByPartner = None,
    purpose: Annotated[str | None, Query(description="Only this purpose.", max_length=64)] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """List messages, the newest first."""
    found = list_messages(
        service.record,
        states=state or (),
        case_id=case_id,
        partner=partner,
        purpose=purpose,
        part=newest_part(limit, cursor),
    )
    return cut_newest_first(found, limit, lambda each: (each.created_at, each.message_id))


@routes.post("", dependencies=[needs("messages:draft")], response_model=MessageShown, status_code=201)
def draft(service: Held, given: DraftAsked, act: Acting, response: Response) -> Message:
    """Draft an e-mail about a case to a contact of its partner, from the templates; it waits for approval.

    The same e-mail to the same contact is drafted once: asking again returns it with 200.
    """
    drafted = draft_to_partner(
        service.app, given.case_id, act, purpose=given.purpose, email=given.email, note=given.note
    )
    response.status_code = 201 if drafted.new else 200
    response.headers["Location"] = f"/api/v1/messages/{drafted.message.message_id}"
    return _tagged(response, drafted.message)


@routes.get("/{message_id}", dependencies=[needs("read")], response_model=MessageShown)
def read_one(service: Held, message_id: MessageId, request: Request, response: Response) -> Message:
    """Return a message, with its ETag."""
    message = read_message(service.record, message_id)
    answer_tag(request, response, message.version)
    return message


@routes.patch("/{message_id}", dependencies=[needs("messages:draft")], response_model=MessageShown)
def revise(
    service: Held,
    message_id: MessageId,
    given: WordsChanged,
    act: Acting,
    expected: Expected,
    response: Response,
) -> Message:
    """Change the words of a draft."""
    words = given.model_dump(exclude_none=True)
    with _unchanged(service, message_id, expected):
        return _tagged(response, revise_message(service.record, message_id, act, **words, version=expected))


@routes.delete("/{message_id}", dependencies=[needs("messages:draft")], response_model=MessageShown)
def discard(
    service: Held, message_id: MessageId, act: Acting, expected: Expected, response: Response
) -> Message:
    """Throw a draft away; it is kept on record and never sent."""
    with _unchanged(service, message_id, expected):
        return _tagged(response, discard_message(service.record, message_id, act, expected))


@routes.post("/{message_id}/approval", dependencies=[needs("messages:approve")], response_model=MessageShown)
def approve(
    service: Held, message_id: MessageId, act: Acting, expected: Expected, response: Response
) -> Message:
    """Let the outbox send a draft; who approves is on record. Send If-Match: approve what you have read."""
    with _unchanged(service, message_id, expected):
        return _tagged(response, approve_message(service.record, message_id, act, expected))


@routes.post("/{message_id}/sending", dependencies=[needs("messages:send")], response_model=Outcome)
def send(service: Held, message_id: MessageId, response: Response) -> dict[str, Any]:
    """Send an approved message now, not at the outbox's next round; limits and quiet hours still hold."""
    message = read_message(service.record, message_id)
    delivered = outbox_of(service.app).deliver_one(message_id)
    if delivered is None:
        raise ConflictError(_why_not(message))
    sent = _tagged(response, read_message(service.record, message_id))
    return {"outcome": delivered.outcome, "reason": delivered.reason, "message": sent}


def _why_not(message: Message) -> str:
    if message.state == "approved" and message.not_before is not None:
        return f"{message.message_id} waits until {message.not_before.isoformat()}: {message.reason}"
    if message.state in ("approved", "claimed"):
        return f"{message.message_id} is being sent at this moment."
    return f"{message.message_id} is {message.state}; only an approved message can be sent."


def _unchanged(service: Held, message_id: str, expected: int | None) -> Any:
    return unchanged(expected, lambda: read_message(service.record, message_id).version)


def _tagged(response: Response, message: Message) -> Message:
    response.headers["ETag"] = tag(message.version)
    return message
