"""A file with one JSON object a line: for tests, for air gaps, and for what another program picks up."""

from __future__ import annotations

import json
import os
from pathlib import Path

from pydantic import Field

from foundation import Section
from governance.delivery import Channel, DeliveryError, Rendered, Surroundings
from governance.messages.model import Message


class FileParameters(Section):
    """Append to a file."""

    path: str = Field(min_length=1)
    """The file; a relative path starts in the home folder."""
    events: tuple[str, ...] = ()
    """Also write these events, e.g. case.*"""


def _render(message: Message, parameters: FileParameters, surroundings: Surroundings) -> Rendered:
    del parameters
    told = {
        "at": surroundings.now.isoformat(),
        "message_id": message.message_id,
        "purpose": message.purpose,
        "case": message.case_id,
        "partner": message.partner,
        "subject": message.subject,
        "text": message.text,
        "data": dict(message.facts),
    }
    return Rendered(json.dumps(told, ensure_ascii=False, default=str).encode() + b"\n")


def _send(
    rendered: Rendered, message: Message, parameters: FileParameters, surroundings: Surroundings
) -> None:
    del message
    path = Path(surroundings.folder, parameters.path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, rendered.body)  # one write, so that lines of two processes do not mix
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise DeliveryError(f"{path} cannot be written: {error.strerror}", permanent=False) from error


PLUGIN = Channel(
    parameters=FileParameters,
    render=_render,
    send=_send,
    reference="https://jsonlines.org/",
    example={"path": "messages.jsonl"},
)
