"""Fit the constants of `detectors/pivot/confidence.py` on development seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.detection.runs import DEVELOPMENT_SEEDS, HELD_OUT_SEEDS, OURS, run
from benchmarks.detection.tables import reliability_table
from detectors import Finding, History
from detectors.pivot import judge as judging
from detectors.pivot.confidence import confidence_of
from detectors.pivot.verdict import Bounds

_LOOSE = replace(
    Bounds(), sigmas=2.5, part=0.12, moved=0.3, moved_pointing=0.08, steady=0.3, breadth=0.2, cosine=0.4
)
"""Small enough to let many wrong ones in: a calibration needs both."""
_SKIPPED = 200  # seeds before these served to choose the bounds


def calibrate(count: int) -> str:
    """Return intercept and slope, fitted on hits and false alarms of a detector with loose bounds."""
    judging.confidence_of = lambda margin: margin  # the outcomes then carry margins
    try:
        outcomes = _outcomes(DEVELOPMENT_SEEDS[_SKIPPED : _SKIPPED + count])
    finally:
        judging.confidence_of = confidence_of
    margin = np.array([one for one, _ in outcomes])
    true = np.array([one for _, one in outcomes])
    model = LogisticRegression(C=100.0).fit(margin[:, None], true)
    return (
        f"{len(true)} alerts with loose bounds, {true.sum()} true\n"
        f"INTERCEPT = {model.intercept_[0]:.2f}\nSLOPE = {model.coef_[0, 0]:.2f}"
    )


def reliability(count: int) -> str:
    """Return what confidence promised and what was true on held-out seeds, wrong alerts let in on purpose."""
    return reliability_table(_outcomes(HELD_OUT_SEEDS[:count]))


def _outcomes(seeds: Sequence[int]) -> list[tuple[float, bool]]:
    found: list[tuple[float, bool]] = []
    for difficulty in ("std", "hard"):
        found += run(200, difficulty, seeds, baselines=False, judge=_loose_judge)[OURS].outcomes
    return found


def _loose_judge(history: History) -> list[Finding]:
    return judging.judge(history, _LOOSE, scale=Bounds())
