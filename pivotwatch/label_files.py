"""Groups that an expert gave, from a CSV: what a proposal is compared with."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from foundation import InputError, Problem


def read_labels(file: Path) -> dict[str, int]:
    """Read a CSV with the columns partner and group; return partner id to a number of the group.

    Raises
    ------
    InputError
        As `read_named_labels`.
    """
    return numbered(read_named_labels(file))


def read_named_labels(file: Path) -> dict[str, str]:
    """Read a CSV with the columns partner and group; return partner id to group, as written.

    Commas, semicolons or tabs separate, as spreadsheets write them; case in the header does not matter.

    Raises
    ------
    InputError
        When the file cannot be read, a column is missing, or lines are wrong; it names them all.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            header = handle.readline()
            separator = max(",;\t", key=header.count)
            columns = [name.strip().lower() for name in next(csv.reader([header], delimiter=separator), [])]
            lines = list(csv.DictReader(handle, columns, delimiter=separator))
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8 ({error.reason}); save it as CSV UTF-8.") from error
    except (OSError, csv.Error) as error:
        raise InputError(f"{file} cannot be read as CSV: {error}") from error
    if not {"partner", "group"} <= set(columns):
        raise InputError(
            f"{file} lacks the columns partner and group; its first line has "
            f"{', '.join(columns) or 'nothing'}."
        )
    rows = ((f"{file.name}:{number}", line["partner"], line["group"]) for number, line in enumerate(lines, 2))
    return checked_labels(str(file), rows)


def checked_labels(origin: str, rows: Iterable[tuple[str, str | None, str | None]]) -> dict[str, str]:
    """Return partner id to group.

    Parameters
    ----------
    origin
        Where the labels come from, for messages.
    rows
        Place, partner, group.

    Raises
    ------
    InputError
        When a partner or a group is empty, a partner has two groups, or there are no labels; it names all.
    """
    given: dict[str, str] = {}
    problems: list[Problem] = []
    for place, one, other in rows:
        partner, group = (one or "").strip(), (other or "").strip()
        if not partner or not group:
            problems.append(Problem(place, partner, "partner or group is empty"))
        elif given.setdefault(partner, group) != group:
            problems.append(Problem(place, partner, f"has the group {given[partner]!r} above"))
    if problems:
        raise InputError(f"{origin}: some labels cannot be used.", problems)
    if not given:
        raise InputError(f"{origin} has no labels: give a partner and its group on each line.")
    return given


def numbered(labels: Mapping[str, str]) -> dict[str, int]:
    """Return partner id to a number of its group: 0, 1, 2 ... in order of the groups' names."""
    numbers = {group: number for number, group in enumerate(sorted(set(labels.values())))}
    return {partner: numbers[group] for partner, group in labels.items()}
