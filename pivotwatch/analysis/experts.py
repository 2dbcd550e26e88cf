"""The loop with an expert: where do groups and judgement differ, and what would bring them together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clustering import NO_GROUP
from clustering.exploring import Agreement, agreement_with, pulls
from clustering.settings import ClusteringSettings
from features import Scaling
from foundation import InputError
from pivotwatch.analysis.labels import ExpertLabels
from pivotwatch.analysis.matrices import Counts
from pivotwatch.analysis.source import Windows
from pivotwatch.analysis.sweeps import sweep

if TYPE_CHECKING:
    from pivotwatch.analysis.workspace import Workspace

_TOLD = 2
"""So many endpoints tell why a partner was put elsewhere."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Groups beside an expert's.

    Attributes
    ----------
    scores
        Adjusted Rand index, V-measure and its two parts.
    partners
        One row a labelled partner of the window: partner, expert, group_name, confidence, agrees.
    disagreements
        Those that do not agree: partner, expert, group_name, expected (where most of the expert's group are),
        confidence, why.
    unseen
        Labelled partners that the window does not have.
    """

    scores: Agreement
    partners: pl.DataFrame
    disagreements: pl.DataFrame
    unseen: Sequence[str]

    def __repr__(self) -> str:
        return (
            f"adjusted Rand {self.scores.adjusted_rand:.2f}, V-measure {self.scores.v_measure:.2f} over "
            f"{self.partners.height} partners; {self.disagreements.height} disagree"
        )


@dataclass(frozen=True, slots=True)
class Experts:
    """Compares a workspace's groups with an expert's labels."""

    workspace: Workspace

    def agreement(
        self,
        labels: ExpertLabels,
        window: str | None = None,
        *,
        groups: Sequence[int | str | None] | None = None,
    ) -> Comparison:
        """Compare the groups of a window with the labels.

        An expert's group agrees with the group found that holds most of it; two of the expert's may agree
        with one group found, which then costs homogeneity.

        Parameters
        ----------
        window
            Key; None = the last processed.
        groups
            Groups that were tried, in the order of `counts(window).partners`: for example labels of a
            clusterer of your own, with -1 or None for no group; None = the stored groups.

        Raises
        ------
        InputError
            When none of the labelled partners was seen in the window, or there is not one group a partner.
        """
        key = window or self.workspace.last_window
        found = self.workspace.assignments(window=key)
        if groups is not None:
            found = _tried(self.workspace.counts(key).partners, groups)
        table = found.join(labels.to_polars().rename({"group": "expert"}), on="partner").sort("partner")
        if table.is_empty():
            raise InputError(
                f"None of the {len(labels.groups)} labelled partners was seen in {key}. "
                "Labels name partners as `assignments` does."
            )
        table = table.join(_expected(table), on="expert").with_columns(
            agrees=pl.col("group_name").eq_missing(pl.col("expected"))
        )
        scores = agreement_with(_codes(table["group_name"]), _codes(table["expert"]))
        whys = list(_whys(table, self.workspace.counts(key)))
        wrong = table.filter(~pl.col("agrees")).with_columns(why=pl.Series(whys, dtype=pl.String))
        unseen = sorted(set(labels.groups) - set(table["partner"]))
        return Comparison(
            scores,
            table.select("partner", "expert", "group_name", "confidence", "agrees"),
            wrong.select("partner", "expert", "group_name", "expected", "confidence", "why"),
            unseen,
        )

    def sweep(
        self,
        labels: ExpertLabels | None = None,
        window: Windows | None = None,
        *,
        methods: Sequence[str] = ("kmeans", "dbscan", "agglomerative"),
        scalings: Sequence[Scaling] = ("row_minmax", "hellinger"),
        endpoints: Mapping[str, Sequence[str]] | None = None,
        measured: int = 12,
        **settings: Any,
    ) -> pl.DataFrame:
        """Fit every combination of algorithm, k or eps, scaling and endpoints; rank what comes out.

        Parameters
        ----------
        window
            Key, or several to pool; None = the last processed.
        endpoints
            A name for each subset of endpoints to try; None = all alone.
        measured
            So many of the best get their stability measured, which costs ten fits each.
        settings
            Of `[clustering]`: fix k, eps, min_samples; seed, max_k, resamples ...

        Raises
        ------
        InputError, ConfigurationError
            When a name or a setting is refused; see `pivotwatch.analysis.sweeps.sweep`.
        """
        return sweep(
            self.workspace.counts(window),
            ClusteringSettings.model_validate(settings),
            methods=methods,
            scalings=scalings,
            endpoints=endpoints,
            labels=labels,
            measured=measured,
        )


def named_group(group: int | str | None) -> str | None:
    """Return what to call a group that was tried: its name, `group 3`, or None for no group."""
    if group is None or isinstance(group, str):
        return group
    return None if group == NO_GROUP else f"group {group}"


def _tried(partners: Sequence[str], groups: Sequence[int | str | None]) -> pl.DataFrame:
    if len(groups) != len(partners):
        raise InputError(
            f"There are {len(groups)} groups for {len(partners)} partners; give one each, in the order of "
            "counts(window).partners."
        )
    names = [named_group(each) for each in groups]
    frame = pl.DataFrame(
        {"partner": partners, "group_name": names}, schema_overrides={"group_name": pl.String}
    )
    return frame.with_columns(confidence=pl.lit(None, pl.Float64), distance=pl.lit(None, pl.Float64))


def _expected(table: pl.DataFrame) -> pl.DataFrame:
    """Return, for each of the expert's groups, the group found that holds most of it: expert, expected."""
    counted = table.group_by("expert", "group_name").len()
    ordered = counted.sort(["expert", "len", "group_name"], descending=[False, True, False], nulls_last=True)
    return ordered.group_by("expert", maintain_order=True).agg(expected=pl.col("group_name").first())


def _codes(names: pl.Series) -> NDArray[np.int64]:
    return names.fill_null("").rank("dense").to_numpy().astype(np.int64) - 1


def _whys(table: pl.DataFrame, counts: Counts) -> Iterator[str]:
    profiles = counts.profiles()
    at = {partner: row for row, partner in enumerate(counts.partners)}
    for row in table.filter(~pl.col("agrees")).iter_rows(named=True):
        if row["partner"] not in at:
            yield "it made no successful call in the window"
        elif row["group_name"] is None:
            yield "it is too far from every group" + (
                "" if row["distance"] is None else f" ({row['distance']:.2f})"
            )
        else:
            yield _why(row, table, profiles, at, counts.endpoints)


def _why(
    row: dict[str, Any],
    table: pl.DataFrame,
    profiles: NDArray[np.float64],
    at: dict[str, int],
    endpoints: Sequence[str],
) -> str:
    """Say which endpoints make the partner more like its group than like the others of the expert's."""

    def centre(column: str) -> NDArray[np.float64]:
        alike = table.filter((pl.col(column) == row[column]) & (pl.col("partner") != row["partner"]))
        rows = [at[each] for each in alike["partner"] if each in at]
        return np.asarray(profiles[rows].mean(axis=0)) if rows else np.zeros(profiles.shape[1])

    own = profiles[at[row["partner"]]]
    expert, found = centre("expert"), centre("group_name")
    told = [f"{endpoints[each.endpoint]} ({own[each.endpoint]:.2f})" for each in pulls(own, expert, found)]
    if not told:
        return "it is about as near to the expert's group; the boundary runs between them"
    apart, near = np.linalg.norm(own - expert), np.linalg.norm(own - found)
    return (
        f"{' and '.join(told[:_TOLD])} make it more like {row['group_name']!r} (distance {near:.2f}) "
        f"than like the others of {row['expert']!r} ({apart:.2f})"
    )
