"""Each kind of pivot is told, and each thing that looks like one is not."""

import numpy as np
import pytest

from detectors.methods.pivot import PLUGIN
from tests.detectors_pivot.worlds import cut, history_from, home_shares, use_case

PARAMETERS = PLUGIN.parameters()


def pivots(history):
    return [one for one in PLUGIN.judge(history, PARAMETERS) if one.kind == "pivot"]


def alerts(history):
    return [one for one in pivots(history) if one.alert]


def test_abrupt_pivot_is_told_in_its_second_week():
    """A partner that goes over to another use case is told with from, to and since when."""
    shares = home_shares()
    shares[12:, 0] = use_case(2)
    (found,) = pivots(history_from(shares))
    assert (found.partner, found.pivot_kind, found.from_group, found.to_group) == (
        "partner-00",
        "abrupt",
        0,
        2,
    )
    assert found.since_window == "2026-W14"
    assert found.alert
    assert "Contact sync" in found.sentence
    assert "Invoice sync" in found.sentence


def test_partial_pivot_is_told():
    """A second use case that takes 40 % of the calls is told as partial."""
    shares = home_shares()
    shares[12:, 11] = 0.6 * use_case(1) + 0.4 * use_case(0)
    (found,) = pivots(history_from(shares))
    assert (found.partner, found.pivot_kind, found.to_group) == ("partner-11", "partial", 0)


def test_gradual_pivot_is_told_as_gradual():
    """A change in six equal steps is told, with the week in which it began."""
    shares = home_shares(windows=16)
    for step in range(6):
        part = min(1.0, (step + 1) / 6)
        shares[10 + step, 25] = (1 - part) * use_case(2) + part * use_case(1)
    (found,) = pivots(history_from(shares[:14]))
    assert (found.partner, found.pivot_kind, found.to_group) == ("partner-25", "gradual", 1)
    assert found.since_window in {"2026-W12", "2026-W13"}


def test_novel_pivot_has_no_aim():
    """A mix that no group has is told after three weeks, going to no known use case."""
    shares = home_shares()
    shares[11:, 3] = use_case(3)
    (found,) = pivots(history_from(shares))
    assert (found.partner, found.pivot_kind, found.to_group) == ("partner-03", "novel", None)


def quiet(shares):
    return shares


def odd_week(shares):
    shares[13, 0] = use_case(2)
    return shares


def odd_week_before(shares):
    shares[12, 0] = use_case(2)
    return shares


def slow_drift(shares):
    for week in range(14):
        part = 0.08 * week / 13
        shares[week, 0] = (1 - part) * use_case(0) + part * use_case(2)
    return shares


def month_end(shares):
    for week in range(1, 14, 4):
        shares[week, 0] = 0.5 * use_case(0) + 0.5 * use_case(2)
    return shares


def migration(shares):
    for week, part in ((11, 0.3), (12, 0.7), (13, 1.0)):
        shares[week, :10, 12] = part * shares[week, :10, 0]
        shares[week, :10, 0] *= 1 - part
    return shares


def launch(shares):
    shares[11:, :8] *= 0.8
    shares[11:, :8, 13] = 0.2
    return shares


def group_drift(shares):
    drifted = np.zeros(shares.shape[2])
    drifted[:3] = (0.1, 0.3, 0.6)
    shares[11:, :10] = drifted
    return shares


def backfill(shares):
    shares[12, 0] = 0
    shares[12, 0, 10] = 1
    return shares


@pytest.mark.parametrize(
    "nuisance",
    [
        quiet,
        odd_week,
        odd_week_before,
        slow_drift,
        month_end,
        migration,
        launch,
        group_drift,
        backfill,
    ],
)
def test_nuisances_alert_nobody(nuisance):
    """What is not real, not its own, not lasting or not large raises no pivot in any of the last weeks."""
    history = history_from(nuisance(home_shares()))
    for end in (12, 13, 14):
        assert alerts(cut(history, end)) == []


def test_a_spike_with_the_same_mix_is_no_pivot():
    """Twenty times the calls in the same proportions are no change of use case."""
    calls = np.full((14, 30), 1000)
    calls[12:, 0] = 20_000
    assert alerts(history_from(home_shares(), calls=calls)) == []


def test_churn_is_no_pivot():
    """A partner whose calls fall below a tenth of the usual is leaving; what is left is not judged."""
    shares, calls = home_shares(), np.full((14, 30), 1000)
    shares[12:, 0] = use_case(2)
    calls[12:, 0] = 30
    assert alerts(history_from(shares, calls=calls)) == []


def test_a_few_calls_prove_nothing():
    """Ten calls a week that look different are within chance; a thousand are not."""
    shares = home_shares()
    shares[12:, 0] = 0.7 * use_case(0) + 0.3 * use_case(2)
    few, many = np.full((14, 30), 1000), np.full((14, 30), 1000)
    few[:, 0] = 10
    assert alerts(history_from(shares, calls=few)) == []
    assert [one.partner for one in alerts(history_from(shares, calls=many))] == ["partner-00"]


def test_one_odd_week_is_an_excursion_without_alert():
    """The odd week itself is written down, and alerts nobody."""
    findings = PLUGIN.judge(history_from(odd_week(home_shares())), PARAMETERS)
    assert [(one.kind, one.partner, one.alert) for one in findings] == [("excursion", "partner-00", False)]


def test_a_migration_is_reported_once_as_an_event():
    """Everybody's move to v2 is one finding about the platform, and the next week says it no more."""
    history = history_from(migration(home_shares()))
    first = [one for one in PLUGIN.judge(cut(history, 13), PARAMETERS) if one.kind == "group_shift"]
    again = cut(history, 14, earlier=tuple(first))
    assert [one.partner for one in first] == [None]
    assert "GET /v2/contacts" in first[0].sentence
    assert [one for one in PLUGIN.judge(again, PARAMETERS) if one.kind == "group_shift"] == []


def test_a_part_of_a_group_that_moves_together_is_the_groups_move():
    """Four of ten in one direction are told once as the group's; one alone is a pivot."""
    shares = home_shares()
    shares[12:, :4] = use_case(2)
    findings = PLUGIN.judge(history_from(shares), PARAMETERS)
    assert [(one.kind, one.group, one.alert) for one in findings] == [("group_shift", 0, False)]
    assert findings[0].peers == {"size": 10, "moved": 4}
