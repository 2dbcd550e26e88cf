"""Where the truth is known, the detectors beside the pivot speak of what was planted and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from scipy.sparse import csr_array

from detectors import DETECTORS, Finding, History
from detectors.settings import DetectorSettings
from foundation import window_of
from simulation import Platform, Truth, simulate

WEEKS, MEANT = 24, {
    "volume_spike": {"volume_spike", "backfill"},
    "error_storm": {"retry_storm"},
    "churn": {"churn", "decay", "pause"},
    "silence": {"churn", "decay", "pause"},
}  # fmt: skip


@pytest.fixture(scope="module")
def platform() -> Platform:
    """Drift, month-end cycles, outages, launches, migrations and holidays among pivots and nuisances."""
    return simulate(17, partners=250, endpoints=40, weeks=WEEKS, difficulty="hard")


@pytest.fixture(scope="module")
def found(platform: Platform) -> list[tuple[int, Finding]]:
    """Each finding with the week it was made in."""
    settings, told, weeks = DetectorSettings(), [], []
    for week, history in enumerate(histories(platform)):
        for name in ("volume_spike", "error_storm", "silence"):
            seen = replace(history, earlier=tuple(told))
            weeks += [(week, each) for each in DETECTORS[name].judge(seen, getattr(settings, name))]
        told = [each for _, each in weeks]
    return weeks


def histories(platform: Platform) -> Iterator[History]:
    keys = [window_of(platform.first_day + timedelta(weeks=week), "week").key for week in range(WEEKS)]
    good, bad = ([csr_array(week) for week in counts] for counts in (platform.successes, platform.errors))
    groups = np.tile(platform.partner_use_cases, (WEEKS, 1))
    names = dict(enumerate(platform.use_cases))
    for end in range(1, WEEKS + 1):
        yield History(
            keys[:end], platform.partners, platform.endpoints, good[:end], bad[:end], groups[:end], names, 8
        )


def planted(platform: Platform, week: int, finding: Finding) -> list[Truth]:
    return [
        one
        for one in platform.truth
        if one.partner == finding.partner and one.kind in MEANT[finding.kind] and one.start_week <= week
    ]


def test_every_finding_is_about_something_planted(
    platform: Platform, found: list[tuple[int, Finding]]
) -> None:
    """Drift, cycles, outages, holidays, onboarding and pivots make no spike, storm, silence or churn."""
    about = [(week, each) for week, each in found if each.partner is not None]
    assert len(about) > 20
    assert [(week, each.sentence) for week, each in about if not planted(platform, week, each)] == []


def test_what_was_planted_is_found(platform: Platform, found: list[tuple[int, Finding]]) -> None:
    """Nearly every planted retry storm and volume spike is told."""
    for kind, of in (("error_storm", "retry_storm"), ("volume_spike", "volume_spike")):
        there = {one.partner for one in platform.truth if one.kind == of}
        told = {each.partner for _, each in found if each.kind == kind}
        assert len(there & told) >= 0.7 * len(there), kind


def test_an_outage_is_told_of_the_endpoint_and_blames_nobody(
    platform: Platform, found: list[tuple[int, Finding]]
) -> None:
    """In the week of a planted outage it is endpoints that are named."""
    (outage,) = [one for one in platform.truth if one.kind == "outage"]
    kinds = {
        each.kind for week, each in found if week == outage.start_week and each.detector == "error_storm"
    }
    assert "endpoint_outage" in kinds


def test_nothing_is_told_twice(found: list[tuple[int, Finding]]) -> None:
    """A partner's spike, silence or churn is told once as long as it goes on; a storm again when it lasts."""
    alerts = [(each.partner, each.kind) for _, each in found if each.alert and each.kind != "volume_spike"]
    assert len(alerts) == len(set(alerts))
