"""What a clustering method gets and gives: different profiles with weights in, points of groups out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from scipy.sparse import csr_array

from clustering.settings import ClusteringSettings

NO_GROUP = -1
"""In arrays of groups: the profile belongs to no group (DBSCAN's noise among others)."""


class MethodParameters(BaseModel):
    """Base of a method's parameters: frozen, and an unknown name is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


@dataclass(frozen=True, slots=True)
class FittedModel:
    """The one form in which every method's result is kept, stored and used.

    A profile belongs to the group of the nearest point, and to none when that is farther than the radius.

    Attributes
    ----------
    points
        (n_points, n_endpoints), in profile space: centres for kmeans and agglomerative, core profiles for
        dbscan, members for hdbscan.
    point_groups
        (n_points,), group of each point; never NO_GROUP. After a fit 0, 1, 2 ...; in a reference model group
        ids.
    radius
        Euclidean; None = no profile is too far.
    """

    points: csr_array
    point_groups: NDArray[np.int64]
    radius: float | None = None

    @property
    def groups(self) -> tuple[int, ...]:
        """The groups that it has, ascending."""
        return tuple(int(group) for group in np.unique(self.point_groups))

    def renamed(self, ids: Mapping[int, int]) -> FittedModel:
        """Return the same model with other group ids."""
        groups = np.array([ids[int(group)] for group in self.point_groups], dtype=np.int64)
        return FittedModel(self.points, groups, self.radius)


@dataclass(frozen=True, slots=True)
class Everyone:
    """All partners that samples are drawn from.

    Attributes
    ----------
    profiles
        (n_partners, n_endpoints).
    trees
        What `clustering.joining` made of them, by the number of neighbours; samples of them share it.
    """

    profiles: csr_array
    trees: dict[int, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Folded:
    """Different profiles and how often each occurs: what methods fit on.

    Attributes
    ----------
    profiles
        (n_rows, n_endpoints), no two rows alike, in the order of the first partner with each.
    weights
        (n_rows,), how many partners share the row, at least 1; of a sample, those drawn.
    distances
        (n_rows, n_rows), Euclidean.
    partners
        How many partners there were before a sample was drawn.
    rows
        (n_rows,), the first partner with each profile, as a row of all that were given.
    everyone
        All that a sample was drawn from; None = it is no sample.
    reaches
        What `clustering.density` measured of it, by the number of neighbours, each (n_rows,).
    """

    profiles: csr_array
    weights: NDArray[np.int64]
    distances: NDArray[np.float64]
    partners: int
    rows: NDArray[np.int64]
    everyone: Everyone | None = None
    reaches: dict[int, NDArray[np.float64]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def drawn(self) -> int:
        """How many partners are in it."""
        return int(self.weights.sum())

    @property
    def share(self) -> float:
        """Part of all partners that is in it, in (0, 1]; 1 = it is no sample."""
        return self.drawn / max(1, self.partners)

    def subset(self, rows: NDArray[np.int64], weights: NDArray[np.int64]) -> Folded:
        """Return these rows with new weights, for resampling."""
        # density of a sample is that among everyone; of all partners it is that among those drawn
        known = {} if self.everyone is None else {n: far[rows] for n, far in self.reaches.items()}
        within = self.distances[np.ix_(rows, rows)]
        kept, own = self.profiles[rows], self.rows[rows]
        return Folded(kept, weights, within, self.partners, own, self.everyone, known)


@dataclass(frozen=True, slots=True)
class Method:
    """A plug-in of `clustering/methods/`: its module holds one as `PLUGIN`.

    Attributes
    ----------
    parameters
        A MethodParameters with ranges.
    fit
        `fit(folded, parameters, seed) -> FittedModel` with groups 0, 1, 2 ...; the same input gives the same
        output.
    candidates
        `candidates(folded, fixed, settings) -> parameters to try`, where `fixed` holds what was set by hand;
        in the order of preference among equals. One candidate = nothing is left to choose.
    proposal
        How the candidates are found, for people.
    reference
        Paper.
    patience
        After this many candidates in a row without a better silhouette the rest is not tried; None = all are.
    completed
        `completed(folded, parameters, model) -> FittedModel`: what the one that was chosen on a sample takes
        over from all partners; None = nothing.
    """

    parameters: type[MethodParameters]
    fit: Callable[[Folded, Any, int], FittedModel]
    candidates: Callable[[Folded, Mapping[str, Any], ClusteringSettings], Sequence[Any]]
    proposal: str
    reference: str
    patience: int | None = None
    completed: Callable[[Folded, Any, FittedModel], FittedModel] | None = None
