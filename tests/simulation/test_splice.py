"""Swapping two callers' later windows."""

import numpy as np
from scipy.sparse import csr_array

from simulation.splice import Splice, draw_splices, spliced

WINDOWS = [csr_array(np.array([[100, 0], [0, 100], [60, 60]]) * (1 + week)) for week in range(4)]


def test_two_callers_go_on_as_each_other():
    """From the swapped window on each of the two has the other's counts; nobody else changes."""
    result = [one.toarray().tolist() for one in spliced(WINDOWS, Splice(first=0, second=1, at=2))]
    plain = [one.toarray().tolist() for one in WINDOWS]
    assert result[:2] == plain[:2]
    assert result[2] == [[0, 300], [300, 0], [180, 180]]
    assert result[3][2] == plain[3][2]


def test_pairs_are_of_different_kinds_and_busy():
    """Only callers of different kinds with enough calls in every window are paired, each pair once."""
    kinds = np.array([0, 1, 0])
    pairs = draw_splices(WINDOWS, kinds, 1, 2, 10, np.random.default_rng(1))
    assert {(one.first, one.second) for one in pairs} == {(0, 1), (1, 2)}
    assert all(one.at in {1, 2} for one in pairs)
    assert draw_splices(WINDOWS, kinds, 1, 2, 10, np.random.default_rng(1), least_calls=101) != pairs


def test_the_same_generator_draws_the_same_pairs():
    """Pairs come from the generator alone."""
    kinds = np.array([0, 1, 2])
    first = draw_splices(WINDOWS, kinds, 1, 2, 2, np.random.default_rng(7))
    assert first == draw_splices(WINDOWS, kinds, 1, 2, 2, np.random.default_rng(7))
