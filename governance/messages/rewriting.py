"""A draft with a person's own words in it: rendered anew from the facts it was made of."""

from __future__ import annotations

from foundation import InputError
from governance.acts import Act
from governance.messages.drafting import revise_message
from governance.messages.model import Message
from governance.messages.reading import read_message
from governance.messages.writing import Writer
from governance.record import Record

_LONGEST = 4000


def rewrite_message(
    record: Record, writer: Writer, message_id: str, note: str, act: Act, version: int | None = None
) -> Message:
    """Set a note into a draft to a partner; an empty note takes it out.

    Raises
    ------
    ConflictError
        When it is no draft any more, or no longer at `version`.
    InputError
        When it is no message to a partner, or the note is too long.
    """
    message = read_message(record, message_id)
    if not message.to_partner:
        raise InputError(f"{message_id} goes to no partner; only e-mail to partners has a note.")
    if len(note) > _LONGEST:
        raise InputError(f"A note has at most {_LONGEST:,} characters; this one has {len(note):,}.")
    words = writer.renderer.render(message.purpose, message.language, {**message.facts, "note": note.strip()})
    return revise_message(
        record, message_id, act, text=words.text, html=words.html, note=note.strip(), version=version
    )
