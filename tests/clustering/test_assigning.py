"""Assignment, silhouette, agreement, the knee and drift: small cases with known answers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.metrics import adjusted_rand_score, silhouette_score

from clustering import NO_GROUP, FittedModel, agreement, assign, fitted_shape, structure_drift
from clustering.candidates import k_distances, knee
from clustering.folding import folded
from clustering.scores import silhouette

TWO = FittedModel(csr_array(np.array([[1.0, 0.0], [0.0, 1.0]])), np.array([4, 7]), None)
RIMMED = FittedModel(TWO.points, TWO.point_groups, 0.5)


def _one(model: FittedModel, *profile: float) -> tuple[int, float, float]:
    found = assign(model, csr_array(np.array([profile])))
    return int(found.groups[0]), round(float(found.confidence[0]), 6), round(float(found.distance[0]), 6)


def test_the_nearest_point_decides() -> None:
    """A profile belongs to the nearest point's group; on the point confidence is 1, half-way it is 0."""
    assert _one(TWO, 1.0, 0.0) == (4, 1.0, 0.0)
    assert _one(TWO, 0.1, 0.9)[0] == 7
    assert _one(TWO, 0.5, 0.5)[1] == 0.0


def test_beyond_the_radius_is_no_group() -> None:
    """Farther than the radius from every point is no group; without a radius nothing is too far."""
    assert _one(RIMMED, 1.0, 0.4)[0] == 4
    group, confidence, distance = _one(RIMMED, 1.0, 1.0)
    assert (group, distance) == (NO_GROUP, 1.0)
    assert confidence == 0.5  # twice as far as the rim
    assert _one(TWO, 1.0, 1.0)[0] != NO_GROUP


def test_a_silent_partner_is_in_no_group() -> None:
    """A profile without a successful call belongs nowhere, with confidence 0."""
    group, confidence, _ = _one(TWO, 0.0, 0.0)
    assert (group, confidence) == (NO_GROUP, 0.0)


def test_one_group_only() -> None:
    """With a single group everyone is in it, or beyond its rim."""
    alone = FittedModel(TWO.points[[0]], np.array([4]), None)
    assert _one(alone, 0.0, 1.0)[:2] == (4, 1.0)
    assert _one(FittedModel(alone.points, alone.point_groups, 0.5), 0.9, 0.0)[:2] == (4, 0.8)


def test_a_model_without_points() -> None:
    """Where no dense place was found, nobody is in a group."""
    empty = FittedModel(csr_array((0, 2)), np.empty(0, dtype=np.int64), 0.5)
    assert _one(empty, 1.0, 0.0)[0] == NO_GROUP


def test_many_profiles_give_what_each_gives_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Assigning in blocks changes nothing."""
    rng = np.random.default_rng(1)
    profiles, points = csr_array(rng.random((50, 6))), csr_array(rng.random((9, 6)))
    model = FittedModel(points, np.arange(9) % 3, 0.8)
    whole = assign(model, profiles)
    monkeypatch.setattr("clustering.distances._BLOCK_CELLS", 20)
    parts = assign(model, profiles)
    assert np.array_equal(whole.groups, parts.groups)
    np.testing.assert_allclose(whole.confidence, parts.confidence, atol=1e-12)


def test_silhouette_of_folded_rows_is_that_of_all_rows() -> None:
    """Profiles that occur often weigh as often as they occur; scikit-learn on the unfolded rows agrees."""
    rng = np.random.default_rng(2)
    different = rng.random((8, 3))
    rows = np.repeat(different, [1, 3, 1, 2, 1, 1, 4, 1], axis=0)
    labels = np.repeat(np.array([0, 0, 0, 1, 1, 1, 2, 2]), [1, 3, 1, 2, 1, 1, 4, 1])
    fold = folded(csr_array(rows), limit=100, seed=0)
    assert fold.weights.tolist() == [1, 3, 1, 2, 1, 1, 4, 1]
    ours = silhouette(fold, np.array([0, 0, 0, 1, 1, 1, 2, 2]))
    assert ours == pytest.approx(silhouette_score(rows, labels), abs=1e-6)


def test_no_group_counts_as_zero_silhouette() -> None:
    """Leaving half of the partners out of groups halves the silhouette instead of raising it."""
    rows = csr_array(np.array([[0.0, 1], [0.1, 1], [1, 0], [1, 0.1]]))
    fold = folded(rows, limit=100, seed=0)
    assert silhouette(fold, np.array([0, 0, 1, 1])) > 0.8
    assert silhouette(fold, np.array([0, 0, NO_GROUP, NO_GROUP])) == 0.0


def test_agreement_is_the_adjusted_rand_index() -> None:
    """Agreement is 1 for the same groups under other numbers, and as scikit-learn has it otherwise."""
    rng = np.random.default_rng(3)
    one, two = rng.integers(0, 4, 60), rng.integers(0, 3, 60)
    assert agreement(one, (one + 1) % 4) == 1.0
    assert agreement(one, two) == pytest.approx(adjusted_rand_score(two, one), abs=1e-12)
    assert agreement(np.zeros(5, dtype=np.int64), np.zeros(5, dtype=np.int64)) == 1.0


def test_the_knee_of_a_bent_curve() -> None:
    """The knee is where a flat curve turns steep; a flat line has its value."""
    bent = np.concatenate([np.linspace(0.1, 0.2, 90), np.linspace(0.2, 5.0, 10)])
    assert knee(bent) == pytest.approx(0.2, abs=0.01)
    assert knee(np.full(5, 0.3)) == 0.3


def test_k_distances_count_copies_as_neighbours() -> None:
    """A profile that three partners share has three neighbours at distance 0."""
    rows = csr_array(np.array([[0.0, 1], [0.0, 1], [0.0, 1], [1, 0], [1, 0.2]]))
    assert k_distances(folded(rows, limit=10, seed=0), 3).round(3).tolist() == [0.0, 1.281, 1.414]


def test_the_sample_is_bounded() -> None:
    """Fitting looks at no more different profiles than the limit, the same for the same seed."""
    rows = csr_array(np.random.default_rng(4).random((60, 3)))
    one, two = (folded(rows, limit=25, seed=9) for _ in range(2))
    assert one.profiles.shape[0] == 25
    assert one.partners == 60
    assert np.array_equal(one.profiles.toarray(), two.profiles.toarray())


def _spread(noise: float) -> csr_array:
    rng = np.random.default_rng(5)
    centres = np.repeat(TWO.points.toarray(), 50, axis=0)
    return csr_array(np.abs(centres + rng.normal(0, noise, centres.shape)))


def test_drift_suggests_a_refit_when_partners_leave_the_groups() -> None:
    """Partners far from where the fitted ones were suggest a refit, with the figure in words."""
    drift = structure_drift(assign(TWO, _spread(0.4)), fitted_shape(assign(TWO, _spread(0.05))))
    assert drift.refit_suggested
    assert "farther from every group" in drift.reason
    assert drift.far_share > 0.15


def test_no_drift_while_the_platform_is_as_it_was() -> None:
    """A window like the fitted one suggests nothing."""
    shape = fitted_shape(assign(TWO, _spread(0.05)))
    drift = structure_drift(assign(TWO, _spread(0.05)), shape)
    assert not drift.refit_suggested
    assert drift.reason == ""
