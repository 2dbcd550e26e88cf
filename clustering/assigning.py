"""Profiles to groups by a fitted model: one rule for every method."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clustering.base import NO_GROUP, FittedModel
from clustering.distances import blocks, distances


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
    for block in blocks(count, len(model.point_groups)):
        groups[block], near[block], other[block] = _nearest_two(model, profiles[block])
    silent = np.diff(csr_array(profiles).indptr) == 0
    beyond = near > (np.inf if model.radius is None else model.radius)
    confidence = _confidence(near, other, beyond, model.radius)
    confidence[silent] = 0.0
    groups[beyond | silent] = NO_GROUP
    return Assignment(groups, confidence, near)


def _nearest_two(
    model: FittedModel, profiles: csr_array
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return group and distance of the nearest point, and the distance to the nearest of another group."""
    by_point = distances(profiles, model.points)
    to_group = np.column_stack(
        [by_point[:, model.point_groups == group].min(axis=1) for group in model.groups]
    )
    # argmin takes the first of equals: the oldest group, whatever the order of the rows
    first = to_group.argmin(axis=1)
    rows = np.arange(len(first))
    near = to_group[rows, first]
    to_group[rows, first] = np.inf
    return np.array(model.groups)[first], near, to_group.min(axis=1)


def _confidence(
    near: NDArray[np.float64], other: NDArray[np.float64], beyond: NDArray[np.bool_], radius: float | None
) -> NDArray[np.float64]:
    limit = np.inf if radius is None else radius
    rival = np.where(np.isinf(other), limit, other)
    inside = 1.0 - np.divide(near, rival, out=np.ones_like(near), where=rival > 0)
    outside = 1.0 - np.divide(limit, near, out=np.ones_like(near), where=near > limit)
    return np.clip(np.where(beyond, outside, inside), 0.0, 1.0)
