"""Holidays and known launches: days on which a change is expected."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Literal, get_args

from sqlalchemy import Column, Date, DateTime, String, Table, insert, select, update

from foundation import InputError, UnknownNameError, WindowKind, stable_id, window_of
from governance.acts import SYSTEM
from governance.audit.writing import write_audit
from governance.record import METADATA, Record, writing

EventKind = Literal["holiday", "launch"]
EVENT_KINDS: tuple[EventKind, ...] = get_args(EventKind)

_LONGEST_DAYS = 370

_TABLE = Table(
    "calendar_events",
    METADATA,
    Column("event_id", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("note", String(500), nullable=False),
    Column("added_at", DateTime, nullable=False),  # UTC
    Column("removed_at", DateTime),  # UTC; a removed event stays on record
)


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """Something planned.

    Attributes
    ----------
    first_day, last_day
        Both included, in the platform's time zone.
    """

    kind: EventKind
    first_day: date
    last_day: date
    note: str

    def __post_init__(self) -> None:
        days = (self.last_day - self.first_day).days
        if not 0 <= days < _LONGEST_DAYS:
            raise InputError(
                f"An event from {self.first_day} to {self.last_day} is refused: "
                f"it must end on or after its first day and last less than {_LONGEST_DAYS} days."
            )

    @property
    def event_id(self) -> str:
        """From its content, so that entering the same event twice keeps one."""
        return stable_id("event", self.kind, self.first_day, self.last_day, self.note)


def add_event(record: Record, event: CalendarEvent, now: datetime, by: str = SYSTEM) -> None:
    """Enter an event; one that was removed comes back."""
    values = {"added_at": _plain(now), "removed_at": None}
    with writing(record) as connection:
        write_audit(connection, now, by, "calendar.added", event.event_id)
        back = connection.execute(update(_TABLE).where(_TABLE.c.event_id == event.event_id).values(values))
        if back.rowcount == 0:
            row = asdict(event) | {"event_id": event.event_id} | values
            connection.execute(insert(_TABLE).values(row))


def remove_event(record: Record, event_id: str, now: datetime, by: str = SYSTEM) -> None:
    """Take an event out; an unknown id raises UnknownNameError that lists the known ones."""
    known = [event.event_id for event in list_events(record)]
    if event_id not in known:
        raise UnknownNameError("calendar event", event_id, known)
    with writing(record) as connection:
        write_audit(connection, now, by, "calendar.removed", event_id)
        gone = update(_TABLE).where(_TABLE.c.event_id == event_id)
        connection.execute(gone.values(removed_at=_plain(now)))


def list_events(record: Record) -> list[CalendarEvent]:
    """Return the events that stand, oldest first."""
    columns = (_TABLE.c.kind, _TABLE.c.first_day, _TABLE.c.last_day, _TABLE.c.note)
    query = select(*columns).where(_TABLE.c.removed_at.is_(None))
    with record.connect() as connection:
        rows = connection.execute(query.order_by(_TABLE.c.first_day, _TABLE.c.event_id)).all()
    return [CalendarEvent(*row) for row in rows]


def notes_by_window(events: list[CalendarEvent], kind: WindowKind) -> dict[str, str]:
    """Return, for each window that an event touches, what is planned in it."""
    notes: dict[str, list[str]] = {}
    for event in events:
        window = window_of(event.first_day, kind)
        while window.start <= event.last_day:
            notes.setdefault(window.key, []).append(f"{event.kind}: {event.note}")
            window = window.next
    return {key: "; ".join(texts) for key, texts in sorted(notes.items())}


def _plain(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(tzinfo=None)
