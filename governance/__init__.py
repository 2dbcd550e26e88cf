"""The partner register and what follows from a finding. Draws no charts."""

from typing import TYPE_CHECKING

from foundation import lazily

if TYPE_CHECKING:
    from governance.acts import (
        SYSTEM,
        Act,
    )
    from governance.answer_links import (
        answer_token,
    )
    from governance.answers import (
        ANSWER_KINDS,
        LONGEST_ANSWER,
        Answer,
        AnswerKind,
        Question,
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
    from governance.cases.linking import (
        cases_of_findings,
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
    from governance.copying import (
        copy_record,
        restore_record,
    )
    from governance.declaring import (
        proposed_declaration,
    )
    from governance.delivery import (
        Channel,
        DeliveryError,
        Rendered,
        Surroundings,
    )
    from governance.digests import (
        Week,
        monday_due,
        unsubscribe,
        unsubscribe_token,
        write_digests,
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
    from governance.forgetting import (
        Forgotten,
        forget_partner,
        partner_credentials,
    )
    from governance.idempotency import (
        Kept,
        claim_key,
        keep_answer,
        release_key,
    )
    from governance.jobs.leading import (
        Lead,
        Leader,
        forget_leader,
        leader_of,
        note_leader,
    )
    from governance.jobs.states import (
        JobRun,
        JobState,
        begin_job,
        end_job,
        job_runs,
        job_states,
        pause_job,
        request_job,
        take_over_jobs,
    )
    from governance.mail.imap import (
        read_inbox,
    )
    from governance.mail.inbound import (
        Received,
        take_mail,
    )
    from governance.mail.smtp import (
        greet_mail_server,
    )
    from governance.messages.checks import (
        Hold,
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
    from governance.messages.outbox import (
        Delivered,
        Outbox,
        answer_url,
    )
    from governance.messages.reading import (
        list_messages,
        read_message,
    )
    from governance.messages.rendering import (
        Renderer,
        one_line,
    )
    from governance.messages.rewriting import (
        rewrite_message,
    )
    from governance.messages.writing import (
        Writer,
        evidence_rows,
        main_finding,
    )
    from governance.owners import (
        Owner,
        list_owners,
        owner_named,
        reachable,
        remove_owner,
        save_owners,
    )
    from governance.parts import (
        Part,
    )
    from governance.people.accounts import (
        change_user,
        check_password,
        create_user,
        link_external_id,
        list_users,
        user_by_external_id,
    )
    from governance.people.model import (
        ROLES,
        Role,
        User,
    )
    from governance.people.sessions import (
        Session,
        begin_session,
        end_session,
        end_sessions,
        form_token,
        session_of,
    )
    from governance.policy.applying import (
        Applied,
        apply_policy,
    )
    from governance.policy.conditions import (
        Conditions,
        Situation,
        grown_endpoints,
    )
    from governance.policy.deciding import (
        Decision,
        decide,
        explain,
    )
    from governance.policy.following import (
        Followed,
        follow_up,
    )
    from governance.policy.journal import (
        Decided,
        decisions_about,
        governed_windows,
    )
    from governance.policy.reading import (
        POLICY_FILE,
        Policy,
        Rule,
        load_policy,
        read_policy,
        shipped_policy_text,
    )
    from governance.policy.versions import (
        policy_of_version,
        policy_versions,
        remember_policy,
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
        contact_in_role,
        declarations_on,
        read_partner,
        read_partners,
        save_partners,
    )
    from governance.register_file import (
        REGISTER_COLUMNS,
        read_register_file,
        read_register_text,
    )
    from governance.subscriptions import (
        Subscription,
        end_subscription,
        list_subscriptions,
        subscribe,
        subscription_ways,
    )
    from governance.suppressions import (
        Suppression,
        list_suppressions,
        suppress,
        unsuppress,
    )
    from governance.tokens import (
        SCOPES,
        Token,
        create_token,
        list_tokens,
        revoke_token,
        token_of,
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
    from governance.ways_out import (
        CHANNELS,
        WayOut,
        configured_ways,
        subscribed,
    )

__all__ = [
    "ANSWER_KINDS",
    "ANSWER_LINK",
    "CASE_STATES",
    "CHANNELS",
    "EMAIL",
    "EVENT_KINDS",
    "EVENT_TYPES",
    "LONGEST_ANSWER",
    "MESSAGE_STATES",
    "POLICY_FILE",
    "REGISTER_COLUMNS",
    "RESOLUTIONS",
    "ROLES",
    "SCOPES",
    "SYSTEM",
    "VERDICT_WORDS",
    "Act",
    "Answer",
    "AnswerKind",
    "Applied",
    "ApprovedDeclaration",
    "AuditEntry",
    "CalendarEvent",
    "Case",
    "CaseEvent",
    "CaseFinding",
    "CaseState",
    "Channel",
    "Conditions",
    "ConflictError",
    "Contact",
    "Credential",
    "Decided",
    "Decision",
    "Declaration",
    "Delivered",
    "DeliveryError",
    "Event",
    "EventKind",
    "Followed",
    "Forgotten",
    "Hold",
    "JobRun",
    "JobState",
    "Kept",
    "Lead",
    "Leader",
    "LinkError",
    "Message",
    "MessageState",
    "NewMessage",
    "Opened",
    "Outbox",
    "Owner",
    "Part",
    "Partner",
    "Policy",
    "Question",
    "Received",
    "Record",
    "Rendered",
    "Renderer",
    "Resolution",
    "Role",
    "Rule",
    "Saved",
    "Session",
    "Situation",
    "Subscription",
    "Suppression",
    "Surroundings",
    "Token",
    "Tolerance",
    "User",
    "Verdict",
    "VerdictWord",
    "Verification",
    "WayOut",
    "Week",
    "Writer",
    "add_event",
    "answer_token",
    "answer_url",
    "apply_policy",
    "approve_message",
    "audit_entries",
    "begin_job",
    "begin_session",
    "case_answers",
    "case_findings",
    "case_history",
    "case_of_finding",
    "cases_of_findings",
    "change_user",
    "check_password",
    "claim_key",
    "claim_message",
    "comment_case",
    "configured_ways",
    "contact_in_role",
    "copy_record",
    "create_token",
    "create_user",
    "decide",
    "decide_answer",
    "decisions_about",
    "declarations_on",
    "discard_message",
    "draft_message",
    "end_job",
    "end_session",
    "end_sessions",
    "end_subscription",
    "events_after",
    "evidence_rows",
    "explain",
    "export_audit",
    "follow_up",
    "forget_leader",
    "forget_partner",
    "form_token",
    "give_answer",
    "governed_windows",
    "greet_mail_server",
    "grown_endpoints",
    "job_runs",
    "job_states",
    "keep_answer",
    "leader_of",
    "link_external_id",
    "list_cases",
    "list_events",
    "list_messages",
    "list_owners",
    "list_subscriptions",
    "list_suppressions",
    "list_tokens",
    "list_users",
    "load_policy",
    "main_finding",
    "mark_failed",
    "mark_later",
    "mark_sent",
    "mark_suppressed",
    "messages_due",
    "monday_due",
    "move_case",
    "newest_audit_entries",
    "note_leader",
    "notes_by_window",
    "one_line",
    "open_case",
    "open_record",
    "owner_named",
    "partner_credentials",
    "pause_job",
    "policy_of_version",
    "policy_versions",
    "proposed_declaration",
    "reachable",
    "read_case",
    "read_inbox",
    "read_message",
    "read_partner",
    "read_partners",
    "read_policy",
    "read_question",
    "read_register_file",
    "read_register_text",
    "record_verdicts",
    "release_key",
    "remember_policy",
    "remove_event",
    "remove_owner",
    "reopen_case",
    "request_job",
    "resolve_case",
    "restore_record",
    "revise_message",
    "revoke_token",
    "rewrite_message",
    "save_owners",
    "save_partners",
    "session_of",
    "set_case_due",
    "shipped_policy_text",
    "snooze_case",
    "standing",
    "subscribe",
    "subscribed",
    "subscription_ways",
    "suppress",
    "take_case",
    "take_mail",
    "take_over_jobs",
    "token_of",
    "tolerances",
    "unsubscribe",
    "unsubscribe_token",
    "unsuppress",
    "user_by_external_id",
    "verdict_history",
    "verify_audit",
    "write_audit",
    "write_digests",
    "writing",
]

__getattr__ = lazily(
    __name__,
    {
        "governance.acts": (
            "Act",
            "SYSTEM",
        ),
        "governance.answer_links": ("answer_token",),
        "governance.answers": (
            "ANSWER_KINDS",
            "Answer",
            "AnswerKind",
            "LONGEST_ANSWER",
            "Question",
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
        "governance.cases.linking": ("cases_of_findings",),
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
        "governance.copying": (
            "copy_record",
            "restore_record",
        ),
        "governance.declaring": ("proposed_declaration",),
        "governance.delivery": (
            "Channel",
            "DeliveryError",
            "Rendered",
            "Surroundings",
        ),
        "governance.digests": (
            "Week",
            "monday_due",
            "unsubscribe",
            "unsubscribe_token",
            "write_digests",
        ),
        "governance.errors": (
            "ConflictError",
            "LinkError",
        ),
        "governance.events": (
            "EVENT_TYPES",
            "Event",
            "events_after",
        ),
        "governance.forgetting": (
            "Forgotten",
            "forget_partner",
            "partner_credentials",
        ),
        "governance.idempotency": (
            "Kept",
            "claim_key",
            "keep_answer",
            "release_key",
        ),
        "governance.jobs.leading": (
            "Lead",
            "Leader",
            "forget_leader",
            "leader_of",
            "note_leader",
        ),
        "governance.jobs.states": (
            "JobRun",
            "JobState",
            "begin_job",
            "end_job",
            "job_runs",
            "job_states",
            "pause_job",
            "request_job",
            "take_over_jobs",
        ),
        "governance.mail.imap": ("read_inbox",),
        "governance.mail.inbound": (
            "Received",
            "take_mail",
        ),
        "governance.mail.smtp": ("greet_mail_server",),
        "governance.messages.checks": ("Hold",),
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
        "governance.messages.outbox": (
            "Delivered",
            "Outbox",
            "answer_url",
        ),
        "governance.messages.reading": (
            "list_messages",
            "read_message",
        ),
        "governance.messages.rendering": (
            "Renderer",
            "one_line",
        ),
        "governance.messages.rewriting": ("rewrite_message",),
        "governance.messages.writing": (
            "Writer",
            "evidence_rows",
            "main_finding",
        ),
        "governance.owners": (
            "Owner",
            "list_owners",
            "owner_named",
            "reachable",
            "remove_owner",
            "save_owners",
        ),
        "governance.parts": ("Part",),
        "governance.people.accounts": (
            "change_user",
            "check_password",
            "create_user",
            "link_external_id",
            "list_users",
            "user_by_external_id",
        ),
        "governance.people.model": (
            "ROLES",
            "Role",
            "User",
        ),
        "governance.people.sessions": (
            "Session",
            "begin_session",
            "end_session",
            "end_sessions",
            "form_token",
            "session_of",
        ),
        "governance.policy.applying": (
            "Applied",
            "apply_policy",
        ),
        "governance.policy.conditions": (
            "Conditions",
            "Situation",
            "grown_endpoints",
        ),
        "governance.policy.deciding": (
            "Decision",
            "decide",
            "explain",
        ),
        "governance.policy.following": (
            "Followed",
            "follow_up",
        ),
        "governance.policy.journal": (
            "Decided",
            "decisions_about",
            "governed_windows",
        ),
        "governance.policy.reading": (
            "POLICY_FILE",
            "Policy",
            "Rule",
            "load_policy",
            "read_policy",
            "shipped_policy_text",
        ),
        "governance.policy.versions": (
            "policy_of_version",
            "policy_versions",
            "remember_policy",
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
            "contact_in_role",
            "declarations_on",
            "read_partner",
            "read_partners",
            "save_partners",
        ),
        "governance.register_file": (
            "REGISTER_COLUMNS",
            "read_register_file",
            "read_register_text",
        ),
        "governance.subscriptions": (
            "Subscription",
            "end_subscription",
            "list_subscriptions",
            "subscribe",
            "subscription_ways",
        ),
        "governance.suppressions": (
            "Suppression",
            "list_suppressions",
            "suppress",
            "unsuppress",
        ),
        "governance.tokens": (
            "SCOPES",
            "Token",
            "create_token",
            "list_tokens",
            "revoke_token",
            "token_of",
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
        "governance.ways_out": (
            "CHANNELS",
            "WayOut",
            "configured_ways",
            "subscribed",
        ),
    },
)
