"""How sure a pivot is: margins above the bounds, calibrated on planted truth."""

from __future__ import annotations

import numpy as np

from detectors.pivot.counts import Floats

# From `python -m benchmarks.detection --calibrate --count 10` (development seeds; see docs/detection.md).
INTERCEPT = 3.04
SLOPE = 15.01
HIGHEST = 0.995
HIGHEST_PROVISIONAL = 0.7  # a monthly job looks like a pivot while a platform is that young


def confidence_of(margin: Floats) -> Floats:
    """Return the probability that a manager would call it a pivot.

    Parameters
    ----------
    margin
        Logarithm of how far the change is above what it must reach, (n,); 0 = just there.
    """
    return np.clip(1 / (1 + np.exp(-(INTERCEPT + SLOPE * margin))), 0.0, HIGHEST)
