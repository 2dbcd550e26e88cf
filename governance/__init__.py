"""The partner register and what follows from a finding. Draws no charts."""

from typing import TYPE_CHECKING

from foundation import lazily

if TYPE_CHECKING:
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
    from governance.register import (
        ApprovedDeclaration,
        Contact,
        Credential,
        Declaration,
        Partner,
        Saved,
        declarations_on,
        read_partner,
        read_partners,
        save_partners,
    )
    from governance.register_file import REGISTER_COLUMNS, read_register_file
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
    "REGISTER_COLUMNS",
    "VERDICT_WORDS",
    "ApprovedDeclaration",
    "CalendarEvent",
    "Contact",
    "Credential",
    "Declaration",
    "EventKind",
    "Partner",
    "Record",
    "Saved",
    "Tolerance",
    "Verdict",
    "VerdictWord",
    "add_event",
    "declarations_on",
    "list_events",
    "notes_by_window",
    "open_record",
    "read_partner",
    "read_partners",
    "read_register_file",
    "record_verdicts",
    "remove_event",
    "save_partners",
    "standing",
    "tolerances",
    "verdict_history",
]

__getattr__ = lazily(
    __name__,
    {
        "governance.calendar": (
            "EVENT_KINDS",
            "CalendarEvent",
            "EventKind",
            "add_event",
            "list_events",
            "notes_by_window",
            "remove_event",
        ),
        "governance.record": (
            "Record",
            "open_record",
        ),
        "governance.register": (
            "ApprovedDeclaration",
            "Contact",
            "Credential",
            "Declaration",
            "Partner",
            "Saved",
            "declarations_on",
            "read_partner",
            "read_partners",
            "save_partners",
        ),
        "governance.register_file": (
            "REGISTER_COLUMNS",
            "read_register_file",
        ),
        "governance.tolerance": (
            "Tolerance",
            "tolerances",
        ),
        "governance.verdicts": (
            "VERDICT_WORDS",
            "Verdict",
            "VerdictWord",
            "record_verdicts",
            "standing",
            "verdict_history",
        ),
    },
)
