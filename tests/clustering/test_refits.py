"""Refits on request: proposing changes nothing, accepting keeps ids and names and writes lineage."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from clustering.settings import ClusteringSettings
from foundation import InputError, UnknownNameError, parse_window
from pivotwatch.group_facts import group_facts, rename
from pivotwatch.label_files import read_labels
from pivotwatch.refits import accept, preview, propose_refit

NOW = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def settled(platform):
    """Four learning weeks of two use cases, then two weeks with a third one."""
    for number in range(6):
        platform.crowd(number, contacts=9, invoices=8)
    for number in (4, 5):
        platform.crowd(number, mixed=7)
    platform.process(*range(6))
    return platform


def _propose(platform, windows: int = 2, **settings):
    return propose_refit(platform.warehouse, ClusteringSettings(**settings), windows, NOW)


def test_proposing_changes_nothing(settled) -> None:
    """A proposal is stored beside the reference; groups, assignments and the reference stay as they were."""
    before = settled.tables()
    fit = _propose(settled)
    after = settled.tables()
    assert {name: after[name] for name in ("groups", "assignments", "lineage")} == {
        name: before[name] for name in ("groups", "assignments", "lineage")
    }
    states = dict(settled.warehouse.rows("SELECT model_id, state FROM models"))
    assert states.pop(fit.model.model_id) == "proposed"
    settled.process(5)
    assert settled.tables()["assignments"] == before["assignments"]


def test_the_preview_tells_lineage_and_moves(settled) -> None:
    """Before accepting one sees the born group, the surviving ones, and who would move and why."""
    seen = preview(settled.warehouse, _propose(settled).model.model_id, ClusteringSettings())
    assert sorted(step.kind for step in seen.steps) in (
        ["born", "survived", "survived"],
        ["split", "survived"],
    )
    assert {move.partner for move in seen.moves} == {f"mixed-{number:02d}" for number in range(7)}
    assert all(move.after is not None and move.after.endswith("(new)") and move.why for move in seen.moves)
    assert seen.takes_over == "2026-W08"


def test_accepting_keeps_ids_and_names(settled) -> None:
    """From the next window on the new model assigns; old groups keep id and name, a new one gets a new id."""
    first = settled.groups(3)["contacts-00"]
    rename(settled.warehouse, first, "CRM sync")
    fit = _propose(settled)
    accept(settled.warehouse, fit.model.model_id, ClusteringSettings(), NOW)
    assert settled.groups(5)["contacts-00"] == first
    settled.crowd(6, contacts=9, invoices=8, mixed=7)
    settled.process(6)
    groups = settled.groups(6)
    assert groups["contacts-00"] == first
    assert groups["invoices-00"] == settled.groups(3)["invoices-00"]
    assert groups["mixed-00"] == 3
    named = {row["group_id"]: row["name"] for row in group_facts(settled.warehouse, parse_window("2026-W08"))}
    assert named[first] == "CRM sync"
    models = settled.warehouse.rows("SELECT DISTINCT model_id FROM assignments WHERE win = '2026-W08'")
    assert models == [(fit.model.model_id,)]
    assert settled.warehouse.rows("SELECT count(*) FROM lineage WHERE win = '2026-W08'")[0][0] >= 2


def test_earlier_windows_keep_their_model(settled) -> None:
    """Doing an earlier window again after a refit gives what it gave before."""
    before = settled.tables()["assignments"]
    accept(settled.warehouse, _propose(settled).model.model_id, ClusteringSettings(), NOW)
    settled.process(0, 3, 5)
    assert settled.tables()["assignments"] == before


def test_accepting_two_in_a_row(settled) -> None:
    """A model that is accepted and replaced before it assigned anything is a proposal again."""
    one, two = _propose(settled), _propose(settled, method="dbscan")
    accept(settled.warehouse, one.model.model_id, ClusteringSettings(), NOW)
    accept(settled.warehouse, two.model.model_id, ClusteringSettings(), NOW)
    states = dict(settled.warehouse.rows("SELECT model_id, state FROM models"))
    assert states[one.model.model_id] == "proposed"
    assert states[two.model.model_id] == "reference"
    settled.crowd(6, contacts=9, invoices=8, mixed=7)
    settled.process(6)
    assert settled.groups(6)["mixed-00"] == 3


def test_going_back(settled) -> None:
    """A retired model can be accepted again, as a copy; its groups have the ids they had."""
    (old,) = settled.warehouse.rows("SELECT model_id FROM models WHERE state = 'reference'")
    accept(settled.warehouse, _propose(settled).model.model_id, ClusteringSettings(), NOW)
    settled.crowd(6, contacts=9, invoices=8, mixed=7)
    settled.process(6)
    back = accept(settled.warehouse, old[0], ClusteringSettings(), NOW)
    assert back.model_id != old[0]
    settled.crowd(7, contacts=9, invoices=8)
    settled.process(7)
    assert settled.groups(7)["contacts-00"] == settled.groups(3)["contacts-00"]
    assert settled.warehouse.rows("SELECT group_id FROM groups WHERE dissolved_in = '2026-W09'") == [(3,)]


def test_what_cannot_be_accepted(settled) -> None:
    """An unknown model and the reference itself are refused, each with the way out."""
    (reference,) = settled.warehouse.rows("SELECT model_id FROM models WHERE state = 'reference'")
    with pytest.raises(InputError, match="is the reference already"):
        accept(settled.warehouse, reference[0], ClusteringSettings(), NOW)
    with pytest.raises(UnknownNameError, match=reference[0]):
        accept(settled.warehouse, "model-none", ClusteringSettings(), NOW)


def test_no_window_yet(platform) -> None:
    """Without a processed window a proposal says what to do first."""
    with pytest.raises(InputError, match="pivotwatch run"):
        _propose(platform)


def test_expert_labels_count(settled, tmp_path: Path) -> None:
    """With an expert's labels candidates are scored by agreement, and the choice follows them."""
    file = tmp_path / "expert.csv"
    lines = ["partner,group"]
    for name, size in (("contacts", 9), ("invoices", 8), ("mixed", 7)):
        lines += [f"{name}-{number:02d},{'writes' if name != 'mixed' else 'mixed'}" for number in range(size)]
    file.write_text("\n".join(lines), encoding="utf-8")
    fit = propose_refit(settled.warehouse, ClusteringSettings(), 2, NOW, read_labels(file))
    assert fit.model.scores["agreement"] > 0.5
    assert all("agreement" in tried["scores"] for tried in fit.parameters["tried"])


