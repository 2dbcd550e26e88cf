"""Agglomerative clustering: the two nearest groups become one until k are left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from pydantic import Field
from sklearn.cluster import AgglomerativeClustering

from clustering.base import FittedModel, Folded, Method, MethodParameters
from clustering.candidates import group_counts
from clustering.centres import centres_of
from clustering.settings import ClusteringSettings


class AgglomerativeParameters(MethodParameters):
    """What agglomerative clustering wants to know."""

    k: int = Field(ge=1, le=500)
    """How many groups."""
    linkage: Literal["average", "complete"] = "average"
    """How far two groups are apart: the mean or the largest distance of their profiles."""


def fit(folded: Folded, parameters: AgglomerativeParameters, seed: int) -> FittedModel:
    """Return the centres of the groups; in the tree each different profile counts once."""
    del seed  # nothing in it is random
    k = min(parameters.k, len(folded.weights))
    if len(folded.weights) == 1:
        return centres_of(folded, np.zeros(1, dtype=np.int64))
    tree = AgglomerativeClustering(n_clusters=k, metric="precomputed", linkage=parameters.linkage)
    return centres_of(folded, np.asarray(tree.fit_predict(folded.distances), dtype=np.int64))


def candidates(
    folded: Folded, fixed: Mapping[str, Any], settings: ClusteringSettings
) -> Sequence[AgglomerativeParameters]:
    """Return k as set, else every k that the data can carry."""
    counts = [fixed["k"]] if "k" in fixed else group_counts(folded, settings.max_k)
    return [AgglomerativeParameters(**{**fixed, "k": k}) for k in counts]


PLUGIN = Method(
    parameters=AgglomerativeParameters,
    fit=fit,
    candidates=candidates,
    proposal="k from 2 up until eight in a row are no better; the best silhouette wins, among near equals "
    "the most stable",
    reference="Sokal and Michener 1958, A statistical method for evaluating systematic relationships",
    patience=8,
)
