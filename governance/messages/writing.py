"""Writes the messages about cases: gathers the facts, renders the words, drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from foundation import InputError, parse_window
from governance.addresses import domain_of
from governance.cases.model import Case, CaseFinding, Severity
from governance.messages.model import ANSWER_LINK, EMAIL, Message, NewMessage
from governance.messages.rendering import Renderer
from governance.owners import Owner
from governance.register.model import Contact, Partner

_MOST_ROWS = 8
_RANK: Mapping[Severity, int] = {"high": 0, "medium": 1, "low": 2}


@dataclass(frozen=True)
class Writer:
    """What all messages of a platform have in common.

    Attributes
    ----------
    platform
        Its name.
    zone
        Its time zone.
    sender
        The address that e-mail comes from; its domain is the right side of every Message-ID.
    public_url
        Where the service is reached; empty = messages have no links into it.
    answer_days
        How long a partner may take.
    """

    platform: str
    renderer: Renderer = field(default_factory=Renderer)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    sender: str = ""
    public_url: str = ""
    answer_days: int = 30

    def to_partner(
        self,
        case: Case,
        findings: Sequence[CaseFinding],
        partner: Partner,
        contact: Contact,
        purpose: str,
        now: datetime,
        *,
        note: str = "",
        reminds_of: Message | None = None,
        count: int = 0,
        rule: str | None = None,
    ) -> NewMessage:
        """Return the draft of an e-mail to a contact of a partner.

        Parameters
        ----------
        note
            A person's own words.
        reminds_of, count
            The e-mail that it follows as a reply, and the how manieth reminder it is.
        """
        facts = self._facts(case, findings, partner, contact, now) | {"note": note}
        if reminds_of is not None:
            sent = reminds_of.sent_at or reminds_of.created_at
            facts |= {"first_subject": reminds_of.subject, "first_sent": self._local_day(sent)}
        words = self.renderer.render(purpose, partner.locale, facts)
        return NewMessage(
            key=("partner", case.case_id, purpose, contact.email, str(count)),
            purpose=purpose,
            channel=EMAIL,
            recipient=contact.email,
            recipient_name=contact.name,
            subject=words.subject,
            text=words.text,
            html=words.html,
            case_id=case.case_id,
            partner=partner.partner_id,
            to_partner=True,
            language=words.language,
            note=note,
            facts=facts,
            id_domain=self.id_domain,
            in_reply_to=reminds_of.internet_id if reminds_of else None,
            rule=rule,
        )

    def to_owner(
        self,
        owner: Owner,
        purpose: str,
        facts: Mapping[str, Any],
        key: tuple[str, ...],
        *,
        case: Case | None = None,
        rule: str | None = None,
    ) -> NewMessage:
        """Return a notice to somebody on our side, in their language; owners get these without approval.

        Parameters
        ----------
        purpose
            Which templates: `owner_notice`, `answer`, `escalation`, `failure`, `digest`.
        facts
            What these templates name; what they know of the case, the rule and the platform is added.
        """
        whole = {
            "platform": self.platform,
            "about": (case.partner or case.subject) if case else None,
            "case_id": case.case_id if case else None,
            "case_link": self.case_link(case.case_id) if case else "",
            "rule": rule,
            "policy_version": case.policy_version if case else None,
            **facts,
        }
        words = self.renderer.render(purpose, owner.locale, whole)
        return NewMessage(
            key=key,
            purpose=purpose,
            channel=EMAIL,
            recipient=owner.email,
            recipient_name=owner.name,
            subject=_cut(words.subject),
            text=words.text,
            html=words.html,
            case_id=case.case_id if case else None,
            partner=case.partner if case else None,
            language=words.language,
            facts=whole,
            id_domain=self.id_domain,
            rule=rule,
        )

    def to_channel(
        self,
        channel: str,
        headline: str,
        lines: Sequence[str],
        key: tuple[str, ...],
        type_: str,
        data: Mapping[str, Any],
        *,
        case: Case | None = None,
        rule: str | None = None,
    ) -> NewMessage:
        """Return a post to a channel of the settings."""
        link = f"\n{self.case_link(case.case_id)}" if case and self.public_url else ""
        return NewMessage(
            key=("channel", channel, *key),
            purpose=type_,
            channel=channel,
            recipient=channel,
            subject=_cut(headline),
            text="\n".join(lines) + link,
            case_id=case.case_id if case else None,
            partner=case.partner if case else None,
            facts={"type": type_, "data": dict(data)},
            id_domain=self.id_domain,
            rule=rule,
        )

    def case_link(self, case_id: str) -> str:
        """Return where a case is worked on; empty = the service has no public address."""
        return f"{self.public_url}/cases/{case_id}" if self.public_url else ""

    @property
    def id_domain(self) -> str:
        """The right side of every Message-ID."""
        return domain_of(self.sender) if self.sender else "pivotwatch.invalid"

    def _facts(
        self,
        case: Case,
        findings: Sequence[CaseFinding],
        partner: Partner,
        contact: Contact,
        now: datetime,
    ) -> dict[str, Any]:
        main = main_finding(findings)
        since = str(main.facts.get("since_window") or main.window)
        return {
            "platform": self.platform,
            "partner_id": partner.partner_id,
            "partner_name": partner.name,
            "contact_name": contact.name,
            "contact_role": contact.role,
            "owner_name": case.owner or partner.owner or self.platform,
            "case_id": case.case_id,
            "since": parse_window(since).start.isoformat(),
            "until": (parse_window(main.window).end - timedelta(days=1)).isoformat(),
            "from_group": main.facts.get("from_group_name"),
            "to_group": main.facts.get("to_group_name"),
            "evidence_rows": evidence_rows(main),
            "answer_by": self._local_day(now + timedelta(days=self.answer_days)),
            "answer_link": ANSWER_LINK,
        }

    def _local_day(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).date().isoformat()


def main_finding(findings: Sequence[CaseFinding]) -> CaseFinding:
    """Return the finding that a message is about: the newest pivot, else the weightiest of the newest window.

    Raises
    ------
    InputError
        When the case has no finding.
    """
    if not findings:
        raise InputError("This case has no finding, so there is nothing to write to the partner about.")
    return min(
        findings,
        key=lambda each: (each.kind != "pivot", _newest_first(each.window), _RANK[each.severity]),
    )


def told(finding: CaseFinding) -> dict[str, Any]:
    """Return what a notice tells of a finding; its sentence is the detector's, in English."""
    return {name: getattr(finding, name) for name in ("window", "partner", "kind", "severity", "sentence")}


def evidence_rows(finding: CaseFinding) -> list[dict[str, Any]]:
    """Return the endpoints that changed most: the partner's own and nobody else's."""
    rows = [
        {name: each[name] for name in ("endpoint", "before", "after")}
        for each in finding.facts.get("evidence") or ()
        if not each["endpoint"].startswith("(")
    ]
    return rows[:_MOST_ROWS]


def _newest_first(window: str) -> int:
    return -parse_window(window).start.toordinal()


def _cut(text: str, most: int = 180) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}\N{HORIZONTAL ELLIPSIS}"