def test_wrong_labels_are_all_named(tmp_path: Path) -> None:
    """A labels file with several mistakes is refused with every line that is wrong."""
    file = tmp_path / "expert.csv"
    file.write_text("partner,group\na,x\nb,\na,y\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"(?s)expert.csv:3.*expert.csv:4"):
        read_labels(file)
    file.write_text("name,group\na,x\n", encoding="utf-8")
    with pytest.raises(InputError, match="columns partner and group"):
        read_labels(file)


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\x1b[31m"])
def test_names_that_are_refused(settled, name: str) -> None:
    """An empty, overlong or unprintable name is refused, and the old one stays."""
    before = settled.tables()["groups"]
    with pytest.raises(InputError, match="is no name for a group"):
        rename(settled.warehouse, 1, name)
    assert settled.tables()["groups"] == before


def test_a_name_is_given_once(settled) -> None:
    """A living group's name cannot be given to another; an unknown id lists those that exist."""
    other = settled.warehouse.rows("SELECT name FROM groups WHERE group_id = 2")[0][0]
    with pytest.raises(InputError, match="Group 2 is named"):
        rename(settled.warehouse, 1, other.upper())
    with pytest.raises(UnknownNameError, match="Known: 1, 2"):
        rename(settled.warehouse, 77, "x")
