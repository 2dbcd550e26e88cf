"""What moved for many at once, and how to look at shares so that it does not show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.pivot.counts import Floats, Mask
from detectors.pivot.sheet import Sheet
from detectors.pivot.swaps import Changes, Swap, find_swaps, movers_needed

_MOVED = 0.015  # a smaller change of a share is not looked at
_SIGMAS = 2.5
_FEWEST_ADOPTERS = 4
_PART_OF_GROUP = 0.1
_PART_OF_GROUP_ELSEWHERE = 0.25  # where others used the endpoint already, so that it may be a pivot's aim
_UNUSED = 0.002
_PART_OF_USERS = 0.1  # of an endpoint's users: that many moved elsewhere
_BESIDE = 0.35  # share of known endpoints that were taken up beside the old use; more is a move
_STRANGERS = (
    2.5  # from one resource to another that was used before, a few partners rather pivot than migrate
)
_MANY = 8  # adopters in one group: those of other groups who took it up too follow them
_MOST_ADOPTERS = 0.5  # of those who took up what is new: that many left the same old endpoint for it


@dataclass(frozen=True, slots=True)
class Launch:
    """An endpoint that a group did not use before and many of it took up: neutral for the group.

    Attributes
    ----------
    column
        The endpoint.
    group
        The group; None = nobody used it before, so it is neutral for all.
    adopters
        How many partners took it up.
    """

    column: int
    group: int | None
    adopters: int


@dataclass(frozen=True, slots=True)
class CommonCauses:
    """What moved for many.

    Attributes
    ----------
    swaps, launches
        Most movers first.
    """

    swaps: tuple[Swap, ...] = ()
    launches: tuple[Launch, ...] = ()

    def applied(self, shares: Floats, members: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Return shares with swaps merged and launches left out, and the part of the calls that is left.

        Parameters
        ----------
        shares
            (..., n_partners, n_endpoints); rows sum to 1 or are zero.
        members
            Group of each partner, (n_partners,).
        """
        seen = shares.copy()
        stands = self.representatives(shares.shape[-1])
        for old in np.flatnonzero(stands != np.arange(len(stands))):
            seen[..., stands[old]] += seen[..., old]
            seen[..., old] = 0
        for one in self.launches:
            inside = slice(None) if one.group is None else members == one.group
            seen[..., inside, one.column] = 0
        left = seen.sum(axis=-1)
        return seen / np.where(left > 0, left, 1)[..., None], left

    def representatives(self, count: int) -> NDArray[np.intp]:
        """Return the column that stands for each endpoint, (n_endpoints,)."""
        stands = np.arange(count)
        for swap in self.swaps:
            stands[stands == stands[swap.old]] = stands[swap.new]
        return stands

    def on_sheet(self, sheet: Sheet, members: NDArray[np.int64]) -> Sheet:
        """Return a sheet with swaps merged and launches left out; rows sum to 1 or are empty."""
        if not self.swaps and not self.launches:
            return sheet
        columns = self.representatives(sheet.shape[1])[sheet.columns]
        groups, of = np.unique(members, return_inverse=True)
        neutral = np.zeros((len(groups), sheet.shape[1]), dtype=bool)
        for one in self.launches:
            neutral[groups == one.group if one.group is not None else slice(None), one.column] = True
        return sheet.mapped(columns, ~neutral[of[sheet.rows], columns])

    def adopted(self, sheet: Sheet, members: NDArray[np.int64]) -> Floats:
        """Return the change that a group's launch explains of partners elsewhere, by entry of the sheet.

        Fitted groups are not the use cases themselves, so what one use case takes up spills over. Who takes
        it up beside its old use gives the old uses a smaller share, all alike: that much is explained.
        """
        explained = np.zeros(len(sheet.rows))
        for column in sorted({one.column for one in self.launches if one.adopters >= _MANY}):
            groups = [one.group for one in self.launches if one.column == column and one.group is not None]
            if not groups:
                continue
            here = sheet.columns == column
            gain, had = sheet.sums(np.where(here, sheet.change, 0.0)), sheet.sums(sheet.before * here)
            follows = (had <= _UNUSED) & (gain > _MOVED) & (gain < _BESIDE) & ~np.isin(members, groups)
            way = (here - sheet.before) * gain[sheet.rows]
            rest = 0.5 * sheet.sums(np.abs(sheet.change - way))
            follows &= rest < 0.6 * gain  # a pivot wins more than that
            explained += np.where(follows[sheet.rows], way, 0.0)
        return explained

    def with_(self, other: CommonCauses) -> CommonCauses:
        """Return both together: what two and what four weeks show."""
        swaps = {(one.old, one.new): one for one in (*other.swaps, *self.swaps)}
        followed = {one.new for one in swaps.values()}
        launches = {(one.column, one.group): one for one in (*other.launches, *self.launches)}
        return CommonCauses(
            tuple(sorted(swaps.values(), key=lambda one: (-one.movers, one.old, one.new))),
            tuple(one for one in launches.values() if one.column not in followed),
        )


