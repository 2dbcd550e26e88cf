"""The stages of profiles and groups: the article, learning and freezing, causality, doing it again."""

from __future__ import annotations

import pytest

from clustering.settings import ClusteringSettings
from foundation import ConfigurationError, Warehouse, changed

ARTICLE = {
    "A": [30, 3, 20, 23, 0, 0],
    "B": [29, 7, 45, 60, 0, 0],
    "C": [0, 30, 1, 15, 0, 0],
    "D": [3, 50, 2, 23, 0, 0],
    "E": [0, 40, 3, 56, 0, 0],
    "F": [0, 0, 98, 23, 20, 45],
    "G": [0, 0, 76, 34, 67, 89],
}


@pytest.fixture
def other(platform):
    """A second platform of the same kind."""
    return type(platform)(Warehouse.in_memory())


@pytest.mark.parametrize("method", ["kmeans", "dbscan"])
def test_the_article_in_its_only_window(platform, method: str) -> None:
    """The seven partners fall into {A,B}, {C,D,E}, {F,G} at once, with names from their endpoints."""
    platform.settings = ClusteringSettings(method=method)
    platform.calls(0, ARTICLE)
    result = platform.process(0)
    groups = platform.groups(0)
    assert (
        len({groups[one] for one in "AB"} | {groups[one] for one in "CDE"} | {groups[one] for one in "FG"})
        == 3
    )
    assert None not in groups.values()
    assert result.counts["groups"] == 3
    names = {name for (name,) in platform.warehouse.rows("SELECT name FROM groups")}
    assert names == {"Contact writers", "Contact readers", "Stock users, Invoice writers"}


def test_doing_it_again_changes_nothing(platform) -> None:
    """Processing windows twice, also an early one after later ones, leaves every row as it was."""
    for number in range(6):
        platform.crowd(number, contacts=8, invoices=8, stocks=5)
    platform.process(*range(6))
    before = platform.tables()
    platform.process(1, 5, 0)
    assert platform.tables() == before
    platform.process(*range(6))
    assert platform.tables() == before


def test_later_data_makes_no_difference(platform, other) -> None:
    """A window is judged alike whether later windows are there or not."""
    for number in range(6):
        platform.crowd(number, contacts=8, invoices=8, stocks=5)
        if number < 3:
            other.crowd(number, contacts=8, invoices=8, stocks=5)
    platform.crowd(5, mixed=9)
    platform.process(*range(6))
    other.process(*range(3))
    assert (
        platform.tables()["assignments"][: len(other.tables()["assignments"])]
        == other.tables()["assignments"]
    )
    assert set(other.tables()["models"]) <= set(platform.tables()["models"])


def test_row_order_makes_no_difference_to_groups(platform, other) -> None:
    """The same usage loaded in another order gives the same ids, names and confidences."""
    use = {**ARTICLE, "H": [1, 30, 2, 20, 0, 0]}
    platform.calls(0, use)
    other.calls(0, dict(reversed(use.items())))
    platform.process(0)
    other.process(0)
    assert platform.tables() == other.tables()


def test_models_are_fitted_while_learning_and_then_frozen(platform) -> None:
    """With four learning windows the model is fitted in the 1st, 2nd and 4th; from then on it stays."""
    for number in range(7):
        platform.crowd(number, contacts=8, invoices=8, stocks=5)
    platform.process(*range(7))
    rows = platform.warehouse.rows(
        "SELECT takes_over, fitted_through, state, origin FROM models ORDER BY takes_over"
    )
    assert rows == [
        ("2026-W02", "2026-W02", "retired", "learning"),
        ("2026-W03", "2026-W03", "retired", "learning"),
        ("2026-W05", "2026-W05", "reference", "learning"),
    ]
    assert platform.groups(0) == platform.groups(6)


def test_a_use_case_that_appears_while_learning_gets_a_new_id(platform) -> None:
    """A refit keeps the ids of groups that survive, gives a new one to a born group, and writes both down."""
    for number in range(4):
        platform.crowd(number, contacts=8, invoices=8)
    platform.crowd(3, stocks=7)
    platform.process(*range(4))
    assert platform.groups(3)["contacts-00"] == platform.groups(0)["contacts-00"]
    assert platform.groups(3)["stocks-00"] == 3
    kinds = dict(
        platform.warehouse.rows(
            "SELECT kind, to_group_ids FROM lineage WHERE win = '2026-W05' AND kind = 'born'"
        )
    )
    assert kinds == {"born": [3]}
    assert platform.warehouse.rows("SELECT born_in, name FROM groups WHERE group_id = 3") == [
        ("2026-W05", "Stock users")
    ]


