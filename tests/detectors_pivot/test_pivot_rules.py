"""What holds for every judgement: causality, order, learning time, quiet time, declarations, evidence."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from detectors import Finding
from detectors.methods.pivot import PLUGIN
from tests.detectors_pivot.worlds import cut, history_from, home_shares, use_case

PARAMETERS = PLUGIN.parameters()


def moved(windows=16, start=12, row=0, group=2):
    shares = home_shares(windows)
    shares[start:, row] = use_case(group)
    return shares


def judge(history):
    return list(PLUGIN.judge(history, PARAMETERS))


def pivots(history):
    return [one for one in judge(history) if one.kind == "pivot"]


def test_later_data_changes_no_verdict():
    """A window's verdict is the same whether or not later windows are known."""
    shares = moved()
    shares[14:, 20] = use_case(0)
    whole = history_from(shares)
    for end in (13, 14, 15):
        alone = history_from(shares[:end])
        assert judge(cut(whole, end)) == judge(alone)


def test_the_order_of_rows_and_columns_does_not_matter():
    """The same data with partners and endpoints in another order gives the same findings."""
    history = history_from(moved(windows=14))
    rng = np.random.default_rng(5)
    rows, columns = rng.permutation(len(history.partners)), rng.permutation(len(history.endpoints))
    shuffled = replace(
        history,
        partners=[history.partners[row] for row in rows],
        endpoints=[history.endpoints[column] for column in columns],
        successes=[csr_array(one.toarray()[rows][:, columns]) for one in history.successes],
        errors=[csr_array(one.toarray()[rows][:, columns]) for one in history.errors],
        groups=history.groups[:, rows],
    )
    first, second = judge(history), judge(shuffled)
    assert [one.finding_id for one in first] == [one.finding_id for one in second]
    assert [one.sentence for one in first] == [one.sentence for one in second]
    assert [one.confidence for one in first] == pytest.approx([one.confidence for one in second])


@pytest.mark.parametrize("end", [2, 3])
def test_a_blatant_change_is_told_provisionally_from_the_second_window_on(end):
    """With two or three windows an evident change of use case is told, marked provisional, without alert."""
    shares = home_shares(windows=end, per_group=4)
    shares[end - 1 :, 0] = use_case(2)
    (found,) = pivots(history_from(shares, calls=100))
    assert (found.partner, found.provisional, found.to_group) == ("partner-00", True, 2)
    assert not found.alert
    assert "no alert goes out" in found.reasons["lasting"]


def test_a_young_platforms_pivot_alerts_once_it_can_be_seen_to_last():
    """Told without alert while one window only can be tested, a change alerts with the fourth window."""
    shares = home_shares(windows=4, per_group=4)
    shares[2:, 0] = use_case(2)
    whole = history_from(shares, calls=100)
    early = pivots(cut(whole, 3))
    (found,) = pivots(cut(whole, 4, earlier=tuple(early)))
    assert [one.alert for one in early] == [False]
    assert (found.partner, found.alert, found.provisional) == ("partner-00", True, True)


def test_a_pivot_in_the_second_window_alerts_in_the_third():
    """Told without alert in the platform's second window, a change that stays alerts in the third, once."""
    shares = home_shares(windows=6, per_group=4)
    shares[1:, 0] = use_case(2)
    whole = history_from(shares, calls=100)
    told: list[Finding] = []
    for end in range(2, 7):
        told += pivots(cut(whole, end, earlier=tuple(told)))
    assert [(one.window, one.alert) for one in told] == [(whole.windows[1], False), (whole.windows[2], True)]
    assert all(one.provisional for one in told)


def test_one_odd_window_of_a_young_platform_alerts_nobody():
    """A partner that is back to its use case in the third window is not alerted."""
    shares = home_shares(windows=6, per_group=4)
    shares[1, 0] = use_case(2)
    whole = history_from(shares, calls=100)
    told: list[Finding] = []
    for end in range(2, 7):
        told += pivots(cut(whole, end, earlier=tuple(told)))
    assert not any(one.alert for one in told)


@pytest.mark.parametrize("end", [2, 3, 5, 8])
def test_a_young_quiet_platform_has_no_pivots(end):
    """Nothing is told while nothing happens, however few windows there are."""
    assert judge(history_from(home_shares(windows=end, per_group=4), calls=60)) == []


def test_after_the_learning_time_nothing_is_provisional():
    """A pivot of the tenth window is no longer provisional."""
    (found,) = pivots(history_from(moved(windows=10, start=8)))
    assert not found.provisional


