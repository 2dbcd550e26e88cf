"""Lists: where each partner is now, which week pages begin with, where a route breaks."""

from __future__ import annotations

from foundation import Warehouse, named_sql
from pivotwatch.web.data import newest_window
from pivotwatch.web.rendering import route


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


def test_pages_begin_with_the_newest_judged_week() -> None:
    """The week that is still open is first only while no other was judged."""
    with Warehouse.in_memory() as store:
        assert newest_window(store) == ""
        store.execute("INSERT INTO assignments VALUES ('2026-W47', 'acme', 'm1', 1, 0.9, 0.1, 7)")
        assert newest_window(store) == "2026-W47"
        store.execute("INSERT INTO windows VALUES ('2026-W46', '2026-11-09', '2026-11-16', now(), 0, 'x')")
        assert newest_window(store) == "2026-W46"


def test_a_long_route_breaks_before_its_slashes() -> None:
    """Nothing else in it is a place to break, and what a partner wrote into it is text."""
    assert route("GET /v1/<b>/{id}") == "GET <wbr>/v1<wbr>/&lt;b&gt;<wbr>/{id}"
    assert route("plain") == "plain"
