"""The right to be forgotten: everything about one partner leaves the record.

The audit log keeps that something was done, when, and how it hangs together; who it was done to and by whom
is blanked. The hashes stay as they were, so a head that was noted before is still found, and the entry that
tells of the forgetting names the blanked ones: one that was blanked by anybody else still shows as broken.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, delete, or_, select

from governance.acts import Act
from governance.audit.tables import AUDIT_LOG
from governance.audit.writing import BLANK_WORD, FORGOTTEN, blank_entries, write_audit
from governance.record import METADATA, Record, writing
from governance.register.tables import ContactRow, CredentialRow, PartnerRow

_Keys = dict[str, set[object]]
# found through the partner, and what else is found through them
_FOLLOWED = (
    ("cases", "case_id"),
    ("case_findings", "finding_id"),
    ("messages", "message_id"),
    ("answers", "answer_id"),
)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What left the record.

    Attributes
    ----------
    rows
        Table to number of rows erased.
    blanked
        Entries of the audit log.
    """

    rows: Mapping[str, int]
    blanked: int


def partner_credentials(record: Record, partner: str) -> list[int] | None:
    """Return the ids of a registered partner's credentials; None = the register does not know it."""
    with record.connect() as connection:
        if connection.scalar(select(PartnerRow.partner_id).where(PartnerRow.partner_id == partner)) is None:
            return None
        mine = select(CredentialRow.credential_id).where(CredentialRow.partner_id == partner)
        return list(connection.scalars(mine))


def forget_partner(record: Record, partner: str, findings: Iterable[str], act: Act) -> Forgotten:
    """Erase everything about a partner, in one transaction.

    Parameters
    ----------
    findings
        Ids of its findings, also of those that never became a case.
    """
    with writing(record) as connection:
        keys = _keys(connection, partner, set(findings))
        rows: dict[str, int] = {}
        for table in reversed(METADATA.sorted_tables):  # what refers to others goes first
            condition = _concerned(table, keys)
            if condition is not None and table.name != AUDIT_LOG.name:
                erased = connection.execute(delete(table).where(condition)).rowcount
                rows |= {table.name: erased} if erased else {}
        rows |= _kept_answers(connection, partner)
        numbers = _blank(connection, partner, keys)
        details = {"entries": numbers, "rows": rows}
        write_audit(connection, act.now, act.actor, FORGOTTEN, BLANK_WORD, details)
    return Forgotten(rows, len(numbers))


def _keys(connection: Connection, partner: str, findings: set[str]) -> _Keys:
    """Return the values by which rows are the partner's: column name to values."""
    mine = select(ContactRow.email).where(ContactRow.partner_id == partner)
    addresses: set[object] = set(connection.scalars(mine))
    keys: _Keys = {"partner": {partner}, "partner_id": {partner}, "address": addresses}
    keys["finding_id"] = set(findings)
    for name, key in _FOLLOWED:
        table = METADATA.tables[name]
        condition = _concerned(table, keys)
        if condition is None:
            continue
        found = connection.scalars(select(table.c[key]).where(condition))
        keys.setdefault(key, set()).update(found)
    ids = {each for _, key in _FOLLOWED for each in keys.get(key, ())}
    keys["subject"] = ids | {partner, f"partner:{partner}"}
    keys["actor"] = {f"partner:{partner}"}
    return keys


def _concerned(table: Table, keys: _Keys) -> ColumnElement[bool] | None:
    """Return what tells the partner's rows; None = the table has nothing of partners."""
    named = [table.c[name].in_(list(values)) for name, values in keys.items() if name in table.c and values]
    return or_(*named) if named else None


def _kept_answers(connection: Connection, partner: str) -> dict[str, int]:
    """Erase answers of the API that are kept for repetitions and speak of the partner."""
    table = METADATA.tables["idempotency_keys"]
    needle = json.dumps(partner, ensure_ascii=False).encode()
    bodies = connection.execute(select(table.c.caller, table.c.key, table.c.body)).all()
    mine = [(caller, key) for caller, key, body in bodies if body and needle in body]
    for caller, key in mine:
        connection.execute(delete(table).where(table.c.caller == caller, table.c.key == key))
    return {table.name: len(mine)} if mine else {}


def _blank(connection: Connection, partner: str, keys: _Keys) -> list[int]:
    """Blank what the audit log tells of the partner; returns the numbers of the entries."""
    log = AUDIT_LOG
    needle = json.dumps(partner, ensure_ascii=False)
    mine = or_(
        log.c.subject.in_(list(keys["subject"])),
        log.c.actor.in_(list(keys["actor"])),
        log.c.details_json.contains(needle, autoescape=True),
    )
    numbers = list(connection.scalars(select(log.c.number).where(mine, log.c.action != FORGOTTEN)))
    if numbers:
        blank_entries(connection, numbers)
    return numbers
