"""The outbox, and what is done with one message."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from foundation import UnknownNameError
from governance import (
    MESSAGE_STATES,
    ConflictError,
    Message,
    MessageState,
    approve_message,
    discard_message,
    list_messages,
    read_message,
    request_job,
    revise_message,
)
from pivotwatch.drafting import draft_to_partner
from pivotwatch.web.desk import Desk, ManagerForm, Viewing
from pivotwatch.web.listing import Slice

routes = APIRouter()
Version = Annotated[int, Form()]
Subject = Annotated[str, Form(max_length=1000)]
Text = Annotated[str, Form(max_length=200_000)]


@routes.get("/outbox")
def show(desk: Viewing, state: str = "", page: int = 1) -> Response:
    """List messages, newest first; of one state if one is named."""
    if state and state not in MESSAGE_STATES:
        raise UnknownNameError("state of a message", state, MESSAGE_STATES)
    wanted: tuple[MessageState, ...] = (state,) if state else ()
    everything = [each for each in list_messages(desk.service.record) if desk.sees(each.partner)]
    counts = {name: sum(each.state == name for each in everything) for name in MESSAGE_STATES}
    found = [each for each in everything if not wanted or each.state in wanted]
    return desk.page("outbox.html.j2", messages=Slice.of(found, page), state=state, counts=counts)


@routes.post("/cases/{case_id}/draft")
def draft(desk: ManagerForm, case_id: str) -> Response:
    """Draft an e-mail about a case to its partner."""
    drafted = draft_to_partner(desk.service.app, case_id, desk.act)
    desk.check_sees(drafted.message.partner)
    told = "The draft is below." if drafted.new else "This e-mail was written already; it is below."
    return desk.back(f"/cases/{case_id}#{drafted.message.message_id}", told)


@routes.post("/messages/{message_id}/revise")
def revise(desk: ManagerForm, message_id: str, version: Version, subject: Subject, text: Text) -> Response:
    """Keep other words in a draft."""
    message = _message(desk, message_id)
    try:
        _revised(desk, message, version, subject, text)
    except ConflictError as error:
        return _clash(desk, message_id, error, subject, text)
    return desk.back(_place(message), "The draft is kept; it is not sent before somebody approves it.")


@routes.post("/messages/{message_id}/approve")
def approve(desk: ManagerForm, message_id: str, version: Version, subject: Subject, text: Text) -> Response:
    """Let the outbox send a draft, with the words as they stand in the form."""
    message = _message(desk, message_id)
    try:
        approved = _revised(desk, message, version, subject, text)
        approve_message(desk.service.record, message_id, desk.act, approved.version)
    except ConflictError as error:
        return _clash(desk, message_id, error, subject, text)
    request_job(desk.service.record, "outbox")
    return desk.back(
        _place(message), f"Approved; it goes to {message.recipient} as soon as the outbox may send it."
    )


@routes.post("/messages/{message_id}/discard")
def discard(desk: ManagerForm, message_id: str, version: Version) -> Response:
    """Throw a draft away."""
    message = _message(desk, message_id)
    discard_message(desk.service.record, message_id, desk.act, version)
    return desk.back(_place(message), "Thrown away; it is kept on record and never sent.")


def _message(desk: Desk, message_id: str) -> Message:
    message = read_message(desk.service.record, message_id)
    desk.check_sees(message.partner)
    return message


def _revised(desk: Desk, message: Message, version: int, subject: str, text: str) -> Message:
    words = text.replace("\r\n", "\n")
    if (subject, words.strip()) == (message.subject, message.text.strip()) and version == message.version:
        return message
    return revise_message(
        desk.service.record,
        message.message_id,
        desk.act,
        subject=subject,
        text=words,
        version=version,
    )


def _place(message: Message) -> str:
    return f"/cases/{message.case_id}#{message.message_id}" if message.case_id else "/outbox"


def _clash(desk: Desk, message_id: str, error: ConflictError, subject: str, text: str) -> Response:
    """Show what somebody else did, and keep what this person wrote."""
    now = read_message(desk.service.record, message_id)
    return desk.page("clash.html.j2", status=409, message=now, reason=str(error), subject=subject, text=text)
