"""What an expert wants to see while tuning: a silhouette each, the k-distance curve, stability, agreement.

The figures that `propose` sums up in one number, taken apart. Everything is made of the same functions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.metrics import homogeneity_completeness_v_measure, silhouette_samples

from clustering.base import NO_GROUP, MethodParameters
from clustering.candidates import default_min_samples, k_distances, knee
from clustering.folding import folded
from clustering.registry import METHODS
from clustering.scores import agreement, stability_of_pairs
from clustering.settings import ClusteringSettings

__all__ = [
    "Agreement",
    "KDistances",
    "Pull",
    "agreement_with",
    "k_distance_curve",
    "pulls",
    "silhouettes",
    "stabilities",
]


@dataclass(frozen=True, slots=True)
class KDistances:
    """The sorted distances to the k-th neighbour.

    Attributes
    ----------
    distances
        (n_profiles,), ascending, Euclidean; profiles that are alike count once.
    neighbours
        Which neighbour, the profile itself counted.
    knee
        Where the curve bends: a first eps for dbscan.
    """

    distances: NDArray[np.float64]
    neighbours: int
    knee: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far groups agree with an expert's.

    Attributes
    ----------
    adjusted_rand
        At most 1; 0 = chance (Hubert and Arabie 1985).
    homogeneity, completeness, v_measure
        In [0, 1]: each group holds one of the expert's alone; each of the expert's is in one group; their
        harmonic mean (Rosenberg and Hirschberg 2007).
    """

    adjusted_rand: float
    homogeneity: float
    completeness: float
    v_measure: float


@dataclass(frozen=True, slots=True)
class Pull:
    """What draws a profile from one centre to another.

    Attributes
    ----------
    endpoint
        Column.
    part
        Its part of the difference of the squared distances to both, signed; all columns sum to 1.
    """

    endpoint: int
    part: float


def silhouettes(profiles: NDArray[np.float64], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return each profile's silhouette, (n_partners,), in [-1, 1]; 0 in no group, or alone in one.

    With fewer than two groups, or a group for each profile, all are 0.
    """
    values = np.zeros(len(labels))
    inside = labels != NO_GROUP
    if 1 < len(np.unique(labels[inside])) < inside.sum():
        values[inside] = silhouette_samples(profiles[inside], labels[inside])
    return values


def k_distance_curve(profiles: csr_array, settings: ClusteringSettings) -> KDistances:
    """Return the curve that eps is read from, for `min_samples` as set or as dbscan would propose it."""
    rows = folded(profiles, limit=settings.sample_partners, seed=settings.seed)
    neighbours = settings.min_samples or default_min_samples(rows.partners)
    curve = k_distances(rows, neighbours)
    return KDistances(curve, neighbours, knee(curve))


def stabilities(
    profiles: csr_array,
    method: str,
    candidates: Sequence[MethodParameters | Mapping[str, Any]],
    settings: ClusteringSettings,
) -> list[list[float]]:
    """Return, for each candidate, the adjusted Rand index of fits on pairs of 80 % subsamples.

    Raises
    ------
    UnknownNameError
        When the method does not exist.
    """
    plugin = METHODS[method]
    rows = folded(profiles, limit=settings.sample_partners, seed=settings.seed)
    chosen = [plugin.parameters.model_validate(dict(each)) for each in candidates]
    return [stability_of_pairs(rows, plugin, each, settings.resamples, settings.seed) for each in chosen]


def agreement_with(labels: NDArray[np.int64], expert: NDArray[np.int64]) -> Agreement:
    """Return how far two groupings of the same partners agree; no group counts as a group."""
    parts = homogeneity_completeness_v_measure(expert, labels)
    return Agreement(agreement(labels, expert), *(float(each) for each in parts))


def pulls(
    profile: NDArray[np.float64], from_centre: NDArray[np.float64], to_centre: NDArray[np.float64]
) -> Iterator[Pull]:
    """Yield the columns that draw a profile to the second centre, the strongest first.

    Each of the arrays is (n_endpoints,). None when the profile is as near to both.
    """
    by_column = (profile - from_centre) ** 2 - (profile - to_centre) ** 2
    whole = float(by_column.sum())
    if whole <= 0:
        return
    for column in np.argsort(-by_column, kind="stable").tolist():
        if by_column[column] > 0:
            yield Pull(column, float(by_column[column]) / whole)
