"""The list of partners: where each of them is now."""

from __future__ import annotations

from foundation import Warehouse, named_sql


def test_who_left_its_group_is_in_none() -> None:
    """A partner that is in no group any more is not listed under the one that it was in last."""
    with Warehouse.in_memory() as store:
        for window, group in (("2026-W46", "1"), ("2026-W47", "NULL")):
            store.execute(
                "INSERT INTO assignments VALUES (?, 'acme', 'm1', TRY_CAST(? AS INTEGER), 0.9, 0.1, 7)",
                [window, group],
            )
        (row,) = store.records(named_sql("pivotwatch", "web_partners"))
    assert (row["partner"], row["last_window"], row["group_id"]) == ("acme", "2026-W47", None)
