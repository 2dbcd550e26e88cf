"""Platforms with planted truth."""

import numpy as np
import pytest

from simulation import simulate


def test_the_same_seed_gives_the_same_platform():
    """A seed and a size decide every count and all of the truth; another seed gives another platform."""
    first, again, other = simulate(5, 40, 24), simulate(5, 40, 24), simulate(6, 40, 24)
    assert np.array_equal(first.successes, again.successes)
    assert np.array_equal(first.errors, again.errors)
    assert first.truth == again.truth
    assert not np.array_equal(first.successes, other.successes)


@pytest.mark.parametrize("difficulty", ["std", "hard"])
def test_pivots_begin_after_learning_and_leave_room(difficulty):
    """Every pivot begins after the eight learning weeks and early enough to be told in time."""
    platform = simulate(7, 200, 40, 28, difficulty)
    assert {one.kind for one in platform.pivots} == {"abrupt", "gradual", "partial", "novel"}
    for one in platform.pivots:
        assert 8 <= one.start_week <= 28 - (9 if one.kind == "gradual" else 4)


def test_an_abrupt_pivot_shows_in_the_counts():
    """A partner's calls are elsewhere after its abrupt pivot, and where they were without one."""
    platform = simulate(3, 200, 40)
    first = next(one for one in platform.pivots if one.kind == "abrupt")
    touched = {one.partner for one in platform.truth}
    quiet = [_moved(platform, one, first.start_week) for one in platform.partners if one not in touched]
    assert _moved(platform, first.partner, first.start_week) > 0.3
    assert np.median(quiet) < 0.3


def test_names_and_order_tell_nothing():
    """Partners are numbered through, and pivots are spread over the numbers."""
    platform = simulate(11, 200, 40)
    assert platform.partners == tuple(sorted(platform.partners))
    rows = [platform.partners.index(one.partner) for one in platform.pivots]
    assert 60 < np.mean(rows) < 140


def test_volumes_are_heavy_tailed():
    """Weekly calls range from tens to hundreds of thousands."""
    weekly = np.median(simulate(2, 200, 40).successes.sum(axis=2), axis=0)
    assert np.percentile(weekly, 5) < 100
    assert weekly.max() > 100_000


def test_hard_has_what_std_has_not():
    """Drift, month-end jobs, outages, seasons and a client library's change are in hard platforms only."""
    std = {one.kind for one in simulate(1, 100, 40, difficulty="std").truth}
    hard = {one.kind for one in simulate(1, 100, 40, difficulty="hard").truth}
    assert {"slow_drift", "month_end", "pause", "loner", "outage", "season", "renaming"} <= hard - std
    assert {"sdk_change", "helper_call", "caching"} & (hard - std)
    assert {"excursion", "backfill", "migration", "launch", "holiday"} <= std & hard


def _moved(platform, partner, week):
    counts = platform.successes[:, platform.partners.index(partner)]
    before, after = counts[:8].sum(axis=0), counts[week:].sum(axis=0)
    return 0.5 * np.abs(before / before.sum() - after / max(after.sum(), 1)).sum()
