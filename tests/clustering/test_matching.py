"""Lineage: what a refit does to groups, on partners placed by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from clustering import FittedModel, match_groups

PLACES = {"a": (0.0, 0.0), "b": (1.0, 0.0), "c": (0.0, 1.0), "d": (1.0, 1.0), "e": (0.5, 0.5)}


def _profiles(**members: int) -> csr_array:
    rows = [[*PLACES[place], 1.0] for place, count in members.items() for _ in range(count)]
    return csr_array(np.array(rows))


def _model(**groups: int) -> FittedModel:
    points = np.array([[*PLACES[place], 1.0] for place in groups])
    return FittedModel(csr_array(points), np.array(list(groups.values())), 0.3)


def _events(old: FittedModel, new: FittedModel, profiles: csr_array) -> list[tuple[object, ...]]:
    found = match_groups(old, new, profiles)
    return [(one.kind, one.before, one.after, one.shared_members) for one in found.transitions]


def test_groups_with_the_same_members_survive() -> None:
    """A refit that only renumbers keeps every group."""
    profiles = _profiles(a=5, b=7)
    found = match_groups(_model(a=11, b=12), _model(b=0, a=1), profiles)
    assert found.continues == {0: 12, 1: 11}
    assert {one.kind for one in found.transitions} == {"survived"}


def test_a_split_leaves_the_id_with_the_larger_piece() -> None:
    """When a group falls into two, the larger piece keeps its id and the other is new."""
    profiles = _profiles(a=8, b=5)
    old, new = _model(a=3, b=3), _model(a=0, b=1)
    assert match_groups(old, new, profiles).continues == {0: 3}
    assert _events(old, new, profiles) == [("split", (3,), (0, 1), 13)]


def test_a_merge_keeps_the_larger_groups_id() -> None:
    """When two groups become one, it goes on as the one that gave more members."""
    profiles = _profiles(a=8, b=5)
    old, new = _model(a=3, b=4), _model(a=0, b=0)
    assert match_groups(old, new, profiles).continues == {0: 3}
    assert _events(old, new, profiles) == [("merged", (3, 4), (0,), 13)]


def test_birth_and_end() -> None:
    """A group of partners that were in none is born; one whose members are in none now is dissolved."""
    profiles = _profiles(a=6, b=6, c=6)
    events = _events(_model(a=3, b=4), _model(a=0, c=1), profiles)
    assert events == [
        ("dissolved", (4,), (), 0),
        ("survived", (3,), (0,), 6),
        ("born", (), (1,), 0),
    ]


def test_a_small_leftover_does_not_take_the_id() -> None:
    """A group of which nine tenths are absorbed does not live on in the tenth that is left."""
    profiles = _profiles(a=9, b=1, c=30)
    old, new = _model(a=3, b=3, c=4), _model(a=0, c=0, b=1)
    found = match_groups(old, new, profiles)
    assert found.continues == {0: 4}
    assert ("merged", (3, 4), (0,), 39) in [
        (e.kind, e.before, e.after, e.shared_members) for e in found.transitions
    ]


def test_a_group_without_members_now_survives_by_its_centre() -> None:
    """A group that nobody is in at the moment keeps its id when the new model has its place too."""
    profiles = _profiles(a=6)
    assert match_groups(_model(a=3, b=4), _model(a=0, b=1), profiles).continues == {0: 3, 1: 4}
    assert match_groups(_model(a=3, b=4), _model(a=0, d=1), profiles).continues == {0: 3}


def test_every_group_is_told_of() -> None:
    """Whatever happens, each old group and each new one is in at least one event."""
    rng = np.random.default_rng(0)
    for _ in range(60):
        profiles = csr_array(rng.random((40, 3)))
        old = FittedModel(csr_array(rng.random((6, 3))), np.sort(rng.integers(10, 14, 6)), 0.6)
        new = FittedModel(csr_array(rng.random((6, 3))), np.sort(rng.integers(0, 4, 6)), 0.6)
        found = match_groups(old, new, profiles)
        assert {group for one in found.transitions for group in one.before} == set(old.groups)
        assert {group for one in found.transitions for group in one.after} == set(new.groups)
        assert len(set(found.continues.values())) == len(found.continues)


@pytest.mark.parametrize("empty_side", ["old", "new"])
def test_a_model_without_groups(empty_side: str) -> None:
    """Coming from or going to a model that found no group is all births or all ends."""
    empty = FittedModel(csr_array((0, 3)), np.empty(0, dtype=np.int64), 0.3)
    pair = (empty, _model(a=0)) if empty_side == "old" else (_model(a=3), empty)
    kinds = [one.kind for one in match_groups(*pair, _profiles(a=4)).transitions]
    assert kinds == (["born"] if empty_side == "old" else ["dissolved"])
