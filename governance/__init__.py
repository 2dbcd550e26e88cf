"""The partner register and what follows from a finding. Draws no charts."""

from typing import TYPE_CHECKING

from foundation.lazy import lazily

if TYPE_CHECKING:
    from governance.acts import SYSTEM, Act
    from governance.answers.deciding import decide_answer
    from governance.answers.giving import give_answer
    from governance.answers.links import answer_token
    from governance.answers.model import ANSWER_KINDS, LONGEST_ANSWER, Answer, AnswerKind, Question
    from governance.answers.reading import case_answers, read_question
    from governance.audit.entries import AuditEntry
    from governance.audit.reading import audit_entries, export_audit, newest_audit_entries
    from governance.audit.verifying import Verification, verify_audit
    from governance.audit.writing import write_audit
    from governance.calendar import (
        EVENT_KINDS,
        CalendarEvent,
        EventKind,
        add_event,
        list_events,
        notes_by_window,
        remove_event,
    )
    from governance.cases.linking import cases_of_findings
    from governance.cases.model import (
        CASE_STATES,
        RESOLUTIONS,
        Case,
        CaseEvent,
        CaseFinding,
        CaseState,
        Resolution,
    )
    from governance.cases.opening import Opened, open_case
    from governance.cases.reading import case_findings, case_history, case_of_finding, list_cases, read_case
    from governance.cases.resolving import resolve_case
    from governance.cases.working import (
        comment_case,
        move_case,
        reopen_case,
        set_case_due,
        snooze_case,
        take_case,
    )
    from governance.copying import copy_record, restore_record
    from governance.declaring import proposed_declaration
    from governance.delivery import Channel, DeliveryError, Rendered, Surroundings
    from governance.digests import Week, monday_due, unsubscribe, unsubscribe_token, write_digests
    from governance.errors import ConflictError, LinkError
    from governance.events import EVENT_TYPES, Event, events_after
    from governance.forgetting import Forgotten, forget_partner, partner_credentials
    from governance.idempotency import Kept, claim_key, keep_answer, release_key
    from governance.jobs.leading import Lead, Leader, forget_leader, leader_of, note_leader
    from governance.jobs.plans import add_plan, change_plan, due_jobs, remove_plans
    from governance.jobs.states import (
        JobRun,
        JobState,
        begin_job,
        drop_requests,
        end_job,
        job_runs,
        job_states,
        pause_job,
        request_job,
        take_over_jobs,
    )
    from governance.mail.imap import read_inbox
    from governance.mail.inbound import Received, take_mail
    from governance.mail.smtp import greet_mail_server
    from governance.messages.checks import Hold
    from governance.messages.claiming import (
        claim_message,
        mark_failed,
        mark_later,
        mark_sent,
        mark_suppressed,
        messages_due,
        messages_held,
    )
    from governance.messages.drafting import approve_message, discard_message, draft_message, revise_message
    from governance.messages.model import (
        ANSWER_LINK,
        EMAIL,
        MESSAGE_STATES,
        Message,
        MessageState,
        NewMessage,
    )
    from governance.messages.outbox import Delivered, Outbox, answer_url
    from governance.messages.reading import list_messages, read_message
    from governance.messages.rendering import Renderer, one_line
    from governance.messages.rewriting import rewrite_message
    from governance.messages.writing import Writer, evidence_rows, main_finding
    from governance.owners import Owner, list_owners, owner_named, reachable, remove_owner, save_owners
    from governance.parts import Part
    from governance.people.accounts import (
        change_user,
        check_password,
        create_user,
        link_external_id,
        list_users,
        user_by_external_id,
    )
    from governance.people.model import ROLES, Role, User
    from governance.people.sessions import (
        Session,
        begin_session,
        end_session,
        end_sessions,
        form_token,
        session_of,
    )
    from governance.policy.applying import Applied, apply_policy
    from governance.policy.conditions import Conditions, Situation, grown_endpoints
    from governance.policy.deciding import Decision, decide, explain
    from governance.policy.following import Followed, follow_up
    from governance.policy.journal import Decided, decisions_about, governed_windows
    from governance.policy.reading import (
        POLICY_FILE,
        Policy,
        Rule,
        load_policy,
        read_policy,
        shipped_policy_text,
    )
    from governance.policy.versions import policy_of_version, policy_versions, remember_policy
    from governance.record import Record, open_record, writing
    from governance.register.declarations import declarations_on
    from governance.register.file import REGISTER_COLUMNS, read_register_file, read_register_text
    from governance.register.model import (
        ApprovedDeclaration,
        Contact,
        Credential,
        Declaration,
        Partner,
        contact_in_role,
    )
    from governance.register.reading import read_partner, read_partners
    from governance.register.saving import Saved, save_partners
    from governance.subscriptions import (
        Subscription,
        end_subscription,
        list_subscriptions,
        subscribe,
        subscription_ways,
    )
    from governance.suppressions import Suppression, list_suppressions, suppress, unsuppress
    from governance.tokens import SCOPES, Token, create_token, list_tokens, revoke_token, token_of
    from governance.tolerance import Tolerance, tolerances
    from governance.verdicts import (
        VERDICT_WORDS,
        Verdict,
        VerdictWord,
        record_verdicts,
        standing,
        verdict_history,
    )
    from governance.ways_out import CHANNELS, WayOut, configured_ways, subscribed

lazily(__name__)
