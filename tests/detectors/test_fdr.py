"""The rate of false discoveries over the partners of a window."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.fdr import q_values


def test_the_worked_example_of_the_paper() -> None:
    """Of the 15 p-values in Benjamini and Hochberg's section 3.2, four are discoveries at 5 %."""
    low = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p = np.array([*low, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0])
    assert (q_values(p) <= 0.05).sum() == 4


def test_the_order_of_partners_makes_no_difference() -> None:
    """Each partner's value is the same wherever it stands in the list."""
    rng = np.random.default_rng(3)
    p, order = rng.uniform(size=50), rng.permutation(50)
    assert q_values(p)[order] == pytest.approx(q_values(p[order]))


def test_nobody_to_test_is_no_error() -> None:
    """An empty window has no values."""
    assert q_values(np.array([])).size == 0


def test_pure_chance_is_rarely_a_discovery() -> None:
    """With nothing to find, at most about 1 % of windows show anything at a rate of 1 %."""
    rng = np.random.default_rng(5)
    shown = [bool((q_values(rng.uniform(size=300)) <= 0.01).any()) for _ in range(400)]
    assert sum(shown) <= 12
