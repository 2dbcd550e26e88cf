"""Propose a model: try the method's candidates, keep the best, say why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError
from scipy.sparse import csr_array

from clustering.advising import ways_out
from clustering.assigning import assign
from clustering.base import NO_GROUP, FittedModel, Folded, Method, MethodParameters
from clustering.folding import folded
from clustering.registry import METHODS
from clustering.sampling import disagreement, stratified_order
from clustering.scores import agreement, labels_by, no_group_share, silhouette, stability
from clustering.settings import ClusteringSettings
from foundation import ConfigurationError, Problem, counted

_NEAR_EQUAL = 0.02
"""Silhouettes this close to the best are near equals; stability decides among them."""
_MOST_RESAMPLED = 4
"""Stability is measured for this many of the best candidates: it costs many fits."""
_MOST_JUDGED = 20_000
"""The error of a sample is told by so many partners at most."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One set of parameters that was tried.

    Attributes
    ----------
    scores
        `silhouette` (no group counts as 0), `groups`, `no_group_share`, `agreement` with an expert where
        there is one, and `stability` where measured. The one chosen on a sample of partners also has
        `sample_partners`, how many were drawn of `sample_of`, and `sample_error`: the share that a choice on
        another sample, half as large, puts elsewhere.
    """

    parameters: MethodParameters
    model: FittedModel
    scores: Mapping[str, float]
    labels: NDArray[np.int64] = field(repr=False)

    @property
    def merit(self) -> float:
        """What candidates are ranked by: the silhouette, or its mean with the agreement."""
        silhouette = self.scores["silhouette"]
        return (silhouette + self.scores.get("agreement", silhouette)) / 2


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


def propose(
    profiles: csr_array, settings: ClusteringSettings, expert: NDArray[np.int64] | None = None
) -> Proposal:
    """Propose a model for the profiles.

    Parameters
    ----------
    profiles
        (n_partners, n_endpoints), at least one partner, rows in the order of sorted partner ids, none without
        a successful call.
    expert
        (n_partners,), groups that an expert gave, NO_GROUP where none. Then candidates are judged by the mean
        of silhouette and agreement (adjusted Rand index over the labelled partners).

    Raises
    ------
    UnknownNameError
        When the method does not exist; it lists those that do.
    ConfigurationError
        When a parameter is unknown to the method or out of its range.
    """
    method = METHODS[settings.method]
    rows = folded(profiles, limit=settings.sample_partners, seed=settings.seed)
    agreed = _agreement_with(profiles, expert)
    best, tried = _chosen(rows, method, settings, agreed)
    if rows.share < 1:
        # half as many, drawn apart: what depends on the size of a sample shows as well as what luck does
        fewer = max(2, settings.sample_partners // 2)
        half = folded(profiles, limit=fewer, seed=settings.seed + 1, everyone=rows.everyone)
        other, _ = _chosen(half, method, settings, agreed)
        whole = [_completed(method, *one) for one in ((rows, best), (half, other))]
        error = _sample_scores(profiles, rows, whole[0], whole[1], settings)
        sampled = replace(best, model=whole[0], scores={**best.scores, **error})
        tried = [sampled if one is best else one for one in tried]
        best = sampled
    return Proposal(settings.method, best, tried, _reason(settings.method, method, best, tried, rows))


def _chosen(
    rows: Folded,
    method: Method,
    settings: ClusteringSettings,
    agreed: Callable[[FittedModel], Mapping[str, float]],
) -> tuple[Candidate, list[Candidate]]:
    """Return the best candidate for these rows, and all that were tried."""
    try:
        choices = method.candidates(rows, settings.fixed(method.parameters.model_fields), settings)
    except ValidationError as error:
        problems = [
            Problem(f"clustering.{'.'.join(map(str, one['loc']))}", str(one["input"]), one["msg"])
            for one in error.errors()
        ]
        raise ConfigurationError(f"The method {settings.method} refuses its parameters.", problems) from error
    tried = _try_all(rows, method, choices, settings.seed, agreed)
    finalists = _finalists(tried)
    scored = {id(one): _with_stability(rows, method, one, settings) for one in finalists}
    # candidates come in the order of preference, and max keeps the first of equals
    best = max(scored.values(), key=lambda one: round(one.scores["stability"], 2))
    return best, [scored.get(id(one), one) for one in tried]


def _agreement_with(
    profiles: csr_array, expert: NDArray[np.int64] | None
) -> Callable[[FittedModel], Mapping[str, float]]:
    """Return what scores a model's agreement with the expert; without an expert there is no such score."""
    if expert is None:
        return lambda _: {}
    known = np.flatnonzero(expert != NO_GROUP)
    labelled = profiles[known]
    return lambda model: {"agreement": agreement(assign(model, labelled).groups, expert[known])}


