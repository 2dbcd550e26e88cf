"""How sure a pivot is: margins above the bounds, calibrated on planted truth."""

from __future__ import annotations

import numpy as np

from detectors.pivot.counts import Floats

# `python -m benchmarks.detection --calibrate --count 8` (development seeds) gives 2.92 and 5.32; two
# generators from outside this project give 2.73 and 5.35, 2.23 and 3.92. These are all three together.
INTERCEPT = 2.5
SLOPE = 4.9
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
