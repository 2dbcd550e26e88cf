"""Webhooks that programs subscribe by themselves: signed posts of events, beside the settings' channels."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from pydantic import SecretStr
from sqlalchemy import Column, DateTime, RowMapping, String, Table, Text, insert, select, update

from foundation import InputError, Problem, UnknownNameError
from governance.acts import Act, from_column
from governance.audit.writing import write_audit
from governance.channels._targets import checked_target
from governance.delivery import DeliveryError
from governance.event_posts import hear_from_now
from governance.events import EVENT_TYPES
from governance.messages.tables import MESSAGES
from governance.record import METADATA, Record, writing
from governance.ways_out import CHANNELS, WayOut

_LONGEST_URL = 2000
_SECRET_BYTES = 32
_TABLE = Table(
    "webhook_subscriptions",
    METADATA,
    Column("subscription_id", String(32), primary_key=True),
    Column("url", String(_LONGEST_URL), nullable=False),
    Column("secret", String(200), nullable=False),  # it signs, so it must be kept as it is
    Column("events_json", Text, nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("created_at", DateTime, nullable=False),  # UTC
    Column("removed_at", DateTime),
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A webhook.

    Attributes
    ----------
    url
        Where events are posted; whoever may read it may not read the rest of a secret path, see `host`.
    events
        Types, or beginnings with `*`: `case.*`.
    """

    subscription_id: str
    url: str
    events: tuple[str, ...]
    created_by: str
    created_at: datetime

    @property
    def host(self) -> str:
        """The host of the URL; its path may be secret."""
        return urlsplit(self.url).hostname or ""

    @property
    def channel(self) -> str:
        """What messages to it name as their channel."""
        return f"webhook:{self.subscription_id}"


def subscribe(
    record: Record, url: str, events: Iterable[str], act: Act, allowed_targets: Sequence[str] = ()
) -> tuple[Subscription, str]:
    """Subscribe a URL to events from now on; return it with the secret that signs its posts.

    Parameters
    ----------
    allowed_targets
        Hosts or networks with private addresses that may be called all the same. What may not be called is
        refused here, where somebody reads why; each post checks it again.

    Raises
    ------
    InputError
        Naming everything that is wrong.
    """
    wanted = tuple(dict.fromkeys(events))
    _refuse(url, wanted, allowed_targets)
    made = Subscription(secrets.token_hex(8), url, wanted, act.actor, act.now)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    with writing(record) as connection:
        connection.execute(
            insert(_TABLE).values(
                subscription_id=made.subscription_id,
                url=url,
                secret=secret,
                events_json=json.dumps(wanted),
                created_by=act.actor,
                created_at=act.at,
            )
        )
        hear_from_now(connection, made.channel)
        details = {"host": made.host, "events": wanted}
        write_audit(connection, act.now, act.actor, "webhook.subscribed", made.subscription_id, details)
    return made, secret


def list_subscriptions(record: Record) -> list[Subscription]:
    """Return the subscriptions that stand, the oldest first."""
    query = select(_TABLE).where(_TABLE.c.removed_at.is_(None))
    with record.connect() as connection:
        rows = connection.execute(query.order_by(_TABLE.c.created_at, _TABLE.c.subscription_id)).mappings()
        return [_subscription(row) for row in rows]


def end_subscription(record: Record, subscription_id: str, act: Act) -> Subscription:
    """End a subscription; what waits for it is not sent any more.

    Raises
    ------
    UnknownNameError
        When none of this id stands.
    """
    found = {each.subscription_id: each for each in list_subscriptions(record)}
    if subscription_id not in found:
        raise UnknownNameError("webhook subscription", subscription_id, found)
    ended = found[subscription_id]
    with writing(record) as connection:
        mine = update(_TABLE).where(_TABLE.c.subscription_id == subscription_id)
        connection.execute(mine.values(removed_at=act.at))
        waiting = update(MESSAGES).where(MESSAGES.c.channel == ended.channel, MESSAGES.c.state == "approved")
        connection.execute(waiting.values(state="suppressed", reason="unsubscribed", updated_at=act.at))
        write_audit(connection, act.now, act.actor, "webhook.unsubscribed", subscription_id)
    return ended


def subscription_ways(record: Record) -> dict[str, WayOut]:
    """Return the ways out of the subscriptions, by their channels."""
    plugin = CHANNELS["webhook"]
    query = select(_TABLE).where(_TABLE.c.removed_at.is_(None))
    with record.connect() as connection:
        rows = connection.execute(query).mappings().all()
    return {
        _subscription(row).channel: (
            plugin,
            plugin.parameters.model_validate(
                {
                    "url": SecretStr(row["url"]),
                    "secret": SecretStr(row["secret"]),
                    "events": tuple(json.loads(row["events_json"])),
                }
            ),
        )
        for row in rows
    }


def _refuse(url: str, events: tuple[str, ...], allowed_targets: Sequence[str]) -> None:
    problems = []
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        good = False
    if not good or len(url) > _LONGEST_URL or not (url.isascii() and url.isprintable()) or " " in url:
        problems.append(Problem("url", "", "write https://host/path, without user and password"))
    else:
        problems += _forbidden(url, allowed_targets)
    if not events:
        problems.append(Problem("events", "", f"name at least one of {', '.join(EVENT_TYPES)}, or `case.*`"))
    problems += [
        Problem("events", each, f"there is no such event; known: {', '.join(EVENT_TYPES)}, and e.g. `case.*`")
        for each in events
        if not _known(each)
    ]
    if problems:
        raise InputError("Nothing was subscribed:", problems)


def _forbidden(url: str, allowed_targets: Sequence[str]) -> Iterator[Problem]:
    try:
        checked_target(url, allowed_targets)
    except DeliveryError as error:
        if error.permanent:  # a name that cannot be resolved now may be there when it is called
            yield Problem("url", "", str(error))


def _known(event: str) -> bool:
    if event.endswith("*"):
        return any(each.startswith(event[:-1]) for each in EVENT_TYPES)
    return event in EVENT_TYPES


def _subscription(row: RowMapping) -> Subscription:
    return Subscription(
        row["subscription_id"],
        row["url"],
        tuple(json.loads(row["events_json"])),
        row["created_by"],
        from_column(row["created_at"]),
    )