def test_a_pivot_is_told_once():
    """After an alert the partner is quiet, and then its new use case is what is usual."""
    history = history_from(moved(windows=24))
    told: list[Finding] = []
    for end in range(9, 25):
        told += pivots(cut(history, end, earlier=tuple(told)))
    assert [one.window for one in told] == ["2026-W15"]


def test_a_second_pivot_is_told_too():
    """A partner that goes on to a third use case much later is told again."""
    shares = moved(windows=30)
    shares[24:, 0] = use_case(1)
    history = history_from(shares)
    told: list[Finding] = []
    for end in range(9, 28):
        told += pivots(cut(history, end, earlier=tuple(told)))
    assert [(one.from_group, one.to_group) for one in told][-1][1] == 1
    assert len(told) == 2


def test_a_declared_use_case_alerts_nobody():
    """A pivot into what the partner declared is written down with its reason, without alert."""
    history = history_from(moved(windows=14))
    declared = replace(history, declarations={"partner-00": {"groups": ["invoice sync"], "endpoints": []}})
    assert [one.alert for one in pivots(history)] == [True]
    (found,) = pivots(declared)
    assert not found.alert
    assert "declared" in found.reasons["declared"]


def test_tolerance_asks_for_a_larger_change():
    """A partner whose managers found smaller changes fine needs a larger one."""
    shares = home_shares(windows=14)
    shares[12:, 0] = 0.6 * use_case(0) + 0.4 * use_case(2)
    history = history_from(shares)
    assert len(pivots(history)) == 1
    assert pivots(replace(history, tolerance={"partner-00": 2.5})) == []


def test_a_holiday_is_no_evidence_of_lasting_change():
    """An odd week and a planned holiday after it are not two weeks of evidence."""
    history = history_from(moved(windows=14))
    planned = replace(history, calendar={history.windows[-1]: "holiday"})
    assert len(pivots(history)) == 1
    assert pivots(planned) == []


def test_evidence_sums_to_the_change_and_every_reason_has_a_figure():
    """Contributions sum to 1, and real, own, lasting and large each carry a number."""
    (found,) = pivots(history_from(moved(windows=14)))
    assert sum(row.contribution for row in found.evidence) == pytest.approx(1.0)
    assert found.evidence[0].endpoint in {"GET /v1/contacts", "GET /v1/invoices"}
    assert set(found.reasons) == {"real", "own", "lasting", "large"}
    assert all(any(char.isdigit() for char in text) for text in found.reasons.values())
    assert found.peers["size"] == 10


def test_the_runner_up_reading_names_who_else_began_to_use_the_endpoint():
    """Where a sizeable part of the partner's group also took up its endpoint, the finding says so."""
    shares = moved(windows=14)
    shares[12:, 1:3] = 0.95 * use_case(0) + 0.05 * np.eye(shares.shape[2])[6]
    (found,) = [one for one in pivots(history_from(shares)) if one.partner == "partner-00"]
    assert "also began to use GET /v1/invoices" in found.peers["runner_up"]
    (alone,) = pivots(history_from(moved(windows=14)))
    assert "runner_up" not in alone.peers


def test_seven_partners_are_enough():
    """The article's seven partners: one that goes over to another use case is told, the others are not."""
    rows = np.array(
        [
            [30, 3, 20, 23, 0, 0],
            [29, 7, 45, 60, 0, 0],
            [0, 30, 1, 15, 0, 0],
            [3, 50, 2, 23, 0, 0],
            [0, 40, 3, 56, 0, 0],
            [0, 0, 98, 23, 20, 45],
            [0, 0, 76, 34, 67, 89],
        ]
    )
    rng = np.random.default_rng(3)
    counts = [rng.poisson(rows) for _ in range(12)]
    for week in (10, 11):
        counts[week][2] = rng.poisson([0, 0, 40, 15, 20, 30])
    history = replace(
        history_from(home_shares(12, per_group=1)),
        partners=list("ABCDEFG"),
        endpoints=[
            f"{verb} {name}" for name in ("Contact", "Invoice", "Inventory") for verb in ("POST", "GET")
        ],
        successes=[csr_array(one) for one in counts],
        errors=[csr_array(np.zeros((7, 6), dtype=np.int64))] * 12,
        groups=np.tile([0, 0, 1, 1, 1, 2, 2], (12, 1)),
    )
    assert [(one.partner, one.to_group) for one in pivots(history)] == [("C", 2)]
    assert pivots(cut(history, 10)) == []
