"""Groups that an expert gave: from a CSV, or written down in the notebook."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from foundation import InputError
from pivotwatch.label_files import checked_labels, numbered, read_named_labels


@dataclass(frozen=True, slots=True)
class ExpertLabels:
    """Partner id to the name the expert gave its group; partners that are not there are not judged."""

    groups: Mapping[str, str]

    @property
    def numbers(self) -> dict[str, int]:
        """Partner id to a number of its group."""
        return numbered(self.groups)

    def relabelled(self, changes: Mapping[str, str]) -> ExpertLabels:
        """Return these labels with some changed or added; `labels.relabelled({"acme": "invoicing"})`."""
        return ExpertLabels({**self.groups, **changes})

    def to_polars(self) -> pl.DataFrame:
        """Return the columns partner and group, by partner."""
        return pl.DataFrame({"partner": list(self.groups), "group": list(self.groups.values())}).sort(
            "partner"
        )

    def write_csv(self, file: str | os.PathLike[str]) -> None:
        """Write what `expert_labels` and `pivotwatch model propose --labels` read."""
        self.to_polars().write_csv(Path(file))


def expert_labels(given: str | os.PathLike[str] | Mapping[str, str]) -> ExpertLabels:
    """Return the groups an expert gave.

    Parameters
    ----------
    given
        A CSV with the columns partner and group, or partner id to group.

    Raises
    ------
    InputError
        When the file cannot be read, or partners or groups are empty or contradict; it names them all.

    Examples
    --------
    >>> labels = expert_labels({"A": "contacts", "B": "contacts", "C": "invoices"})
    >>> labels.relabelled({"B": "invoices"}).numbers
    {'A': 0, 'B': 1, 'C': 1}
    """
    if not isinstance(given, Mapping):
        return ExpertLabels(read_named_labels(Path(given)))
    if not given:
        raise InputError("There are no labels; give partner id to group, or a CSV.")
    said: Iterable[tuple[Any, Any]] = given.items()  # numbers for groups are fine, None is not
    rows = (("label", str(partner), None if group is None else str(group)) for partner, group in said)
    return ExpertLabels(checked_labels("The labels given", rows))
