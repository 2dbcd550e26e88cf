"""What the operator is written to about: jobs that keep failing, gateways that fell silent."""

from __future__ import annotations

import logging
from datetime import datetime

from gateway_tap.silence import Silence
from governance import SYSTEM, Act, NewMessage, draft_message
from pivotwatch.app import App

log = logging.getLogger(__name__)


def write_to_operator(
    app: App, now: datetime, *, purpose: str, key: tuple[str, ...], subject: str, text: str
) -> None:
    """Put an e-mail to the operator into the outbox, approved; nothing where no operator is set.

    Parameters
    ----------
    key
        What makes it this message and no other: the same key is written once.
    """
    recipient = app.settings.service.operator_email
    if not recipient:
        return
    new = NewMessage(
        key=key, purpose=purpose, channel="email", recipient=recipient, subject=subject, text=text
    )
    draft_message(app.record, new, Act(SYSTEM, now), approved=True)


def alert_of_silence(app: App, silence: Silence) -> None:
    """Write to the operator that a feed fell silent, once for each silence, also across restarts."""
    source, form = silence.feed
    heard = f"{silence.last_heard:%Y-%m-%d %H:%M} UTC"
    text = (
        f"{silence}\n\n"
        "While it is silent, nobody's usage is complete. `pivotwatch doctor` and the console's page Data "
        "tell of all feeds. A source that is taken out of the setting tap.sources is not awaited.\n"
    )
    try:
        write_to_operator(
            app,
            app.clock.now(),
            purpose="silent_feed",
            key=("silent_feed", source, form, heard),
            subject=f"Pivotwatch: {source} ({form}) fell silent",
            text=text,
        )
    except Exception:  # the tap goes on whatever becomes of a message about it
        log.exception("The operator could not be written to.")
