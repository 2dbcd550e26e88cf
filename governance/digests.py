"""The weekly digest: what each owner has to know on Monday morning, their own partners first, once."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from foundation import fold
from governance.acts import Act
from governance.cases.model import Case, CaseFinding
from governance.cases.reading import list_cases
from governance.errors import LinkError
from governance.messages.drafting import draft_message
from governance.messages.model import EMAIL, NewMessage
from governance.messages.writing import Writer
from governance.owners import Owner, owner_named, reachable
from governance.record import Record
from governance.register import read_partners
from governance.settings import DigestSettings
from governance.suppressions import DIGEST, suppress

_PURPOSE = b"pivotwatch unsubscribe v1"
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """What happened in the windows that closed in a week.

    Attributes
    ----------
    monday
        The day on which it is told; the windows closed in the seven days before it, or on it.
    findings
        Those that alert, the weightiest first.
    """

    monday: date
    findings: Sequence[CaseFinding]


def monday_due(now: datetime, zone: ZoneInfo, settings: DigestSettings) -> date | None:
    """Return the Monday whose digest is due in a time zone: from its hour on, until the next; None = not yet.

    A service that was down on Monday morning sends it when it is back.
    """
    local = now.astimezone(zone)
    monday = local.date() - timedelta(days=local.weekday())
    if local < datetime.combine(monday, time(settings.hour), zone):
        return None
    return monday


def write_digests(
    record: Record,
    writer: Writer,
    week: Week,
    settings: DigestSettings,
    key: bytes,
    act: Act,
    zone: ZoneInfo,
) -> list[str]:
    """Write the digest of a week to each owner for whom it is Monday by now; return the new messages' ids.

    Parameters
    ----------
    key
        The home's secret, which signs the unsubscribe links.
    zone
        The platform's, for owners whose own is unknown.
    """
    if not settings.enabled:
        return []
    owners = reachable(record)
    unresolved, partners = list_cases(record, unresolved=True), read_partners(record)
    written = []
    for owner in _distinct(owner_named(owners, partner.owner) for partner in partners):
        theirs = {each.partner_id for each in partners if owner_named(owners, each.owner) == owner}
        if monday_due(act.now, _zone(owner, zone), settings) != week.monday:
            continue
        new = _digest(writer, owner, theirs, week, unresolved, key)
        if new is None and settings.when_empty == "skip":
            continue
        message = draft_message(record, new or _empty(writer, owner, week, key), act, approved=True)
        if message.created_at == act.now:  # else it was written in an earlier round
            written.append(message.message_id)
    return written


def unsubscribe_token(address: str, key: bytes) -> str:
    """Return what an unsubscribe link ends with: good for one address, for ever (RFC 8058)."""
    body = base64.urlsafe_b64encode(address.encode()).rstrip(b"=").decode()
    return f"{body}.{_signature(body, key)}"


def unsubscribe(record: Record, token: str, key: bytes, act: Act) -> str:
    """Send no more digests to the address of a link; return the address.

    Raises
    ------
    LinkError
        When the link is forged or cut short.
    """
    body, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(body, key).encode()):
        raise LinkError("This link is not whole; open it from the e-mail again, or copy all of it.")
    address = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
    suppress(record, address, "unsubscribed from digests", act, DIGEST)
    return address


def _signature(body: str, key: bytes) -> str:
    derived = hmac.new(key, _PURPOSE, hashlib.sha256).digest()
    digest = hmac.new(derived, body.encode(), hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _digest(
    writer: Writer, owner: Owner, theirs: set[str], week: Week, unresolved: Sequence[Case], key: bytes
) -> NewMessage | None:
    mine = [each for each in week.findings if each.partner in theirs]
    others = [each for each in week.findings if each.partner not in theirs]
    waiting = [case for case in unresolved if case.partner in theirs or _same(case.owner, owner)]
    if not (week.findings or waiting):
        return None
    sections = [
        _section("Your partners", [each.sentence for each in mine]),
        _section("Cases that wait for you", [_case_line(case, week.monday) for case in waiting]),
        _section("Other partners", [each.sentence for each in others]),
    ]
    headline = (
        f"{_count(len(mine), 'finding')} about your partners, {_count(len(others), 'finding')} about others, "
        f"{_count(len(waiting), 'case')} waiting for you"
    )
    return _message(writer, owner, week, headline, [each for each in sections if each["lines"]], key)


def _empty(writer: Writer, owner: Owner, week: Week, key: bytes) -> NewMessage:
    return _message(writer, owner, week, "nothing happened last week, and no case waits for you", [], key)


def _message(
    writer: Writer, owner: Owner, week: Week, headline: str, sections: Sequence[dict[str, Any]], key: bytes
) -> NewMessage:
    token = unsubscribe_token(owner.email, key)
    facts = {
        "platform": writer.platform,
        "owner": owner.name,
        "headline": headline,
        "sections": list(sections),
        "first_day": (week.monday - _WEEK).isoformat(),
        "last_day": (week.monday - timedelta(days=1)).isoformat(),
        "console_link": f"{writer.public_url}/" if writer.public_url else "",
        "unsubscribe_url": f"{writer.public_url}/mail/unsubscribe/{token}" if writer.public_url else "",
    }
    words = writer.renderer.render(DIGEST, owner.locale, facts)
    return NewMessage(
        key=_key(owner, week.monday),
        purpose=DIGEST,
        channel=EMAIL,
        recipient=owner.email,
        recipient_name=owner.name,
        subject=words.subject,
        text=words.text,
        html=words.html,
        language=words.language,
        facts=facts,
        id_domain=writer.id_domain,
    )


def _key(owner: Owner, monday: date) -> tuple[str, ...]:
    return ("digest", owner.email, monday.isoformat())


def _case_line(case: Case, monday: date) -> str:
    due = ""
    if case.due_on is not None:
        due = f", overdue since {case.due_on}" if case.due_on < monday else f", due {case.due_on}"
    return f"{case.state}, {case.severity}{due}: {case.title}"


def _section(title: str, lines: list[str]) -> dict[str, Any]:
    return {"title": title, "lines": lines}


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _same(name: str | None, owner: Owner) -> bool:
    return name is not None and fold(name) == fold(owner.name)


def _zone(owner: Owner, platform: ZoneInfo) -> ZoneInfo:
    return ZoneInfo(owner.time_zone) if owner.time_zone else platform


def _distinct(owners: Iterable[Owner | None]) -> list[Owner]:
    return list(dict.fromkeys(each for each in owners if each is not None))
