"""Fits on a sample: every kind of use is in it, its error is told, and what it cannot carry is refused."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from clustering import NO_GROUP, assign, propose, ways_out
from clustering.density import reach
from clustering.distances import distances
from clustering.folding import folded
from clustering.sampling import disagreement, main_endpoints, stratified_order
from clustering.settings import ClusteringSettings
from foundation import ConfigurationError, changed
from pivotwatch.sampled import sample_sentence

FEW = ClusteringSettings(sample_partners=40, max_k=4, resamples=1)


def _profiles(sizes: tuple[int, ...], noise: float = 0.2) -> csr_array:
    """Return so many different profiles of each use case, whose main endpoint is its number."""
    rng = np.random.default_rng(3)
    rows = noise * rng.random((sum(sizes), len(sizes)))
    rows[np.arange(len(rows)), np.repeat(np.arange(len(sizes)), sizes)] = 1.0
    return csr_array(rows)


def test_the_main_endpoint_is_the_largest() -> None:
    """The first of the largest values counts; an empty row has none."""
    rows = csr_array(np.array([[0.0, 1.0, 1.0], [0.0, 0.0, 0.0], [0.5, 0.0, 0.2]]))
    assert main_endpoints(rows).tolist() == [1, -1, 0]


def test_every_beginning_of_the_order_is_stratified() -> None:
    """Each kind of use is met first of all, and then has its share of every beginning."""
    kind = np.repeat(np.arange(3), (600, 300, 2))
    order = stratified_order(_profiles((600, 300, 2)), seed=0)
    assert kind[order[:3]].tolist() == [0, 1, 2]
    assert sorted(order.tolist()) == list(range(902))
    assert abs(np.bincount(kind[order[:90]])[0] - 60) <= 2


def test_a_sample_counts_the_partners_drawn() -> None:
    """With more different profiles than the limit, weights count those drawn; a rare use is among them."""
    rows = csr_array(np.vstack([_profiles((300, 99, 1)).toarray(), *[np.array([[1.0, 0.5, 0.5]])] * 400]))
    fold = folded(rows, limit=40, seed=0)
    assert (len(fold.weights), fold.partners) == (40, 800)
    assert fold.weights.max() > 20  # the profile of half the partners has half the sample
    assert 0.05 < fold.share < 0.15
    assert 2 in main_endpoints(fold.profiles)
    assert folded(rows, limit=500, seed=0).share == 1


def test_disagreement_matches_groups_first() -> None:
    """Names of groups do not matter; a partner elsewhere, or in no group on one side alone, does."""
    one = np.array([0, 0, 1, 1, NO_GROUP])
    assert disagreement(one, np.array([7, 7, 3, 3, NO_GROUP])) == 0
    assert disagreement(one, np.array([7, 7, 7, 3, NO_GROUP])) == pytest.approx(0.2)
    assert disagreement(one, np.array([7, 7, 3, 3, 3])) == pytest.approx(0.2)


@pytest.mark.parametrize("method", ["kmeans", "dbscan", "hdbscan"])
def test_a_fit_on_a_sample_says_so(method: str) -> None:
    """The proposal names the sample and the error by it; a fit on all partners names none."""
    rows = _profiles((150, 100))
    told = propose(rows, changed(FEW, method=method))
    assert told.best.scores["sample_of"] == 250
    assert told.best.scores["sample_error"] < (0.2 if method == "kmeans" else 1)
    assert "a sample, stratified" in told.reason
    whole = propose(rows[:30], changed(FEW, method=method))
    assert "sample_error" not in whole.best.scores
    assert "a sample" not in whole.reason


@pytest.mark.parametrize("name", ["min_samples", "min_group_size"])
def test_partners_asked_for_are_thinned_with_the_sample(name: str) -> None:
    """A number of partners set by hand means partners of the platform; too few for the sample is refused."""
    rows = _profiles((300, 100))
    thinned = propose(rows, changed(FEW, method="hdbscan", **{name: 50})).best.parameters.model_dump()
    assert thinned[name] == 5
    with pytest.raises(ConfigurationError) as refused:
        propose(rows, changed(FEW, method="hdbscan", **{name: 4}))
    assert f"clustering.{name}" in str(refused.value)
    assert "at least 15" in str(refused.value)
    assert "clustering.sample_partners at least 150" in str(refused.value)


def test_a_sample_is_as_dense_as_the_platform() -> None:
    """Neighbours are counted among all partners, copies too, whether or not the partner is in the sample."""
    rows = csr_array(np.vstack([_profiles((60, 40)).toarray(), np.array([[1.0, 0.1]] * 50)]))
    sample = folded(rows, limit=20, seed=0)
    everyone = distances(sample.profiles, rows)
    assert reach(sample, 7).tolist() == np.sort(everyone, axis=1)[:, 6].tolist()
    assert np.all(reach(sample, 500) == everyone.max(axis=1))
    within = sample.subset(np.array([3, 1]), np.array([1, 1]))
    assert reach(within, 7).tolist() == reach(sample, 7)[[3, 1]].tolist()
    whole = folded(rows, limit=200, seed=0)
    assert np.sort(np.repeat(reach(whole, 7), whole.weights)).tolist() == pytest.approx(
        np.sort(np.sort(distances(rows, rows), axis=1)[:, 6]).tolist(), abs=1e-9
    )


def test_dbscan_on_a_sample_finds_what_it_finds_on_all() -> None:
    """Numbers of partners set by hand hold as they are, and the small dense place is a group in both."""
    rows = _profiles((700, 250, 50), noise=0.5)
    by_hand = changed(FEW, method="dbscan", eps=0.25, min_samples=8)
    whole = propose(rows, changed(by_hand, sample_partners=2000)).best
    sampled = propose(rows, changed(by_hand, sample_partners=200)).best
    assert sampled.parameters == whole.parameters
    assert len(sampled.model.groups) == len(whole.model.groups) == 3
    assert disagreement(assign(sampled.model, rows).groups, assign(whole.model, rows).groups) < 0.05


@pytest.mark.parametrize("eps", [0.2, 0.3, 0.4])
def test_who_belongs_together_is_told_by_all_partners(eps: float) -> None:
    """A chain of partners is one dense place, though a sample draws few of its links; a spot is found."""
    along = np.linspace(0, 6, 121)
    chain = np.column_stack([along, np.zeros(121), np.full(121, 5.0)])
    spot = np.column_stack([np.linspace(9, 9.1, 6), np.full(6, 0.5), np.full(6, 5.0)])
    rows = csr_array(np.vstack([chain, spot, [[20.0, 9.0, 5.0]]]))
    by_hand = changed(FEW, method="dbscan", eps=eps, min_samples=4, resamples=1)
    told = propose(rows, changed(by_hand, sample_partners=12))
    groups = assign(told.best.model, rows).groups
    assert [len(set(groups[part])) for part in (range(121), range(121, 127))] == [1, 1]
    assert len({groups[0], groups[121], NO_GROUP}) == 3
    assert groups[-1] == NO_GROUP
    assert (told.best.scores["groups"], told.best.scores["sample_error"]) == (2, 0)
    assert "Do not rely" not in told.reason


def test_where_samples_differ_the_ways_out_are_named() -> None:
    """Groups that another sample would make otherwise are not proposed without a warning."""
    rng = np.random.default_rng(1)
    told = propose(csr_array(rng.random((400, 3))), changed(FEW, method="kmeans", max_k=12))
    assert told.best.scores["sample_error"] > 0.1
    assert told.reason.startswith("Do not rely on these groups")
    assert "set clustering.k by hand, or raise clustering.sample_partners." in told.reason
    assert "clustering.eps by hand" in str(ways_out("dbscan", 0.5))
    assert ways_out("dbscan", 0.05) is None
    assert ways_out("of-a-package-that-is-gone", 0.5) is None
    drawn = {"sample_partners": 3000.0, "sample_of": 9000.0, "sample_error": 0.31}
    assert "Do not rely" in str(sample_sentence("hdbscan", drawn))
    assert "Do not rely" not in str(sample_sentence("hdbscan", drawn | {"sample_error": 0.03}))
    assert sample_sentence("hdbscan", {}) is None
