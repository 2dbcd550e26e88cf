"""All partners as one small table in memory: ten thousand are searched and sorted in a few milliseconds."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from foundation import named_sql
from governance import User
from pivotwatch.web.data import kept
from pivotwatch.web.desk import Desk

SORTS = {
    "mine": (["mine", "weight", "calls"], [True, True, True]),
    "name": (["folded"], [False]),
    "group": (["group_name", "folded"], [False, False]),
    "owner": (["owner", "folded"], [False, False]),
    "calls": (["calls"], [True]),
    "seen": (["last_window", "calls"], [True, True]),
    "alert": (["weight", "alert_window", "calls"], [True, True, True]),
}
"""What the list can be sorted by: columns, and which of them fall."""


def directory_of(desk: Desk) -> pl.DataFrame:
    """Return every partner that this person may see, by id; columns as in `web_partners.sql`."""
    frame = kept(
        desk, ("directory",), lambda warehouse: warehouse.frame(named_sql("pivotwatch", "web_partners"))
    )
    if desk.owners is None:
        return frame
    return frame.filter(pl.col("owner").str.to_lowercase().is_in(desk.owners))


def names_of(desk: Desk, partners: Iterable[str | None]) -> dict[str, str]:
    """Return the names of those partners that have another one than their id."""
    wanted = sorted({each for each in partners if each is not None})
    rows = directory_of(desk).filter(pl.col("partner").is_in(wanted)).select("partner", "name").rows()
    return {partner: name for partner, name in rows if name != partner}


def found(frame: pl.DataFrame, user: User, search: str, group: int | None, sort: str) -> pl.DataFrame:
    """Return partners with a text in name, id, owner, tier or group, in order; unknown sorts are `mine`."""
    if group is not None:
        frame = frame.filter(pl.col("group_id") == group)
    for word in search.lower().split():
        searched = pl.concat_str(
            ["name", "partner", "owner", "tier", "group_name"], separator=" ", ignore_nulls=True
        )
        frame = frame.filter(searched.str.to_lowercase().str.contains(word, literal=True))
    columns, falling = SORTS.get(sort, SORTS["mine"])
    return frame.with_columns(
        folded=pl.col("name").str.to_lowercase(),
        mine=pl.col("owner").str.to_lowercase().is_in(sorted(user.known_as)).fill_null(value=False),
    ).sort(*columns, "partner", descending=[*falling, False], nulls_last=True)
