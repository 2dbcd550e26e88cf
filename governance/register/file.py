"""Reading `partners.csv`: every problem is named with its line, and secrets go no further than this file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from zoneinfo import available_timezones

from foundation import InputError, Problem, fold
from governance.register.model import Contact, Credential, Declaration, Partner
from ingest.credentials import NOBODY, credential_number, shown_form

REGISTER_COLUMNS = (
    "id",
    "name",
    "credentials",
    "owner",
    "contacts",
    "tier",
    "declared_groups",
    "declared_endpoints",
    "locale",
    "time_zone",
    "tags",
)
_LONGEST = 200
_MOST_BYTES = 256 << 20
_CONTACT = re.compile(r"(?:([^:<>]+):)?\s*([^<>]*?)\s*<?([^<>\s@]+@[^<>\s@]+\.[^<>\s@]+)>?")
_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_SECRET_PREFIX = re.compile(r"(?:api[_-]?key|key|secret)\s*:\s*", re.IGNORECASE)
_MAYBE_SECRET = re.compile(r"\S*[0-9]\S*|\S{24,}|(?:sk|pk|key|token)[-_]\S*", re.IGNORECASE)

Row = dict[str, str]


def read_register_file(file: Path, key: bytes) -> list[Partner]:
    """Read a register.

    Parameters
    ----------
    file
        CSV in UTF-8 with a header; columns as REGISTER_COLUMNS, of which only `id` must be there.
    key
        The home's secret, for hashing credentials.

    Raises
    ------
    InputError
        Naming every problem with its line.
    """
    return read_register_text(_text_of(file), file.name, key)


def read_register_text(text: str, name: str, key: bytes) -> list[Partner]:
    """Read a register that is text already; `name` is what problems call it. Otherwise as the file."""
    problems: list[Problem] = []
    partners: list[tuple[int, Partner]] = []
    for line, row in _rows(text, name, problems):
        partners.append((line, _partner(row, f"{name}:{line}", key, problems)))
    problems.extend(_clashes(partners, name))
    if problems:
        raise InputError(f"{name} has problems; nothing was written:", problems)
    if not partners:
        raise InputError(f"{name} has no partners: there is nothing below its header.")
    return [partner for _, partner in partners]


def _text_of(file: Path) -> str:
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise InputError(f"{file} is larger than {_MOST_BYTES >> 20} MB, which no register is.")
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8 (byte {error.start}); save it as CSV UTF-8.") from error


def _rows(text: str, name: str, problems: list[Problem]) -> Iterator[tuple[int, Row]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip().casefold() for cell in next(reader, [])]
        problems.extend(_header_problems(header, name))
        for cells in reader:
            if len(cells) != len(header) and cells:
                reason = f"has {len(cells)} cells, the header {len(header)}; quote cells that hold a comma"
                problems.append(Problem(f"{name}:{reader.line_num}", "", reason))
            elif any(cell.strip() for cell in cells):
                # without a column id each line is somebody: its other cells are looked at all the same
                row = {"id": f"line {reader.line_num}"}
                yield reader.line_num, row | dict(zip(header, map(str.strip, cells), strict=True))
    except csv.Error as error:
        problems.append(Problem(f"{name}:{reader.line_num}", "", f"is no CSV: {error}"))


def _header_problems(header: Sequence[str], name: str) -> Iterator[Problem]:
    known = ", ".join(REGISTER_COLUMNS)
    for column in dict.fromkeys(header):
        if column not in REGISTER_COLUMNS:
            yield Problem(f"{name}:1", column, f"is no column of a register; known: {known}")
        if header.count(column) > 1:
            yield Problem(f"{name}:1", column, "stands there twice")
    if "id" not in header:
        yield Problem(f"{name}:1", "", f"the column id is missing; columns: {known}")


def _partner(row: Row, place: str, key: bytes, problems: list[Problem]) -> Partner:
    for column, value in row.items():
        problems.extend(_text_problems(column, value, place))
    partner_id = row["id"]
    if credential_number(partner_id, key) == NOBODY:
        problems.append(Problem(f"{place}: id", partner_id, "a partner needs an id"))
    time_zone = row.get("time_zone") or None
    if time_zone and time_zone not in available_timezones():
        reason = "there is no such time zone; write an IANA name such as Europe/Berlin"
        problems.append(Problem(f"{place}: time_zone", time_zone, reason))
    locale = row.get("locale") or None
    if locale and not _LOCALE.fullmatch(locale):
        problems.append(Problem(f"{place}: locale", locale, "write a language tag such as de-DE (BCP 47)"))
    name = row.get("name") or partner_id
    return Partner(
        partner_id=partner_id,
        name=name,
        tier=row.get("tier") or None,
        owner=row.get("owner") or None,
        locale=locale,
        time_zone=time_zone,
        credentials=_credentials([partner_id, name], _split(row.get("credentials")), key),
        contacts=tuple(_contacts(_split(row.get("contacts")), place, problems)),
        declared=Declaration(
            tuple(_split(row.get("declared_groups"))), tuple(_split(row.get("declared_endpoints")))
        ),
        tags=tuple(_split(row.get("tags"))),
    )


def _text_problems(column: str, value: str, place: str) -> Iterator[Problem]:
    if not value.isprintable():
        yield Problem(f"{place}: {column}", "", "holds characters that cannot be printed")
    single = column not in ("credentials", "contacts", "declared_groups", "declared_endpoints", "tags")
    if single and len(value) > _LONGEST:
        yield Problem(f"{place}: {column}", value[:40], f"is longer than {_LONGEST} characters")


def _split(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split(";") if part.strip()]


def _credentials(names: Sequence[str], given: Sequence[str], key: bytes) -> tuple[Credential, ...]:
    """Return the credentials by id; the partner's own id and name are credentials too."""
    found: dict[int, Credential] = {}
    for text in names:
        number = credential_number(text, key)
        found.setdefault(number, Credential(number, shown_form(text, "consumer", key)[:_LONGEST]))
    for text in given:
        bare = _SECRET_PREFIX.sub("", text, count=1)
        number = credential_number(bare, key)
        # what may be a secret is never stored in clear; a log that names it in clear still shows it
        secret = bare != text or _MAYBE_SECRET.fullmatch(bare) is not None
        kind = "api_key" if secret else "consumer"
        found.setdefault(number, Credential(number, shown_form(bare, kind, key)[:_LONGEST]))
    found.pop(NOBODY, None)
    return tuple(found[number] for number in sorted(found))


def _contacts(given: Sequence[str], place: str, problems: list[Problem]) -> Iterator[Contact]:
    for text in given:
        match = _CONTACT.fullmatch(text)
        if match is None or len(text) > _LONGEST:
            reason = "write role:Name <mail@example.com>, several with ; between them"
            problems.append(Problem(f"{place}: contacts", text, reason))
        else:
            yield Contact((match[1] or "contact").strip(), match[2] or match[3], match[3])


def _clashes(partners: Sequence[tuple[int, Partner]], name: str) -> Iterator[Problem]:
    ids: dict[str, int] = {}
    owners: dict[int, tuple[str, int]] = {}
    for line, partner in partners:
        folded = fold(partner.partner_id)
        if folded in ids:
            reason = f"is the id of line {ids[folded]} too"
            yield Problem(f"{name}:{line}: id", partner.partner_id, reason)
            continue
        ids[folded] = line
        for credential in partner.credentials:
            owner, earlier = owners.setdefault(credential.credential_id, (partner.partner_id, line))
            if owner != partner.partner_id:
                reason = f"is claimed by {owner} (line {earlier}) too; one credential belongs to one partner"
                yield Problem(f"{name}:{line}: credentials", credential.shown, reason)
