"""Large platforms are judged a block of partners at a time, and small ones by the same code."""

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from detectors.methods.pivot import PLUGIN
from detectors.pivot import measures
from detectors.pivot.common_causes import CommonCauses, Launch
from detectors.pivot.sheet import Sheet
from detectors.pivot.swaps import Swap
from detectors.pivot.ways import ways_of
from tests.detectors_pivot.worlds import history_from, home_shares, use_case

PARAMETERS = PLUGIN.parameters()


def test_the_size_of_a_block_changes_no_verdict(monkeypatch):
    """One partner at a time and all at once give the same findings."""
    shares = home_shares()
    shares[12:, 0] = use_case(2)
    shares[12:, 11] = 0.6 * use_case(1) + 0.4 * use_case(0)
    shares[11:, 25] = use_case(3)
    history = history_from(shares)
    whole = PLUGIN.judge(history, PARAMETERS)
    monkeypatch.setattr(measures, "_BLOCK", 1)
    assert PLUGIN.judge(history, PARAMETERS) == whole
    assert {one.partner for one in whole if one.kind == "pivot"} == {"partner-00", "partner-11", "partner-25"}


def test_a_sheet_holds_entries_of_both_matrices():
    """An entry that only one of the two matrices has is zero in the other."""
    sheet = Sheet.of(csr_array([[0.4, 0.6, 0], [0, 0, 0]]), csr_array([[0, 0.5, 0.5], [0, 1, 0]]))
    assert sheet.matrix(sheet.before).toarray().tolist() == [[0.4, 0.6, 0], [0, 0, 0]]
    np.testing.assert_allclose(sheet.matrix(sheet.change).toarray(), [[-0.4, -0.1, 0.5], [0, 1, 0]])
    assert sheet.sums(sheet.after).tolist() == [1, 1]


def test_common_causes_look_alike_on_a_sheet_and_in_a_block():
    """Swaps merged and launches left out give the same shares whether entries are kept sparse or not."""
    rng = np.random.default_rng(4)
    before, after = (rng.dirichlet(np.ones(6), size=5) for _ in range(2))
    members = np.array([0, 0, 1, 1, -1])
    causes = CommonCauses((Swap(0, 1, 3), Swap(1, 2, 3)), (Launch(4, None, 5), Launch(5, 1, 4)))
    sheet = causes.on_sheet(Sheet.of(csr_array(before), csr_array(after)), members)
    for values, dense in ((sheet.before, before), (sheet.after, after)):
        np.testing.assert_allclose(sheet.matrix(values).toarray(), causes.applied(dense, members)[0])


def test_a_group_of_two_mixes_is_split_into_two_ways():
    """A model with too few groups hides nothing; a group of one mix stays whole."""
    shares = home_shares()[0]
    ways = ways_of(csr_array(shares), np.repeat([0, 0, 1], 10), np.full(30, 500.0))
    assert [len(np.unique(ways.of[rows])) for rows in (slice(0, 20), slice(20, 30))] == [2, 1]
    assert set(ways.of[:10].tolist()).isdisjoint(ways.of[10:20].tolist())


def test_a_platform_without_groups_is_judged():
    """Where no partner is in any group a wholly new mix is told, and nothing else."""
    shares = home_shares()
    shares[11:, 3] = use_case(3)
    history = history_from(shares)
    lone = replace(history, groups=np.full_like(history.groups, -1))
    found = [one for one in PLUGIN.judge(lone, PARAMETERS) if one.kind == "pivot"]
    assert [(one.partner, one.pivot_kind, one.from_group) for one in found] == [("partner-03", "novel", None)]
