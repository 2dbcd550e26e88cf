"""Every clustering method, shipped or added, keeps the contract; a new file is picked up unasked."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from clustering import METHODS, NO_GROUP, Method, MethodParameters, agreement, assign, propose
from clustering.settings import ClusteringSettings
from features import scaled
from foundation import meanings_of

ARTICLE = csr_array(
    np.array(
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
)
ARTICLE_GROUPS = np.array([0, 0, 1, 1, 1, 2, 2])

pytestmark = pytest.mark.parametrize("name", list(METHODS))


def _platform(seed: int = 3) -> tuple[csr_array, np.ndarray]:
    """Return profiles of 90 partners in three use cases of 12 endpoints, and the use cases."""
    rng = np.random.default_rng(seed)
    mixes = np.repeat(np.eye(3), 4, axis=1) * rng.uniform(0.4, 1, size=(3, 12)) + 0.02
    home = np.repeat(np.arange(3), 30)
    return scaled(csr_array(rng.poisson(200 * mixes[home]))), home


def test_it_says_what_it_is(name: str) -> None:
    """A method carries its parameters, each with a docstring, how they are proposed, and a reference."""
    method = METHODS[name]
    assert isinstance(method, Method)
    assert issubclass(method.parameters, MethodParameters)
    assert set(meanings_of(method.parameters)) == set(method.parameters.model_fields)
    assert method.proposal
    assert method.reference


def test_the_article(name: str) -> None:
    """By the shipped defaults the article's seven partners fall into {A,B}, {C,D,E}, {F,G}."""
    proposal = propose(scaled(ARTICLE), ClusteringSettings(method=name))
    assigned = assign(proposal.best.model, scaled(ARTICLE))
    assert agreement(assigned.groups, ARTICLE_GROUPS) == 1
    assert round(proposal.best.scores["silhouette"], 3) == 0.569
    assert ((assigned.confidence >= 0) & (assigned.confidence <= 1)).all()


def test_use_cases_are_found(name: str) -> None:
    """Three separate use cases become three groups, with a few partners in none at most."""
    profiles, home = _platform()
    groups = assign(propose(profiles, ClusteringSettings(method=name)).best.model, profiles).groups
    inside = groups != NO_GROUP
    assert inside.mean() > 0.9
    assert agreement(groups[inside], home[inside]) == 1


def test_groups_are_numbered_from_zero_and_never_noise(name: str) -> None:
    """The points of a fit belong to groups 0, 1, 2 ...; no group is noise."""
    model = propose(_platform()[0], ClusteringSettings(method=name)).best.model
    assert model.groups == tuple(range(len(model.groups)))
    assert model.points.shape[0] == len(model.point_groups)


def test_the_same_input_gives_the_same_model(name: str) -> None:
    """A fit is deterministic."""
    profiles, _ = _platform()
    one, two = (propose(profiles, ClusteringSettings(method=name)).best for _ in range(2))
    assert one.parameters == two.parameters
    assert np.array_equal(one.model.points.toarray(), two.model.points.toarray())
    assert np.array_equal(one.model.point_groups, two.model.point_groups)


@pytest.mark.parametrize(
    "rows", [[[3, 1, 0]], [[3, 1, 0]] * 5, [[1, 0, 0], [0, 1, 0]], [[1, 0, 0]] * 4 + [[0, 0, 1]]]
)
def test_tiny_platforms(name: str, rows: list[list[int]]) -> None:
    """One partner, all partners alike, or two kinds of partners break nothing."""
    profiles = scaled(csr_array(np.array(rows)))
    assigned = assign(propose(profiles, ClusteringSettings(method=name)).best.model, profiles)
    assert len(assigned.groups) == len(rows)
    assert len(np.unique(assigned.groups)) <= len(np.unique(rows, axis=0))
