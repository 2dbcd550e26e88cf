"""The outbox: claims what is due, sends it, and notes what became of it. Any number may run at once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from foundation import Clock
from governance.acts import SYSTEM, Act
from governance.answers.links import answer_token
from governance.delivery import DeliveryError, Surroundings
from governance.messages.checks import Hold, hold_of
from governance.messages.claiming import (
    claim_message,
    mark_failed,
    mark_later,
    mark_sent,
    mark_suppressed,
    messages_due,
    messages_held,
)
from governance.messages.failures import tell_owner_of_failure
from governance.messages.model import ANSWER_LINK, Message
from governance.messages.reading import read_message
from governance.messages.writing import Writer
from governance.record import Record
from governance.settings import MailSettings
from governance.ways_out import WayOut

_LONGEST_PAUSE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one message.

    Attributes
    ----------
    outcome
        `sent`, `later`, `failed`, `suppressed`, or `taken over` when the lease ran out while it was sent.
    """

    message_id: str
    recipient: str
    outcome: str
    reason: str


@dataclass(frozen=True)
class Outbox:
    """Sends messages.

    Attributes
    ----------
    ways
        By the channel's name, from `configured_ways`.
    mail
        Limits, quiet hours, attempts and the lease; they hold for all channels as far as they apply.
    writer
        Writes the notice to the owner when a message failed.
    key
        The home's secret, which signs answer links.
    zone
        The platform's.
    folder
        The home folder.
    """

    record: Record
    ways: Mapping[str, WayOut]
    mail: MailSettings
    writer: Writer
    clock: Clock
    key: bytes
    zone: ZoneInfo
    folder: str = "."
    allowed_targets: tuple[str, ...] = ()
    sent_hook: Callable[[Message], None] | None = None

    def deliver(self, limit: int = 100) -> Iterator[Delivered]:
        """Send what is due, and tell of each when it is done; at most `limit` messages.

        What waits for the morning is looked at again: settings and register may have changed.
        """
        now = self.clock.now()
        freed = [each.message_id for each in messages_held(self.record, now, limit) if not self._waits(each)]
        for message_id in (messages_due(self.record, now, limit) + freed)[:limit]:
            done = self.deliver_one(message_id)
            if done is not None:
                yield done

    def preview(self, message: Message) -> bytes:
        """Return the bytes that would be sent, with an answer link that opens nothing.

        Raises
        ------
        DeliveryError
            When they cannot be made.
        """
        plugin, parameters = self._way(message)
        return plugin.render(message, parameters, self._surroundings()).body

    def holds(self, message: Message) -> Hold | None:
        """Return why a message would not be sent now."""
        if message.channel not in self.ways:
            return Hold("wait", _not_set_up(message.channel))
        if ANSWER_LINK in message.text and not self.writer.public_url:
            return Hold("wait", "governance.public_url is empty, so the link in it would lead nowhere.")
        return hold_of(self.record, message, self.mail, self.zone, self.clock.now())

    def deliver_one(self, message_id: str) -> Delivered | None:
        """Send one message now; None = it is not approved, not due, or somebody else is sending it."""
        claim, lease, now = (
            secrets.token_hex(16),
            timedelta(minutes=self.mail.lease_minutes),
            self.clock.now(),
        )
        known = read_message(self.record, message_id)
        early = known.not_before is not None and not self._waits(known)
        message = claim_message(self.record, message_id, claim, now, lease, early=early)
        if message is None:
            return None
        outcome, reason = self._handle(message)
        return Delivered(message.message_id, message.recipient, outcome, reason)

    def _waits(self, message: Message) -> bool:
        hold = self.holds(message)
        return hold is not None and hold.kind == "wait"

    def _handle(self, message: Message) -> tuple[str, str]:
        hold = self.holds(message)
        if hold is not None:
            return self._held(message, hold)
        try:
            self._send(message)
        except DeliveryError as error:
            return self._refused(message, error)
        except Exception as error:  # noqa: BLE001 - one message that cannot be made must not hold up the others
            reason = f"It cannot be made: {type(error).__name__}: {error}"
            return self._refused(message, DeliveryError(reason, permanent=False))
        if self.sent_hook is not None:
            self.sent_hook(message)
        if mark_sent(self.record, message, self._act()):
            return "sent", ""
        return "taken over", "the lease ran out while it was sent"

    def _send(self, message: Message) -> None:
        plugin, parameters = self._way(message)
        surroundings = self._surroundings()
        rendered = plugin.render(self._linked(message), parameters, surroundings)
        plugin.send(rendered, message, parameters, surroundings)

    def _held(self, message: Message, hold: Hold) -> tuple[str, str]:
        if hold.kind != "wait":
            mark_suppressed(self.record, message, hold.reason, self._act())
            if hold.kind == "suppress":
                tell_owner_of_failure(self.record, self.writer, message, hold.reason, self._act())
            return "suppressed", hold.reason
        until = hold.until or self.clock.now() + timedelta(minutes=self.mail.retry_minutes)
        mark_later(self.record, message, hold.reason, until, self._act(), counts=False)
        return "later", hold.reason

    def _refused(self, message: Message, error: DeliveryError) -> tuple[str, str]:
        reason, act = str(error), self._act()
        if error.permanent or message.attempts >= self.mail.attempts:
            tries = "" if error.permanent else f" (after {message.attempts} attempts)"
            mark_failed(self.record, message, reason + tries, act)
            tell_owner_of_failure(self.record, self.writer, message, reason, act)
            return "failed", reason + tries
        mark_later(self.record, message, reason, act.now + self.pause_after(message.attempts), act)
        return "later", reason

    def pause_after(self, attempts: int) -> timedelta:
        """Return how long to wait after so many failed attempts: twice as long each time, up to a day."""
        doubled = timedelta(minutes=self.mail.retry_minutes * 2.0 ** min(attempts - 1, 20))
        return min(doubled, _LONGEST_PAUSE)

    def _linked(self, message: Message) -> Message:
        """Put the partner's own link where the stored body only says that there is one."""
        if not message.to_partner or message.case_id is None:
            return message
        link = answer_url(message, self.writer, self.key)
        return replace(
            message,
            text=message.text.replace(ANSWER_LINK, link),
            html=message.html.replace(ANSWER_LINK, link),
        )

    def _way(self, message: Message) -> WayOut:
        if message.channel not in self.ways:
            raise DeliveryError(_not_set_up(message.channel), permanent=False)
        return self.ways[message.channel]

    def _surroundings(self) -> Surroundings:
        return Surroundings(self.clock.now(), self.allowed_targets, self.folder, self.writer.platform)

    def _act(self) -> Act:
        return Act(SYSTEM, self.clock.now())


def answer_url(message: Message, writer: Writer, key: bytes) -> str:
    """Return the answer link of a message, the same at every attempt."""
    begun: datetime = message.approved_at or message.created_at
    token = answer_token(message.message_id, begun + timedelta(days=writer.answer_days), key)
    return f"{writer.public_url}/answer/{token}"


def _not_set_up(channel: str) -> str:
    if channel == "email":
        return "No mail server is set up: governance.mail.host is empty."
    return f"There is no channel {channel!r} in governance.channels."
