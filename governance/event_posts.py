"""Posts events to the channels that asked for them: each event once a channel, from where it ended last."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Column, Connection, Integer, String, Table, func, insert, select, update

from governance.acts import Act
from governance.events import EVENTS, Event, event_of
from governance.messages.drafting import draft_within
from governance.messages.writing import Writer
from governance.record import METADATA, Record, writing
from governance.ways_out import WayOut, subscribed

_MOST = 500

_TABLE = Table(
    "event_cursors",
    METADATA,
    Column("channel", String(100), primary_key=True),
    Column("number", Integer, nullable=False),  # of the last event that was looked at
)


def post_events(record: Record, writer: Writer, ways: Mapping[str, WayOut], act: Act) -> int:
    """Write a message for each new event to each channel that wants it; return how many.

    A channel that is new hears of what happens from now on.
    """
    wanting = [name for name, (_, parameters) in ways.items() if getattr(parameters, "events", ())]
    if not wanting:
        return 0
    with writing(record) as connection:
        return sum(_post_to(connection, writer, ways, name, act) for name in wanting)


def hear_from_now(connection: Connection, channel: str) -> None:
    """Let a channel hear of everything that happens after this transaction."""
    newest = connection.scalar(select(func.max(EVENTS.c.number))) or 0
    connection.execute(insert(_TABLE).values(channel=channel, number=newest))


def _post_to(
    connection: Connection, writer: Writer, ways: Mapping[str, WayOut], channel: str, act: Act
) -> int:
    cursor = connection.scalar(select(_TABLE.c.number).where(_TABLE.c.channel == channel))
    if cursor is None:
        hear_from_now(connection, channel)
        return 0
    query = select(EVENTS).where(EVENTS.c.number > cursor).order_by(EVENTS.c.number).limit(_MOST)
    events = [event_of(row) for row in connection.execute(query)]
    wanted = [event for event in events if channel in subscribed(ways, event.type)]
    # a channel that is told of its own messages would never fall silent
    wanted = [event for event in wanted if event.data.get("channel") != channel]
    for event in wanted:
        new = writer.to_channel(
            channel,
            f"{event.type}: {event.data.get('partner') or event.subject}",
            [_line(event)],
            ("event", event.event_id),
            event.type,
            {"id": event.event_id, "subject": event.subject, **event.data},
        )
        draft_within(connection, new, act, approved=True, told=False)
    if events:
        connection.execute(update(_TABLE).where(_TABLE.c.channel == channel).values(number=events[-1].number))
    return len(wanted)


def _line(event: Event) -> str:
    facts = ", ".join(f"{name} {value}" for name, value in event.data.items() if value not in (None, "", []))
    return f"{event.subject}: {facts}" if facts else event.subject
