"""Propose a model: try the method's candidates, keep the best, say why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError
from scipy.sparse import csr_array

from clustering.base import FittedModel, Folded, Method, MethodParameters
from clustering.folding import folded
from clustering.registry import METHODS
from clustering.scores import labels_by, no_group_share, silhouette, stability
from clustering.settings import ClusteringSettings
from foundation import ConfigurationError, Problem

_NEAR_EQUAL = 0.02
"""Silhouettes this close to the best are near equals; stability decides among them."""
_MOST_RESAMPLED = 4
"""Stability is measured for this many of the best candidates: it costs many fits."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One set of parameters that was tried.

    Attributes
    ----------
    scores
        `silhouette` (no group counts as 0), `groups`, `no_group_share`, and `stability` where measured.
    """

    parameters: MethodParameters
    model: FittedModel
    scores: Mapping[str, float]
    labels: NDArray[np.int64] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The model proposed, and what it was chosen from.

    Attributes
    ----------
    method
        Its name.
    best
        The candidate chosen.
    tried
        All candidates, in the order tried.
    reason
        Why, for people.
    """

    method: str
    best: Candidate
    tried: Sequence[Candidate]
    reason: str


def propose(profiles: csr_array, settings: ClusteringSettings) -> Proposal:
    """Propose a model for the profiles.

    Parameters
    ----------
    profiles
        (n_partners, n_endpoints), at least one partner, rows in the order of sorted partner ids, none without
        a successful call.

    Raises
    ------
    UnknownNameError
        When the method does not exist; it lists those that do.
    ConfigurationError
        When a parameter is unknown to the method or out of its range.
    """
    method = METHODS[settings.method]
    rows = folded(profiles, limit=settings.sample_partners, seed=settings.seed)
    try:
        choices = method.candidates(rows, settings.fixed(method.parameters.model_fields), settings)
    except ValidationError as error:
        problems = [
            Problem(f"clustering.{'.'.join(map(str, one['loc']))}", str(one["input"]), one["msg"])
            for one in error.errors()
        ]
        raise ConfigurationError(f"The method {settings.method} refuses its parameters.", problems) from error
    tried = [_tried(rows, method, choice, settings.seed) for choice in choices]
    finalists = _finalists(tried)
    scored = {id(one): _with_stability(rows, method, one, settings) for one in finalists}
    # candidates come in the order of preference, and max keeps the first of equals
    best = max(scored.values(), key=lambda one: round(one.scores["stability"], 2))
    everything = [scored.get(id(one), one) for one in tried]
    return Proposal(settings.method, best, everything, _reason(settings.method, method, best, tried, rows))


def _tried(rows: Folded, method: Method, parameters: MethodParameters, seed: int) -> Candidate:
    model = method.fit(rows, parameters, seed)
    labels = labels_by(model, rows)
    scores = {
        "silhouette": silhouette(rows, labels),
        "groups": float(len(model.groups)),
        "no_group_share": no_group_share(rows, labels),
    }
    return Candidate(parameters, model, scores, labels)


def _finalists(tried: Sequence[Candidate]) -> list[Candidate]:
    """Return the near equals of the best silhouette, one for each grouping, best first."""
    groupings: dict[bytes, list[Candidate]] = {}
    for one in tried:
        groupings.setdefault(one.labels.tobytes(), []).append(one)
    # of several parameters with the same groups the middle one is farthest from where groups change
    middles = [alike[len(alike) // 2] for alike in groupings.values()]
    ranked = sorted(middles, key=lambda one: -round(one.scores["silhouette"], 6))
    bar = ranked[0].scores["silhouette"] - _NEAR_EQUAL
    return [one for one in ranked if one.scores["silhouette"] >= bar][:_MOST_RESAMPLED]


def _with_stability(rows: Folded, method: Method, one: Candidate, settings: ClusteringSettings) -> Candidate:
    steady = stability(rows, method, one.parameters, settings.resamples, settings.seed)
    return Candidate(one.parameters, one.model, {**one.scores, "stability": steady}, one.labels)


def _reason(name: str, method: Method, best: Candidate, tried: Sequence[Candidate], rows: Folded) -> str:
    chosen = ", ".join(f"{key} {value:g}" for key, value in best.parameters.model_dump().items())
    how = (
        f"{len(tried)} candidates: {method.proposal}"
        if len(tried) > 1
        else "set by hand, or nothing to choose by"
    )
    looked = f"{len(rows.weights)} different profiles of {rows.partners} partners"
    scores = best.scores
    return (
        f"{name} with {chosen}: {int(scores['groups'])} groups, silhouette {scores['silhouette']:.3f}, "
        f"stability {scores['stability']:.2f}, {scores['no_group_share']:.0%} in no group. "
        f"Looked at {looked}; {how}."
    )
