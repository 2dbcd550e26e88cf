"""The partner register and what follows from a finding. Draws no charts."""

from typing import TYPE_CHECKING

from foundation import lazily

if TYPE_CHECKING:
    from governance.acts import (
        SYSTEM,
        Act,
    )
    from governance.answers import (
        ANSWER_KINDS,
        LONGEST_ANSWER,
        Answer,
        AnswerKind,
        Question,
        answer_token,
        case_answers,
        decide_answer,
        give_answer,
        read_question,
    )
    from governance.audit import (
        AuditEntry,
        Verification,
        audit_entries,
        export_audit,
        newest_audit_entries,
        verify_audit,
        write_audit,
    )
    from governance.calendar import (
        EVENT_KINDS,
        CalendarEvent,
        EventKind,
        add_event,
        list_events,
        notes_by_window,
        remove_event,
    )
    from governance.cases.model import (
        CASE_STATES,
        RESOLUTIONS,
        Case,
        CaseEvent,
        CaseFinding,
        CaseState,
        Resolution,
    )
    from governance.cases.opening import (
        Opened,
        open_case,
    )
    from governance.cases.reading import (
        case_findings,
        case_history,
        case_of_finding,
        list_cases,
        read_case,
    )
    from governance.cases.resolving import (
        resolve_case,
    )
    from governance.cases.working import (
        comment_case,
        move_case,
        reopen_case,
        set_case_due,
        snooze_case,
        take_case,
    )
    from governance.declaring import (
        proposed_declaration,
    )
    from governance.errors import (
        ConflictError,
        LinkError,
    )
    from governance.events import (
        EVENT_TYPES,
        Event,
        events_after,
    )
    from governance.messages.claiming import (
        claim_message,
        mark_failed,
        mark_later,
        mark_sent,
        mark_suppressed,
        messages_due,
    )
    from governance.messages.drafting import (
        approve_message,
        discard_message,
        draft_message,
        revise_message,
    )
    from governance.messages.model import (
        ANSWER_LINK,
        EMAIL,
        MESSAGE_STATES,
        Message,
        MessageState,
        NewMessage,
    )
    from governance.messages.reading import (
        list_messages,
        read_message,
    )
    from governance.record import (
        Record,
        open_record,
        writing,
    )
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
    from governance.register_file import (
        REGISTER_COLUMNS,
        read_register_file,
    )
    from governance.tolerance import (
        Tolerance,
        tolerances,
    )
    from governance.verdicts import (
        VERDICT_WORDS,
        Verdict,
        VerdictWord,
        record_verdicts,
        standing,
        verdict_history,
    )

__all__ = [
    "ANSWER_KINDS",
    "ANSWER_LINK",
    "CASE_STATES",
    "EMAIL",
    "EVENT_KINDS",
    "EVENT_TYPES",
    "LONGEST_ANSWER",
    "MESSAGE_STATES",
    "REGISTER_COLUMNS",
    "RESOLUTIONS",
    "SYSTEM",
    "VERDICT_WORDS",
    "Act",
    "Answer",
    "AnswerKind",
    "ApprovedDeclaration",
    "AuditEntry",
    "CalendarEvent",
    "Case",
    "CaseEvent",
    "CaseFinding",
    "CaseState",
    "ConflictError",
    "Contact",
    "Credential",
    "Declaration",
    "Event",
    "EventKind",
    "LinkError",
    "Message",
    "MessageState",
    "NewMessage",
    "Opened",
    "Partner",
    "Question",
    "Record",
    "Resolution",
    "Saved",
    "Tolerance",
    "Verdict",
    "VerdictWord",
    "Verification",
    "add_event",
    "answer_token",
    "approve_message",
    "audit_entries",
    "case_answers",
    "case_findings",
    "case_history",
    "case_of_finding",
    "claim_message",
    "comment_case",
    "decide_answer",
    "declarations_on",
    "discard_message",
    "draft_message",
    "events_after",
    "export_audit",
    "give_answer",
    "list_cases",
    "list_events",
    "list_messages",
    "mark_failed",
    "mark_later",
    "mark_sent",
    "mark_suppressed",
    "messages_due",
    "move_case",
    "newest_audit_entries",
    "notes_by_window",
    "open_case",
    "open_record",
    "proposed_declaration",
    "read_case",
    "read_message",
    "read_partner",
    "read_partners",
    "read_question",
    "read_register_file",
    "record_verdicts",
    "remove_event",
    "reopen_case",
    "resolve_case",
    "revise_message",
    "save_partners",
    "set_case_due",
    "snooze_case",
    "standing",
    "take_case",
    "tolerances",
    "verdict_history",
    "verify_audit",
    "write_audit",
    "writing",
]

__getattr__ = lazily(
    __name__,
    {
        "governance.acts": (
            "Act",
            "SYSTEM",
        ),
        "governance.answers": (
            "ANSWER_KINDS",
            "Answer",
            "AnswerKind",
            "LONGEST_ANSWER",
            "Question",
            "answer_token",
            "case_answers",
            "decide_answer",
            "give_answer",
            "read_question",
        ),
        "governance.audit": (
            "AuditEntry",
            "Verification",
            "audit_entries",
            "export_audit",
            "newest_audit_entries",
            "verify_audit",
            "write_audit",
        ),
        "governance.calendar": (
            "CalendarEvent",
            "EVENT_KINDS",
            "EventKind",
            "add_event",
            "list_events",
            "notes_by_window",
            "remove_event",
        ),
        "governance.cases.model": (
            "CASE_STATES",
            "Case",
            "CaseEvent",
            "CaseFinding",
            "CaseState",
            "RESOLUTIONS",
            "Resolution",
        ),
        "governance.cases.opening": (
            "Opened",
            "open_case",
        ),
        "governance.cases.reading": (
            "case_findings",
            "case_history",
            "case_of_finding",
            "list_cases",
            "read_case",
        ),
        "governance.cases.resolving": ("resolve_case",),
        "governance.cases.working": (
            "comment_case",
            "move_case",
            "reopen_case",
            "set_case_due",
            "snooze_case",
            "take_case",
        ),
        "governance.declaring": ("proposed_declaration",),
        "governance.errors": (
            "ConflictError",
            "LinkError",
        ),
        "governance.events": (
            "EVENT_TYPES",
            "Event",
            "events_after",
        ),
        "governance.messages.claiming": (
            "claim_message",
            "mark_failed",
            "mark_later",
            "mark_sent",
            "mark_suppressed",
            "messages_due",
        ),
        "governance.messages.drafting": (
            "approve_message",
            "discard_message",
            "draft_message",
            "revise_message",
        ),
        "governance.messages.model": (
            "ANSWER_LINK",
            "EMAIL",
            "MESSAGE_STATES",
            "Message",
            "MessageState",
            "NewMessage",
        ),
        "governance.messages.reading": (
            "list_messages",
            "read_message",
        ),
        "governance.record": (
            "Record",
            "open_record",
            "writing",
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
