"""One table over everything that could be tuned: algorithm, k or eps, scaling, endpoints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clustering import NO_GROUP, Candidate, assign, propose
from clustering.exploring import agreement_with, stabilities
from clustering.settings import ClusteringSettings
from features import Scaling, scaled
from foundation import InputError
from pivotwatch.analysis.labels import ExpertLabels
from pivotwatch.analysis.matrices import Counts

ALL_ENDPOINTS = "all endpoints"
_SCHEMA = {
    "rank": pl.Int64,
    "method": pl.String,
    "scaling": pl.String,
    "endpoints": pl.String,
    "parameters": pl.String,
    "groups": pl.Int64,
    "agreement": pl.Float64,
    "v_measure": pl.Float64,
    "stability": pl.Float64,
    "silhouette": pl.Float64,
    "no_group_share": pl.Float64,
}


@dataclass(frozen=True, slots=True)
class _Tried:
    method: str
    scaling: Scaling
    subset: str
    profiles: csr_array
    candidate: Candidate
    expert: NDArray[np.int64] | None

    @property
    def first_merit(self) -> float:
        return self.candidate.scores.get("agreement", self.candidate.scores["silhouette"])


def sweep(
    counts: Counts,
    settings: ClusteringSettings,
    *,
    methods: Sequence[str] = ("kmeans", "dbscan", "agglomerative"),
    scalings: Sequence[Scaling] = ("row_minmax", "hellinger"),
    endpoints: Mapping[str, Sequence[str]] | None = None,
    labels: ExpertLabels | None = None,
    measured: int = 12,
) -> pl.DataFrame:
    """Fit every combination and rank what comes out.

    The rank is the mean of agreement with the expert (adjusted Rand index; without labels the silhouette)
    and stability. Stability costs many fits, so it is measured for the best `measured` candidates by the
    first, one for each number of groups of a combination; the others follow, without.

    Parameters
    ----------
    counts
        What to fit on.
    settings
        Seed, bounds, and whatever is fixed by hand (k, eps ...).
    endpoints
        A name for each subset of endpoints to try; None = all of them. Profiles are those over all endpoints;
        partners that use none of the subset are left out.
    labels
        The expert's groups; partners without one count only in the fit.

    Returns
    -------
    polars.DataFrame
        rank, method, scaling, endpoints, parameters, groups, agreement, v_measure, stability, silhouette,
        no_group_share; the best first.

    Raises
    ------
    UnknownNameError, ConfigurationError
        When a method or an endpoint is not known, or a parameter is refused.
    InputError
        When no labelled partner is among the counts.
    """
    subsets = endpoints or {ALL_ENDPOINTS: counts.endpoints}
    tried = [
        each
        for (name, columns), scaling, method in product(subsets.items(), scalings, methods)
        for each in _tried(counts, columns, name, scaling, method, settings, labels)
    ]
    steady = _steadiness(tried, settings, measured)
    rows = [_row(each, steady.get(number)) for number, each in enumerate(tried)]
    merits = [_merit(each, steady.get(number)) for number, each in enumerate(tried)]
    order = sorted(range(len(rows)), key=lambda number: tuple(-part for part in merits[number]))
    ranked = [{"rank": rank, **rows[number]} for rank, number in enumerate(order, start=1)]
    return pl.DataFrame(ranked, schema=_SCHEMA)


def _tried(
    counts: Counts,
    columns: Sequence[str],
    subset: str,
    scaling: Scaling,
    method: str,
    settings: ClusteringSettings,
    labels: ExpertLabels | None,
) -> Iterator[_Tried]:
    # scaled over the whole vocabulary first: on two endpoints alone every row would be (0, 1) or (1, 0)
    chosen = scaled(counts.successes, scaling)[:, counts.columns(columns)]
    alive = np.flatnonzero(chosen.sum(axis=1) > 0)
    profiles = csr_array(chosen[alive])
    expert = None if labels is None else _expert(labels, [counts.partners[row] for row in alive])
    wanted = settings.model_copy(update={"method": method, "scaling": scaling})
    for candidate in propose(profiles, wanted, expert).tried:
        yield _Tried(method, scaling, subset, profiles, candidate, expert)


def _expert(labels: ExpertLabels, partners: Sequence[str]) -> NDArray[np.int64]:
    numbers = labels.numbers
    expert = np.array([numbers.get(each, NO_GROUP) for each in partners], dtype=np.int64)
    if not (expert != NO_GROUP).any():
        raise InputError("None of the labelled partners calls these endpoints in the window.")
    return expert


def _steadiness(tried: Sequence[_Tried], settings: ClusteringSettings, measured: int) -> dict[int, float]:
    """Return the stability of the most promising, by their place in `tried`."""
    best: dict[tuple[str, str, str, float], int] = {}
    for number in sorted(range(len(tried)), key=lambda number: -tried[number].first_merit):
        each = tried[number]
        best.setdefault((each.method, each.scaling, each.subset, each.candidate.scores["groups"]), number)
    chosen = list(best.values())[:measured]
    return {
        number: float(
            np.mean(
                stabilities(
                    tried[number].profiles,
                    tried[number].method,
                    [tried[number].candidate.parameters.model_dump()],
                    settings,
                )[0]
            )
        )
        for number in chosen
    }


def _merit(each: _Tried, stability: float | None) -> tuple[bool, float, float]:
    first = each.first_merit
    whole = first if stability is None else (first + stability) / 2
    return (stability is not None, round(whole, 6), each.candidate.scores["silhouette"])


def _row(each: _Tried, stability: float | None) -> dict[str, Any]:
    scores = each.candidate.scores
    return {
        "method": each.method,
        "scaling": each.scaling,
        "endpoints": each.subset,
        "parameters": ", ".join(
            f"{name} {value}" for name, value in each.candidate.parameters.model_dump().items()
        ),
        "groups": int(scores["groups"]),
        "agreement": scores.get("agreement"),
        "v_measure": _v_measure(each),
        "stability": stability,
        "silhouette": scores["silhouette"],
        "no_group_share": scores["no_group_share"],
    }


def _v_measure(each: _Tried) -> float | None:
    if each.expert is None:
        return None
    known = np.flatnonzero(each.expert != NO_GROUP)
    found = assign(each.candidate.model, each.profiles[known]).groups
    return agreement_with(found, each.expert[known]).v_measure