def common_causes(
    sheet: Sheet,
    noise: Floats,
    judged: Mask,
    settled: Mask,
    members: NDArray[np.int64],
    labels: Sequence[str],
) -> CommonCauses:
    """Find swaps and launches in the changes of all judged partners.

    What follows an old endpoint comes out first, then what was launched beside the others, because it makes
    all other shares smaller and hides the swaps that remain; then those.

    Parameters
    ----------
    noise
        1 / effective calls before + 1 / effective calls after, (n_partners,).
    settled
        Partners whose baseline is the learning time; others may have begun with what is new, (n_partners,).
    members
        Group of each partner, -1 = none.
    """
    looked = judged & settled
    used = (sheet.before > _UNUSED) & looked[sheet.rows]
    unused = sheet.counts(used) <= max(1, 0.01 * looked.sum())
    raw = _clear(sheet, noise, judged)
    adopters = np.bincount(raw.columns[raw.change > 0], minlength=sheet.shape[1])
    needed = movers_needed(labels, _MOST_ADOPTERS * adopters[None, :].astype(np.float64))
    followers = find_swaps(raw, np.where(unused[None, :], needed, np.inf))
    followed = {one.new for one in followers}
    launches = [one for one in _launches(sheet, raw, unused, members, looked) if one.column not in followed]
    causes = CommonCauses(tuple(followers), tuple(launches))
    rest = _clear(causes.on_sheet(sheet, members), noise, judged)
    needed = movers_needed(labels, _PART_OF_USERS * rest.users[:, None], _STRANGERS)
    swaps = find_swaps(rest, needed, alone=_STRANGERS)
    return CommonCauses((*followers, *swaps), tuple(launches))


def _clear(sheet: Sheet, noise: Floats, judged: Mask) -> Changes:
    """Return the changes of judged partners that are clear of chance."""
    middle = 0.5 * (sheet.after + sheet.before)
    error = np.sqrt(np.maximum(middle * (1 - middle), 1e-6) * noise[sheet.rows])
    bound, seen = np.maximum(_MOVED, _SIGMAS * error), judged[sheet.rows]
    users = sheet.counts((sheet.before > bound) & seen).astype(np.float64)
    clear = seen & (np.abs(sheet.change) > bound)
    return Changes(sheet.rows[clear], sheet.columns[clear], sheet.change[clear], sheet.before[clear], users)


def _launches(
    sheet: Sheet, changes: Changes, unused: Mask, members: NDArray[np.int64], looked: Mask
) -> list[Launch]:
    """Find endpoints that hardly anybody used and that a sizeable part of a group took up."""
    groups, of = np.unique(members, return_inverse=True)
    shape = (len(groups), sheet.shape[1])
    won = (changes.change > 0) & looked[changes.rows]
    rows, columns, gains = changes.rows[won], changes.columns[won], changes.change[won]
    adopters = _table(of[rows], columns, shape)
    used = (sheet.before > _UNUSED) & looked[sheet.rows]
    users = _table(of[sheet.rows[used]], sheet.columns[used], shape)
    sizes = np.bincount(of[looked], minlength=len(groups))[:, None]
    needed = np.where(unused, _PART_OF_GROUP, _PART_OF_GROUP_ELSEWHERE) * sizes
    taken_up = (users <= np.maximum(1, 0.02 * sizes)) & (adopters >= np.maximum(_FEWEST_ADOPTERS, needed))
    all_adopters = np.bincount(changes.columns[changes.change > 0], minlength=sheet.shape[1])
    beside = taken_up[of[rows], columns] & ~unused[columns]
    gained = np.bincount(rows[beside], gains[beside], minlength=sheet.shape[0])
    found: dict[tuple[int, int], Launch] = {}
    for place, column in np.argwhere(taken_up).tolist():
        if unused[column]:
            found[column, -1] = Launch(column, None, int(all_adopters[column]))
            continue
        takers = rows[(columns == column) & (of[rows] == place)]
        if np.median(gained[takers]) < _BESIDE:
            group = int(groups[place])
            found[column, group] = Launch(column, group, int(adopters[place, column]))
    return list(found.values())


def _table(rows: NDArray[np.intp], columns: NDArray[np.intp], shape: tuple[int, int]) -> NDArray[np.int64]:
    """Count entries by row and column."""
    return np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1]).reshape(shape)
