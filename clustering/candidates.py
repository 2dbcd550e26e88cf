"""Which parameters are worth trying."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clustering.base import Folded
from clustering.density import reach
from clustering.settings import ClusteringSettings
from foundation import ConfigurationError, Problem

_APART = 1.0
"""Two lone profiles this far apart are two groups: an endpoint used most by one and hardly by the other."""


def group_counts(folded: Folded, max_k: int) -> list[int]:
    """Return the numbers of groups that the data can carry.

    Silhouettes need at least one group with two profiles, so k ends at one less than the different profiles.
    With two different profiles there is nothing to choose by, and they are two groups when far apart.
    """
    different = len(folded.weights)
    if different <= 1:
        return [1]
    if different == 2:
        return [2 if folded.distances.max() >= _APART else 1]
    return list(range(2, min(max_k, different - 1) + 1))


def default_min_samples(partners: int) -> int:
    """Return the natural logarithm of the number of partners, at least 2."""
    return max(2, round(float(np.log(max(1, partners)))))


def k_distances(folded: Folded, neighbours: int) -> NDArray[np.float64]:
    """Return each profile's distance to its nearest `neighbours` partners (`density.reach`), ascending."""
    return np.sort(reach(folded, neighbours))


def in_the_sample(
    folded: Folded, fixed: Mapping[str, Any], names: Sequence[str], settings: ClusteringSettings
) -> dict[str, Any]:
    """Return what was set by hand with these numbers of partners as the sample has them; as set without one.

    In a sample of every tenth partner a partner with 50 neighbours has five.

    Raises
    ------
    ConfigurationError
        When less than two partners would be left of one that asks for two or more: nothing would be dense.
    """
    wanted = {name: fixed[name] for name in names if fixed.get(name, 0) >= 2}
    told = {name: round(number * folded.share) for name, number in wanted.items()}
    problems = [
        Problem(f"clustering.{name}", str(wanted[name]), _too_thin(folded, wanted[name], settings))
        for name, number in told.items()
        if number < 2
    ]
    if problems:
        raise ConfigurationError("Too few partners for a fit on a sample.", problems)
    return {**fixed, **told}


def _too_thin(folded: Folded, wanted: int, settings: ClusteringSettings) -> str:
    least, sample = ceil(1.5 / folded.share), ceil(settings.sample_partners * 1.5 / (wanted * folded.share))
    largest = type(settings).model_fields["sample_partners"].metadata
    most = next(int(one.le) for one in largest if hasattr(one, "le"))
    larger = f", or clustering.sample_partners at least {sample}" if sample <= most else ""
    return (
        f"the fit looks at {folded.drawn} of {folded.partners} partners, of which so few make less than two; "
        f"leave it unset, or set at least {least}{larger}"
    )


def knee(ascending: NDArray[np.float64]) -> float:
    """Return the value at the knee of an ascending curve: where it lies farthest below its chord.

    Kneedle without smoothing (Satopaa et al. 2011, "Finding a kneedle in a haystack"), for a convex curve.
    """
    span = float(ascending[-1] - ascending[0])
    if span <= 0:
        return float(ascending[-1])
    along = np.linspace(0.0, 1.0, len(ascending))
    return float(ascending[int(np.argmax(along - (ascending - ascending[0]) / span))])
