"""Has the platform outgrown its groups? Suggests a refit; never does one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from clustering.assigning import Assignment
from clustering.base import NO_GROUP

_REACH_QUANTILE = 0.95
_FAR = 0.15
"""Share of partners beyond the reach of the fitted ones (5 % by definition) that suggests a refit."""
_MORE_WITHOUT_GROUP = 0.10
_LESS_CLEAR = 0.10
_FEWEST = 20
"""Below this many partners a share says nothing."""


@dataclass(frozen=True, slots=True)
class StructureDrift:
    """How far a window's partners lie from the groups, compared with those the model was fitted on.

    Attributes
    ----------
    far_share
        Partners farther from every point than 95 % of the fitted ones were, in [0, 1].
    no_group_share
        Partners in no group, in [0, 1].
    clarity_decline
        Mean simplified silhouette at fit minus now; positive = groups have become less clear.
    refit_suggested
        Whether one of the three is past its bound.
    reason
        The figures, for people; empty when nothing is suggested.
    """

    far_share: float
    no_group_share: float
    clarity_decline: float
    refit_suggested: bool
    reason: str


def fitted_shape(fitted: Assignment) -> dict[str, float]:
    """Return what is remembered of the fitted partners: reach, clarity, no_group_share."""
    inside = fitted.groups != NO_GROUP
    near = fitted.distance[inside]
    return {
        "reach": float(np.quantile(near, _REACH_QUANTILE)) if len(near) else 0.0,
        "clarity": float(fitted.confidence[inside].mean()) if len(near) else 0.0,
        "no_group_share": float(1.0 - inside.mean()) if len(inside) else 0.0,
    }


def structure_drift(now: Assignment, fitted: Mapping[str, float]) -> StructureDrift:
    """Compare a window's assignment with the shape at fit.

    Parameters
    ----------
    now
        Of the window's partners, silent ones left out.
    fitted
        What `fitted_shape` returned at fit.
    """
    shape = fitted_shape(now)
    far = float(np.mean(now.distance > fitted["reach"])) if len(now.groups) else 0.0
    more = shape["no_group_share"] - fitted["no_group_share"]
    decline = fitted["clarity"] - shape["clarity"]
    reasons = [
        text
        for past, text in (
            (far > _FAR, f"{far:.0%} of partners are farther from every group than 95% were at the fit"),
            (more > _MORE_WITHOUT_GROUP, f"{shape['no_group_share']:.0%} of partners are in no group"),
            (decline > _LESS_CLEAR, f"groups are less clear than at the fit (by {decline:.2f})"),
        )
        if past and len(now.groups) >= _FEWEST
    ]
    return StructureDrift(far, shape["no_group_share"], decline, bool(reasons), "; ".join(reasons))
