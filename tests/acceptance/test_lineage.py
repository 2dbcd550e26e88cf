"""Point 5 of issue 2: what a refit does to groups is visible by a command, and names stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.command_line import Platform

_USES = {
    "readers": {"GET /v1/contacts": 900, "GET /v1/contacts/{id}": 300},
    "writers": {"GET /v1/contacts": 900, "POST /v1/contacts": 300},
    "callers": {"GET /v1/contacts": 900, "POST /v1/calls": 300},
    "stock": {"GET /v1/inventory": 500, "POST /v1/inventory": 480},
}


def _load(platform: Platform, folder: Path, weeks: range) -> None:
    """Load and judge these weeks of a platform with four ways of using it, three of them alike."""
    lines = ["window,partner,endpoint,calls"]
    for week in weeks:
        for use, endpoints in _USES.items():
            for number in range(4):
                rows = ((endpoint, calls + number + week % 3) for endpoint, calls in endpoints.items())
                lines += [f"2026-W{week},{use}-{number},{endpoint},{calls}" for endpoint, calls in rows]
    table = folder / f"usage-{weeks.start}.csv"
    table.write_text("\n".join(lines))
    assert platform("import-usage", table).code == 0
    assert platform("--set", "clustering.k=2", "run", "--through", f"2026-W{weeks[-1]}").code == 0


def _refit(platform: Platform, k: int) -> None:
    """Propose and accept a model of k groups."""
    (proposed,) = (row for row in platform.rows("model", "propose", "--k", str(k)) if row["chosen"])
    assert platform("model", "accept", proposed["model_id"]).code == 0


@pytest.fixture(scope="module")
def refitted(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """Two groups at first; then four, the first of them split; then two again. Only to be read."""
    folder = tmp_path_factory.mktemp("refitted")
    platform = Platform(folder / "home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIVOTWATCH_NOW", "2026-11-24T12:00:00+00:00")
        _load(platform, folder, range(30, 34))
        alike = next(row["group_id"] for row in platform.rows("groups") if row["partner"] == "readers-0")
        assert platform("groups", "rename", str(alike), "Contact people").code == 0
        _refit(platform, 4)
        _load(platform, folder, range(34, 36))
        _refit(platform, 2)
        _load(platform, folder, range(36, 38))
    return platform


def test_split_and_merged_groups_are_told(refitted: Platform) -> None:
    """What takes a group apart is a split, what puts groups together a merge; the rest survives."""
    told = {
        (row["window"], row["kind"]): (row["from_group_names"], row["to_group_names"], row["shared_members"])
        for row in refitted.rows("groups", "lineage")
    }
    before, after, shared = told["2026-W34", "split"]
    assert (before, len(after), shared) == (["Contact people"], 3, 12)
    assert told["2026-W34", "survived"][:2] == (["Inventory users"], ["Inventory users"])
    before, after, shared = told["2026-W36", "merged"]
    assert (len(before), len(after), shared) == (3, 1, 12)
    assert ("2026-W30", "born") in told


def test_lineage_by_window_and_as_a_table(refitted: Platform) -> None:
    """--window shows one window's refit; the table is for people; a window without a refit says so."""
    rows = refitted.rows("groups", "lineage", "--window", "2026-W36")
    assert {row["window"] for row in rows} == {"2026-W36"}
    assert {"from_groups", "to_groups", "from_model_id", "to_model_id"} <= set(rows[0])
    table = refitted("groups", "lineage").out
    assert "split" in table
    assert "merged" in table
    nothing = refitted("groups", "lineage", "--window", "2026-W35")
    assert (nothing.code, nothing.out) == (0, "")
    assert "in 2026-W35" in nothing.err


def test_a_refit_makes_no_pivots(refitted: Platform) -> None:
    """Partners whose group was split or merged have not pivoted."""
    assert refitted.rows("findings", "--kind", "pivot") == []
