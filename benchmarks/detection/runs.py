"""Run methods over simulated platforms."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

from benchmarks.detection.baselines import BASELINES, World, alerts_from
from benchmarks.detection.grouping import fit, groups_of
from benchmarks.detection.replay import LEARNING, replay
from benchmarks.detection.scoring import Score, alerts_of, score
from detectors import DETECTORS, Finding, History
from simulation import Difficulty, Platform, simulate

OURS = "**Pivotwatch**"
ENDPOINTS = {200: 40, 2000: 300}
WEEKS = 28
DEVELOPMENT_SEEDS = range(1, 1000)
HELD_OUT_SEEDS = range(100_001, 101_000)
"""Nobody looks at single cases of these; only the sums are read."""


def shipped_judge(history: History) -> Sequence[Finding]:
    """Judge with the shipped defaults."""
    plugin = DETECTORS["pivot"]
    return plugin.judge(history, plugin.parameters())


def run(
    partners: int,
    difficulty: Difficulty,
    seeds: Sequence[int],
    *,
    baselines: bool = True,
    judge: Callable[[History], Sequence[Finding]] = shipped_judge,
) -> dict[str, Score]:
    """Return each method's score summed over the seeds."""
    total: dict[str, Score] = {}
    for seed in seeds:
        began = time.monotonic()
        platform = simulate(seed, partners, ENDPOINTS.get(partners, 40), WEEKS, difficulty)
        for name, one in one_platform(platform, judge, baselines=baselines).items():
            total[name] = total.get(name, Score()) + one
        seconds = time.monotonic() - began
        sys.stderr.write(f"{partners} partners, {difficulty}, seed {seed}: {seconds:.0f} s\n")
    return total


def one_platform(
    platform: Platform, judge: Callable[[History], Sequence[Finding]], *, baselines: bool
) -> dict[str, Score]:
    """Return each method's score on one platform."""
    groups = groups_of(fit(platform.successes[:LEARNING].sum(axis=0)), platform.successes)
    scores = {}
    if baselines:
        world = World(platform.successes, groups)
        for name, method in BASELINES.items():
            scores[name] = score(platform, alerts_from(method(world), platform), LEARNING)
    findings = replay(platform, groups, judge)
    scores[OURS] = score(platform, alerts_of(platform, findings), LEARNING)
    return scores
