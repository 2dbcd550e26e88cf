"""Owners: where the people who look after partners, and those that cases escalate to, are reached.

Whoever has an account of the console is reached at its address; this list is for all others, and for time
zones and languages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from zoneinfo import available_timezones

from sqlalchemy import Column, DateTime, String, Table, delete, insert, select, update

from foundation import InputError, Problem, UnknownNameError, fold
from governance.acts import Act
from governance.addresses import is_address
from governance.audit.writing import write_audit
from governance.people.accounts import list_users
from governance.record import METADATA, Record, writing

_TABLE = Table(
    "owners",
    METADATA,
    Column("folded_name", String(400), primary_key=True),  # two spellings are one person
    Column("name", String(200), nullable=False),
    Column("email", String(320), nullable=False),
    Column("time_zone", String(64)),
    Column("locale", String(35)),
    Column("updated_at", DateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody on our side.

    Attributes
    ----------
    name
        As the register's `owner` has it.
    time_zone, locale
        For digests and notices; None = the platform's.
    """

    name: str
    email: str
    time_zone: str | None = None
    locale: str | None = None


def save_owners(record: Record, owners: Iterable[Owner], act: Act) -> None:
    """Add people, or change those there are; others stay.

    Raises
    ------
    InputError
        Naming every name, address and time zone that cannot be right; then nothing is written.
    """
    given = list(owners)
    problems = [problem for owner in given for problem in _problems(owner)]
    if problems:
        raise InputError("Nobody was saved:", problems)
    with writing(record) as connection:
        for each in given:
            key = fold(each.name)
            values = {"name": each.name, "email": each.email, "updated_at": act.at}
            values |= {"time_zone": each.time_zone, "locale": each.locale}
            there = connection.execute(update(_TABLE).where(_TABLE.c.folded_name == key).values(**values))
            if there.rowcount == 0:
                connection.execute(insert(_TABLE).values(folded_name=key, **values))
            write_audit(connection, act.now, act.actor, "owner.saved", key)


def remove_owner(record: Record, name: str, act: Act) -> None:
    """Forget one; an unknown name raises UnknownNameError that lists the known ones."""
    with writing(record) as connection:
        gone = connection.execute(delete(_TABLE).where(_TABLE.c.folded_name == fold(name)))
        if gone.rowcount == 0:
            raise UnknownNameError("owner", name, connection.scalars(select(_TABLE.c.name)))
        write_audit(connection, act.now, act.actor, "owner.removed", fold(name))


def list_owners(record: Record) -> list[Owner]:
    """Return those that were saved here, by name."""
    query = select(_TABLE.c.name, _TABLE.c.email, _TABLE.c.time_zone, _TABLE.c.locale)
    with record.connect() as connection:
        return [Owner(*row) for row in connection.execute(query.order_by(_TABLE.c.folded_name))]


def reachable(record: Record) -> list[Owner]:
    """Return everybody who can be reached: those saved here, then those with an account and an address."""
    saved = list_owners(record)
    accounts = [each for each in list_users(record) if each.email and each.disabled_at is None]
    names = [Owner(name, each.email) for each in accounts for name in sorted(each.known_as)]
    return saved + names


def owner_named(owners: Iterable[Owner], name: str | None) -> Owner | None:
    """Return whom an `owner` of the register means: by name, or because it holds an address itself."""
    if not name:
        return None
    known = next((each for each in owners if fold(each.name) == fold(name)), None)
    if known is not None:
        return known
    shown, address = parseaddr(name)
    return Owner(shown or address, address) if is_address(address) else None


def _problems(each: Owner) -> Iterable[Problem]:
    if not each.name.strip() or not each.name.isprintable():
        yield Problem("name", each.name, "an owner needs a name of printable characters")
    if not is_address(each.email):
        yield Problem(f"{each.name}: email", each.email, "write one address, e.g. anna@example.com")
    if each.time_zone and each.time_zone not in available_timezones():
        yield Problem(f"{each.name}: time_zone", each.time_zone, "write an IANA name such as Europe/Berlin")