def _try_all(
    rows: Folded,
    method: Method,
    choices: Sequence[MethodParameters],
    seed: int,
    agreed: Callable[[FittedModel], Mapping[str, float]],
) -> list[Candidate]:
    """Try the candidates in their order; stop when the method's patience is over."""
    tried: list[Candidate] = []
    best_at = 0
    for choice in choices:
        tried.append(_tried(rows, method, choice, seed, agreed))
        if tried[-1].merit > tried[best_at].merit:
            best_at = len(tried) - 1
        if method.patience is not None and len(tried) - 1 - best_at >= method.patience:
            break
    return tried


def _tried(
    rows: Folded,
    method: Method,
    parameters: MethodParameters,
    seed: int,
    agreed: Callable[[FittedModel], Mapping[str, float]],
) -> Candidate:
    model = method.fit(rows, parameters, seed)
    labels = labels_by(model, rows)
    scores = {
        "silhouette": silhouette(rows, labels),
        "groups": float(len(model.groups)),
        "no_group_share": no_group_share(rows, labels),
        **agreed(model),
    }
    return Candidate(parameters, model, scores, labels)


def _finalists(tried: Sequence[Candidate]) -> list[Candidate]:
    """Return the near equals of the best silhouette, one for each number of groups, best first."""
    bar = max(one.merit for one in tried) - _NEAR_EQUAL
    runs: dict[float, list[Candidate]] = {}
    for one in tried:
        if one.merit >= bar:
            runs.setdefault(one.scores["groups"], []).append(one)
    # of several eps with the same groups the middle one is farthest from where groups change
    middles = [run[len(run) // 2] for run in runs.values()]
    return sorted(middles, key=lambda one: -round(one.merit, 6))[:_MOST_RESAMPLED]


def _with_stability(rows: Folded, method: Method, one: Candidate, settings: ClusteringSettings) -> Candidate:
    steady = stability(rows, method, one.parameters, settings.resamples, settings.seed)
    return Candidate(one.parameters, one.model, {**one.scores, "stability": steady}, one.labels)


def _completed(method: Method, rows: Folded, best: Candidate) -> FittedModel:
    return method.completed(rows, best.parameters, best.model) if method.completed else best.model


def _sample_scores(
    profiles: csr_array, rows: Folded, best: FittedModel, other: FittedModel, settings: ClusteringSettings
) -> dict[str, float]:
    """Return how many partners were drawn, and the error by it: what half as many would have made."""
    judged = profiles[np.sort(stratified_order(profiles, settings.seed + 2)[:_MOST_JUDGED])]
    error = disagreement(assign(best, judged).groups, assign(other, judged).groups)
    return {
        "groups": float(len(best.groups)),
        "sample_partners": float(rows.drawn),
        "sample_of": float(rows.partners),
        "sample_error": round(error, 4),
    }


def _reason(name: str, method: Method, best: Candidate, tried: Sequence[Candidate], rows: Folded) -> str:
    chosen = ", ".join(f"{key} {value}" for key, value in best.parameters.model_dump().items())
    how = (
        f"{len(tried)} candidates tried: {method.proposal}"
        if len(tried) > 1
        else "set by hand, or nothing to choose by"
    )
    scores = best.scores
    looked = f"{counted(len(rows.weights), 'different profile')} of {counted(rows.partners, 'partner')}"
    if "sample_error" in scores:
        looked += (
            f" (a sample, stratified by the endpoint used most; one of half the size would put "
            f"{scores['sample_error']:.1%} of the partners elsewhere)"
        )
    warning = ways_out(name, scores.get("sample_error", 0.0))
    return (f"{warning} " if warning else "") + (
        f"{name} with {chosen}: {counted(int(scores['groups']), 'group')}, "
        f"silhouette {scores['silhouette']:.3f}, stability {scores['stability']:.2f}, "
        f"{scores['no_group_share']:.0%} in no group. "
        f"Looked at {looked}; {how}."
    )
