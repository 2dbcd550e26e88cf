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
from governance.messages.writing import Writer, told
from governance.owners import Owner, owner_named, reachable
from governance.record import Record
from governance.register.reading import read_partners
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
        facts = _facts(writer, owner, theirs, week, unresolved)
        if settings.when_empty == "skip" and not (week.findings or facts["waiting"]):
            continue
        facts["unsubscribe_url"] = _unsubscribe_url(writer, owner, key)
        new = writer.to_owner(owner, DIGEST, facts, ("digest", owner.email, week.monday.isoformat()))
        message = draft_message(record, new, act, approved=True)
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


def _facts(
    writer: Writer, owner: Owner, theirs: set[str], week: Week, unresolved: Sequence[Case]
) -> dict[str, Any]:
    waiting = [case for case in unresolved if case.partner in theirs or _same(case.owner, owner)]
    return {
        "owner": owner.name,
        "mine": [told(each) for each in week.findings if each.partner in theirs],
        "waiting": [_waiting(case) for case in waiting],
        "others": [told(each) for each in week.findings if each.partner not in theirs],
        "monday": week.monday.isoformat(),
        "first_day": (week.monday - _WEEK).isoformat(),
        "last_day": (week.monday - timedelta(days=1)).isoformat(),
        "console_link": f"{writer.public_url}/" if writer.public_url else "",
    }


def _unsubscribe_url(writer: Writer, owner: Owner, key: bytes) -> str:
    token = unsubscribe_token(owner.email, key)
    return f"{writer.public_url}/mail/unsubscribe/{token}" if writer.public_url else ""


def _waiting(case: Case) -> dict[str, Any]:
    return {
        "state": case.state,
        "level": case.severity,
        "due_on": case.due_on and case.due_on.isoformat(),
        "title": case.title,
    }


def _same(name: str | None, owner: Owner) -> bool:
    return name is not None and fold(name) == fold(owner.name)


def _zone(owner: Owner, platform: ZoneInfo) -> ZoneInfo:
    return ZoneInfo(owner.time_zone) if owner.time_zone else platform


def _distinct(owners: Iterable[Owner | None]) -> list[Owner]:
    return list(dict.fromkeys(each for each in owners if each is not None))
