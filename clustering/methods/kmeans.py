"""KMeans: k centres, each partner belongs to the nearest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.sparse import csr_array
from sklearn.cluster import KMeans
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]  # it ships no types

from clustering.base import FittedModel, Folded, Method, MethodParameters
from clustering.candidates import group_counts
from clustering.centres import centres_of
from clustering.settings import ClusteringSettings

_DENSE_CELLS = 100_000
"""Up to here dense rows are quicker; beyond, sparse ones are, and take less memory."""


class KMeansParameters(MethodParameters):
    """What KMeans wants to know."""

    k: int = Field(ge=1, le=500)
    """How many groups."""
    restarts: int = Field(default=4, ge=1, le=100)
    """Starts by k-means++; the tightest result is kept."""


def fit(folded: Folded, parameters: KMeansParameters, seed: int) -> FittedModel:
    """Return the centres; fewer than k when there are fewer different profiles."""
    k = min(parameters.k, len(folded.weights))
    estimator = KMeans(k, n_init=parameters.restarts, random_state=seed)
    # one thread: the order in which several add up their parts changes the last digits of centres
    with _threads().limit(limits=1):
        labels = estimator.fit_predict(_for_sklearn(folded.profiles), sample_weight=folded.weights)
    return centres_of(folded, np.asarray(labels, dtype=np.int64))


@cache
def _threads() -> ThreadpoolController:
    """Return what sets the number of threads; finding the libraries takes longer than a small fit."""
    return ThreadpoolController()


def _for_sklearn(profiles: csr_array) -> csr_array | NDArray[np.float64]:
    """Return the profiles dense when they are few; else sparse with the 32-bit indices it wants."""
    if profiles.shape[0] * profiles.shape[1] <= _DENSE_CELLS:
        return np.asarray(profiles.toarray(), dtype=np.float64)
    indices, starts = profiles.indices.astype(np.int32), profiles.indptr.astype(np.int32)
    return csr_array((profiles.data, indices, starts), shape=profiles.shape)


def candidates(
    folded: Folded, fixed: Mapping[str, Any], settings: ClusteringSettings
) -> Sequence[KMeansParameters]:
    """Return k as set, else every k that the data can carry."""
    counts = [fixed["k"]] if "k" in fixed else group_counts(folded, settings.max_k)
    return [KMeansParameters(**{**fixed, "k": k}) for k in counts]


PLUGIN = Method(
    parameters=KMeansParameters,
    fit=fit,
    candidates=candidates,
    proposal="k from 2 up until eight in a row are no better; the best silhouette wins, among near equals "
    "the most stable",
    reference="Arthur and Vassilvitskii 2007, k-means++: the advantages of careful seeding; Lloyd 1982",
    patience=8,
)
