"""Groups that an expert gave, from a CSV: what a proposal is compared with."""

from __future__ import annotations

import csv
from collections.abc import Mapping
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

    Raises
    ------
    InputError
        When the file cannot be read, a column is missing, or lines are wrong; it names them all.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            lines = list(csv.DictReader(handle))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{file} cannot be read as CSV: {error}") from error
    if lines and not {"partner", "group"} <= lines[0].keys():
        raise InputError(
            f"{file} lacks the columns partner and group; it has {', '.join(map(str, lines[0]))}."
        )
    given: dict[str, str] = {}
    problems: list[Problem] = []
    for number, line in enumerate(lines, start=2):
        partner, group = (line["partner"] or "").strip(), (line["group"] or "").strip()
        if not partner or not group:
            problems.append(Problem(f"{file.name}:{number}", "", "partner or group is empty"))
        elif given.setdefault(partner, group) != group:
            problems.append(
                Problem(f"{file.name}:{number}", partner, f"has the group {given[partner]!r} above")
            )
    if problems or not given:
        raise InputError(f"{file} gives no usable labels.", problems)
    return given


def numbered(labels: Mapping[str, str]) -> dict[str, int]:
    """Return partner id to a number of its group: 0, 1, 2 ... in order of the groups' names."""
    numbers = {group: number for number, group in enumerate(sorted(set(labels.values())))}
    return {partner: numbers[group] for partner, group in labels.items()}
