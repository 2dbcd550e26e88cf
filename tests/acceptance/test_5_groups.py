"""Point 5 of issue 2: groups, on the example of seven partners."""

from __future__ import annotations

import pytest

from tests.acceptance.command_line import SAMPLES, Platform

_EXAMPLE = {frozenset("AB"), frozenset("CDE"), frozenset("FG")}


def _grouped(platform: Platform, *options: str) -> set[frozenset[str]]:
    imported = platform(*options, "import-usage", SAMPLES / "article.csv", "--window", "2026-10")
    assert imported.code == 0, imported.err
    assert platform(*options, "run").code == 0
    members: dict[int, set[str]] = {}
    for row in platform.rows("groups"):
        assert {"window", "partner", "group_id", "group_name", "confidence", "calls"} <= set(row)
        assert 0 <= row["confidence"] <= 1
        members.setdefault(row["group_id"], set()).add(row["partner"])
    return {frozenset(names) for names in members.values()}


@pytest.mark.parametrize("method", ["kmeans", "dbscan", "hdbscan", "agglomerative"])
def test_the_example_of_seven_partners(platform: Platform, method: str) -> None:
    """The seven-partner example gives {A,B}, {C,D,E}, {F,G} by the shipped defaults, from a sample."""
    assert _grouped(platform, "--set", f"clustering.method={method}") == _EXAMPLE


def test_a_name_given_by_hand_survives_a_refit(platform: Platform) -> None:
    """Groups can be renamed by hand, and the name survives refits, which keep the groups' ids."""
    _grouped(platform)
    before = {row["partner"]: row["group_id"] for row in platform.rows("groups")}
    name = "=cmd|' /C'!A0 <script>"
    assert platform("groups", "rename", before["A"], name).code == 0
    assert platform("model", "propose").code == 0
    proposed = next(row for row in platform.rows("model", "list") if row["state"] == "proposed")
    assert platform("model", "accept", proposed["model_id"]).code == 0
    names = {row["group_id"]: row["name"] for row in platform.rows("groups", "names")}
    assert names[before["A"]] == name
    assert set(names) == set(before.values())


def test_unknown_groups_and_models_list_the_known(platform: Platform) -> None:
    """Lookup errors list known names and exit with 1."""
    _grouped(platform)
    for call in (("groups", "rename", "99", "x"), ("model", "accept", "nope")):
        answer = platform(*call)
        assert (answer.code, answer.out) == (1, "")
        assert "Known: " in answer.err