def test_late_usage_refits_the_learning_windows(platform) -> None:
    """Late records in a learning window change its model in place; groups keep their ids."""
    for number in range(3):
        platform.crowd(number, contacts=8, invoices=8)
    platform.process(0, 1, 2)
    before = platform.groups(2)
    platform.calls(1, {"contacts-00": [11, 3, 0, 0, 0, 0], "late": [50, 20, 0, 0, 0, 0]})
    platform.process(1, 2)
    assert platform.groups(2) == before
    assert platform.groups(1)["late"] == before["contacts-00"]
    assert platform.warehouse.rows("SELECT count(*) FROM models") == [(2,)]
    assert platform.warehouse.rows(
        "SELECT count(*) FROM model_points WHERE model_id NOT IN (SELECT model_id FROM models)"
    ) == [(0,)]


def test_late_usage_changes_nothing_once_frozen(platform) -> None:
    """After the learning time new usage moves partners, never the model."""
    for number in range(6):
        platform.crowd(number, contacts=8, invoices=8)
    platform.process(*range(6))
    models = platform.tables()["models"]
    platform.crowd(5, stocks=9)
    platform.process(5)
    assert platform.tables()["models"] == models


def test_a_partner_that_only_fails_is_in_no_group(platform) -> None:
    """Errors are no use: such a partner has no group and confidence 0, and its calls are counted."""
    platform.calls(0, ARTICLE)
    platform.calls(0, {"broken": [0, 0, 0, 0, 0, 0]}, errors=40)
    platform.process(0)
    sql = "SELECT group_id, confidence, calls FROM assignments WHERE partner_id = 'broken'"
    assert platform.warehouse.rows(sql) == [(None, 0.0, 40)]


def test_endpoints_that_do_not_count_make_no_profile(platform) -> None:
    """An endpoint that is kept out of profiles changes nobody's group."""
    platform.calls(0, ARTICLE)
    platform.warehouse.execute(
        "INSERT INTO endpoints VALUES (99, '', 'GET', '(rest)', '(rest)', 'unmatched', false, '2026-01-05')"
    )
    platform.warehouse.execute("INSERT INTO credential_usage VALUES ('2026-01-05', 1, 99, 5000, 0, 1)")
    platform.process(0)
    assert platform.warehouse.rows("SELECT count(*) FROM profiles WHERE endpoint_id = 99") == [(0,)]
    assert platform.warehouse.rows(
        "SELECT value FROM profiles WHERE partner_id = 'A' AND endpoint_id = 1"
    ) == [(1.0,)]


def test_nothing_to_group(platform) -> None:
    """A window without usage leaves no rows and no model, and is no error."""
    assert platform.process(0).counts["partners"] == 0
    assert platform.tables()["models"] == []


def test_an_empty_week_between(platform) -> None:
    """A week without usage, even one in which the model would be fitted again, breaks nothing."""
    platform.crowd(0, contacts=8, invoices=8)
    platform.crowd(2, contacts=8, invoices=8)
    platform.process(0, 1, 2)
    assert platform.groups(1) == {}
    assert platform.groups(2) == platform.groups(0)


def test_every_run_is_recorded_with_its_drift(platform) -> None:
    """The run of a window tells which model assigned it and whether the platform has outgrown that."""
    for number in range(5):
        platform.crowd(number, contacts=20, invoices=20)
    platform.process(*range(5))
    platform.crowd(5, contacts=20, mixed=20)
    result = platform.process(5)
    assert result.counts["refit_suggested"] == 1
    assert "farther from every group" in result.parameters["structure_drift"]["reason"]
    sql = "SELECT counts ->> 'refit_suggested' FROM runs WHERE stage = 'groups' ORDER BY win"
    assert [flag for (flag,) in platform.warehouse.rows(sql)] == ["0", "0", "0", "0", "0", "1"]


def test_a_merge_of_endpoints_is_followed(platform) -> None:
    """Usage and model points of a merged endpoint count as the one it was merged into."""
    platform.crowd(0, contacts=8, invoices=8)
    platform.process(0)
    platform.warehouse.execute("INSERT INTO endpoint_merges VALUES (2, 1, 'test', '2026-01-12')")
    platform.process(0)
    assert platform.warehouse.rows("SELECT count(*) FROM profiles WHERE endpoint_id = 2") == [(0,)]
    assert len({platform.groups(0)[f"contacts-{number:02d}"] for number in range(8)}) == 1


def test_an_unknown_method_lists_those_that_exist() -> None:
    """A wrong method is refused where settings are read, with the names that exist."""
    with pytest.raises(ConfigurationError, match="agglomerative, dbscan, hdbscan, kmeans"):
        changed(ClusteringSettings(), method="kmean")


def test_a_wrong_parameter_is_named() -> None:
    """A parameter that the method does not know, or one out of range, is refused by name; a right one not."""
    with pytest.raises(ConfigurationError, match=r"kmeans refuses .*restarts: .*restart: "):
        changed(ClusteringSettings(), parameters={"restart": 3, "restarts": 0})
    assert changed(ClusteringSettings(), parameters={"restarts": 9}).fixed(["k"]) == {"restarts": 9}
