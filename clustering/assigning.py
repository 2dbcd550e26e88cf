"""Profiles to groups by a fitted model: one rule for every method."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clustering.base import NO_GROUP, FittedModel
from clustering.distances import blocks, roots, squared_distances


@dataclass(frozen=True, slots=True)
class Assignment:
    """Groups of profiles.

    Attributes
    ----------
    groups
        (n_profiles,), NO_GROUP where none.
    confidence
        (n_profiles,), in [0, 1]: how clear the decision was. In a group it is `1 - d1 / d2`, d1 the
        distance to its nearest point and d2 that to the nearest point of another group (the simplified
        silhouette, Hruschka et al. 2006): 1 = on a point of the group, 0 = as near to another group. With
        one group only it is `1 - d1 / radius`, or 1 without a radius. In no group it is `1 - radius / d1`:
        0 = on the rim of a group. A profile without a successful call is in no group, with confidence 0, for
        it says nothing.
    distance
        (n_profiles,), Euclidean, to the nearest point.
    """

    groups: NDArray[np.int64]
    confidence: NDArray[np.float64]
    distance: NDArray[np.float64]


def assign(model: FittedModel, profiles: csr_array) -> Assignment:
    """Assign every profile to the group of the nearest point, or to none.

    Parameters
    ----------
    profiles
        (n_profiles, n_endpoints), in the columns and the scaling that the model was fitted in.
    """
    count = profiles.shape[0]
    groups = np.full(count, NO_GROUP, dtype=np.int64)
    near, other = np.zeros(count), np.full(count, np.inf)
    if not len(model.point_groups):  # dbscan found no dense place: nobody is in a group
        return Assignment(groups, np.zeros(count), near)
    # points of a group side by side: the nearest of each group is found without copying any
    ordered = np.argsort(model.point_groups, kind="stable")
    present, starts = np.unique(model.point_groups[ordered], return_index=True)
    points = model.points[ordered]
    for block in blocks(count, len(ordered)):
        to_group = np.minimum.reduceat(squared_distances(profiles[block], points), starts, axis=1)
        place, near[block], other[block] = _nearest_two(roots(to_group))
        groups[block] = present[place]
    silent = np.diff(csr_array(profiles).indptr) == 0
    beyond = near > (np.inf if model.radius is None else model.radius)
    confidence = _confidence(near, other, beyond, model.radius)
    confidence[silent] = 0.0
    groups[beyond | silent] = NO_GROUP
    return Assignment(groups, confidence, near)


def _nearest_two(
    to_group: NDArray[np.float64],
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    """Return place and distance of the nearest group, and the distance to the next."""
    # argmin takes the first of equals: the oldest group, whatever the order of the rows
    first = to_group.argmin(axis=1)
    rows = np.arange(len(first))
    near = to_group[rows, first]
    to_group[rows, first] = np.inf
    return first, near, to_group.min(axis=1)


def _confidence(
    near: NDArray[np.float64], other: NDArray[np.float64], beyond: NDArray[np.bool_], radius: float | None
) -> NDArray[np.float64]:
    limit = np.inf if radius is None else radius
    rival = np.where(np.isinf(other), limit, other)
    inside = 1.0 - np.divide(near, rival, out=np.ones_like(near), where=rival > 0)
    outside = 1.0 - np.divide(limit, near, out=np.ones_like(near), where=near > limit)
    return np.clip(np.where(beyond, outside, inside), 0.0, 1.0)
