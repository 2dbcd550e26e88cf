"""The partner register and what follows from a finding. Draws no charts."""

from governance.calendar import (
    EVENT_KINDS,
    CalendarEvent,
    EventKind,
    add_event,
    list_events,
    notes_by_window,
    remove_event,
)
from governance.record import Record, open_record
from governance.tolerance import Tolerance, tolerances
from governance.verdicts import (
    VERDICT_WORDS,
    Verdict,
    VerdictWord,
    record_verdicts,
    standing,
    verdict_history,
)

__all__ = [
    "EVENT_KINDS",
    "VERDICT_WORDS",
    "CalendarEvent",
    "EventKind",
    "Record",
    "Tolerance",
    "Verdict",
    "VerdictWord",
    "add_event",
    "list_events",
    "notes_by_window",
    "open_record",
    "record_verdicts",
    "remove_event",
    "standing",
    "tolerances",
    "verdict_history",
]
