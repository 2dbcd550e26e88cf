"""What many partners did alike is nobody's pivot; the same change of one partner alone is."""

import numpy as np
from scipy.sparse import csr_array

from detectors.methods.pivot import PLUGIN
from detectors.pivot.common_causes import CommonCauses, Launch
from detectors.pivot.lasting import freshness
from detectors.pivot.pointing import breadth
from detectors.pivot.shared_endpoints import shared_endpoints
from detectors.pivot.sheet import Sheet
from tests.detectors_pivot.worlds import cut, history_from, home_shares, use_case

PARAMETERS = PLUGIN.parameters()


def alerts(history):
    return [one.partner for one in PLUGIN.judge(history, PARAMETERS) if one.kind == "pivot" and one.alert]


def taken_up(rows, share=0.3):
    """The last three weeks: partners call two endpoints of another use case beside their own."""
    shares = home_shares()
    shares[11:, rows] *= 1 - share
    shares[11:, rows, 6] += share / 2
    shares[11:, rows, 7] += share / 2
    return shares


def test_what_partners_of_all_groups_took_up_is_nobodys_pivot():
    """Seven of twenty partners of two groups call the same two endpoints more; one alone is told."""
    together = taken_up([0, 1, 2, 10, 11, 12, 13])
    assert alerts(history_from(together)) == []
    assert alerts(history_from(taken_up([0]))) == ["partner-00"]


def test_what_many_shared_is_told_once_as_an_event():
    """One finding about the platform names the endpoints; the next week says it no more."""
    history = history_from(taken_up([0, 1, 2, 10, 11, 12, 13]))
    first = [one for one in PLUGIN.judge(cut(history, 13), PARAMETERS) if one.kind == "group_shift"]
    assert first
    assert all(one.partner is None and not one.alert for one in first)
    again = cut(history, 14, earlier=tuple(first))
    assert [one for one in PLUGIN.judge(again, PARAMETERS) if one.kind == "group_shift"] == []


def _sheet(before, after):
    return Sheet.of(csr_array(before), csr_array(after))


def _cached(rows, kept):
    """Shares before, and after partners make calls of the first endpoint less often."""
    before = np.tile([0.4, 0.3, 0.2, 0.1], (30, 1))
    after = before.copy()
    after[rows, 0] *= kept
    return before, after / after.sum(axis=1, keepdims=True)


def _explained(before, after):
    sheet = _sheet(before, after)
    shared = shared_endpoints(sheet, sheet.change, np.full(30, 0.002), np.ones(30, dtype=bool))
    return sheet.matrix(shared.explained(sheet, sheet.change)).toarray()


def test_calls_that_many_make_less_often_explain_the_change():
    """A cache that ten of thirty took up explains their change wholly, and nothing of a change of three."""
    before, after = _cached(slice(0, 10), 0.3)
    np.testing.assert_allclose(_explained(before, after), after - before, atol=1e-9)
    assert not _explained(*_cached(slice(0, 3), 0.3)).any()


def test_more_than_others_did_stays_a_partners_own():
    """Of a partner that left the endpoint wholly, only as much is explained as the others left it."""
    before, after = _cached(slice(0, 12), 0.6)
    after[0] = (0, 0.5, 1 / 3, 1 / 6)
    explained = _explained(before, after)
    assert -0.2 < explained[0, 0] < -0.05
    np.testing.assert_allclose(explained.sum(axis=1), 0, atol=1e-9)


def test_one_endpoint_is_no_second_use_case():
    """A quarter of the calls on one endpoint of another use case is no pivot; on three it is."""
    single, several = home_shares(), home_shares()
    single[11:, 0] = 0.75 * use_case(0)
    single[11:, 0, 6] += 0.25
    several[11:, 0] = 0.75 * use_case(0) + 0.25 * use_case(2)
    assert alerts(history_from(single)) == []
    assert alerts(history_from(several)) == ["partner-00"]


def test_breadth_is_one_in_proportion_and_falls_with_one_winner():
    """Without its largest winner a change towards a mix has won the rest in proportion, or nothing."""
    before, aim = np.array([[1.0, 0, 0, 0]]), np.array([[0, 0.5, 0.3, 0.2]])
    quiet = np.array([1e-9])
    assert abs(breadth(before, 0.6 * before + 0.4 * aim, aim, quiet)[0] - 1) < 0.01
    assert breadth(before, np.array([[0.6, 0.4, 0, 0]]), aim, quiet)[0] < 0.01


FOLLOWED = CommonCauses(launches=(Launch(3, 0, 9),))


def _took_up(part):
    """A partner of group 1 that takes up endpoint 3 beside its old mix."""
    before = np.array([[0.6, 0.4, 0.0, 0.0]])
    return before, (1 - part) * before + part * np.array([[0, 0, 0, 1.0]])


def test_followers_of_a_launch_are_explained():
    """Who takes up, beside the old mix, what nine of another group took up, did what they did."""
    sheet = _sheet(*_took_up(0.2))
    np.testing.assert_allclose(FOLLOWED.adopted(sheet, np.array([1])), sheet.change, atol=1e-9)


def test_who_wins_elsewhere_too_follows_nobody():
    """The launched endpoint and as much of another one is a change of its own; so is what few took up."""
    before, after = _took_up(0.2)
    own = 0.8 * after + 0.2 * np.array([[0, 0, 1.0, 0]])
    assert not FOLLOWED.adopted(_sheet(before, own), np.array([1])).any()
    few = CommonCauses(launches=(Launch(3, 0, 5),))
    assert not few.adopted(_sheet(before, after), np.array([1])).any()


def test_a_fresh_change_is_told_from_one_that_crept():
    """All of a change of two weeks is fresh; of one that grew over half a year little is."""
    present, tested = np.ones((26, 1), dtype=bool), np.zeros((26, 1))
    tested[-2:] = 100
    sudden, creeping = np.zeros((26, 1)), np.linspace(0, 1, 26)[:, None]
    sudden[-2:] = 1
    assert freshness(sudden, present, tested)[0] == 1
    assert freshness(creeping, present, tested)[0] < 0.5


def test_what_creeps_over_half_a_year_is_no_pivot():
    """A tenth of a way a month alerts nobody in any week; the same distance at once is a pivot."""
    weeks = 30
    creeping, sudden = home_shares(weeks), home_shares(weeks)
    for week in range(8, weeks):
        part = 0.4 * (week - 8) / (weeks - 9)
        creeping[week, 0] = (1 - part) * use_case(0) + part * use_case(2)
    sudden[28:, 0] = 0.6 * use_case(0) + 0.4 * use_case(2)
    history = history_from(creeping)
    assert [alerts(cut(history, end)) for end in range(20, weeks + 1)] == [[]] * 11
    assert alerts(history_from(sudden)) == ["partner-00"]


def test_a_holiday_between_two_weeks_hides_nothing():
    """A week with hardly a call amid the change is passed over; without calls now a partner is leaving."""
    shares, calls = home_shares(16), np.full((16, 30), 1000)
    shares[12:, 0] = use_case(2)
    calls[14, 0] = 20
    assert alerts(cut(history_from(shares, calls=calls), 16)) == ["partner-00"]
    calls[15, 0] = 20
    assert alerts(cut(history_from(shares, calls=calls), 16)) == []
