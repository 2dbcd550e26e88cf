"""What moved for many at once, and how to look at shares so that it does not show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.pivot.counts import Floats, Mask
from detectors.pivot.swaps import Swap, find_swaps, movers_needed

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

    def adopted(self, before: Floats, after: Floats, members: NDArray[np.int64]) -> Floats:
        """Return the change that a group's launch explains of partners elsewhere, (n_partners, n_endpoints).

        Fitted groups are not the use cases themselves, so what one use case takes up spills over. Who takes
        it up beside its old use gives the old uses a smaller share, all alike: that much is explained.
        """
        explained = np.zeros_like(before)
        for column in sorted({one.column for one in self.launches if one.group is not None}):
            launches = [one for one in self.launches if one.column == column and one.adopters >= _MANY]
            gain = after[:, column] - before[:, column]
            follows = (before[:, column] <= _UNUSED) & (gain > _MOVED) & (gain < _BESIDE) & bool(launches)
            follows &= ~np.isin(members, [one.group for one in launches if one.group is not None])
            way = -before[follows]
            way[:, column] += 1
            way *= gain[follows, None]
            rest = 0.5 * np.abs(after[follows] - before[follows] - way).sum(axis=1)
            explained[follows] += way * (rest < 0.6 * gain[follows])[:, None]  # a pivot wins more than that
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


@dataclass(frozen=True, slots=True)
class _Changes:
    """Changes of shares that are clear of chance; zero elsewhere.

    Attributes
    ----------
    clear, before
        (n_partners, n_endpoints).
    users
        How many partners use each endpoint enough that its loss would be clear, (n_endpoints,).
    """

    clear: Floats
    before: Floats
    users: Floats

    @classmethod
    def of(cls, before: Floats, after: Floats, noise: Floats, judged: Mask) -> _Changes:
        middle = 0.5 * (after + before)
        error = np.sqrt(np.maximum(middle * (1 - middle), 1e-6) * noise[:, None])
        bound = np.maximum(_MOVED, _SIGMAS * error)
        clear = np.where(judged[:, None] & (np.abs(after - before) > bound), after - before, 0.0)
        users = ((before > bound) & judged[:, None]).sum(axis=0).astype(np.float64)
        return cls(clear, before, users)


def common_causes(
    before: Floats,
    after: Floats,
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
    before, after
        Shares, (n_partners, n_endpoints).
    noise
        1 / effective calls before + 1 / effective calls after, (n_partners,).
    settled
        Partners whose baseline is the learning time; others may have begun with what is new, (n_partners,).
    members
        Group of each partner, -1 = none.
    """
    looked = judged & settled
    unused = (before[looked] > _UNUSED).sum(axis=0) <= max(1, 0.01 * looked.sum())
    raw = _Changes.of(before, after, noise, judged)
    adopters = (raw.clear > 0).sum(axis=0)
    needed = movers_needed(labels, _MOST_ADOPTERS * adopters[None, :])
    followers = find_swaps(raw.clear, before, np.where(unused[None, :], needed, np.inf))
    followed = {one.new for one in followers}
    launches = [one for one in _launches(raw, unused, members, looked) if one.column not in followed]
    causes = CommonCauses(tuple(followers), tuple(launches))
    rest = _Changes.of(causes.applied(before, members)[0], causes.applied(after, members)[0], noise, judged)
    needed = movers_needed(labels, _PART_OF_USERS * rest.users[:, None], _STRANGERS)
    swaps = find_swaps(rest.clear, rest.before, needed, alone=_STRANGERS)
    return CommonCauses((*followers, *swaps), tuple(launches))


def _launches(changes: _Changes, unused: Mask, members: NDArray[np.int64], looked: Mask) -> list[Launch]:
    """Find endpoints that hardly anybody used and that a sizeable part of a group took up."""
    won, used = changes.clear > 0, changes.before > _UNUSED
    found: dict[tuple[int, int], Launch] = {}
    for group in np.unique(members[looked]).tolist():
        inside = looked & (members == group)
        size, adopters = int(inside.sum()), won[inside].sum(axis=0)
        few = used[inside].sum(axis=0) <= max(1, 0.02 * size)
        part = np.where(unused, _PART_OF_GROUP, _PART_OF_GROUP_ELSEWHERE)
        taken_up = few & (adopters >= np.maximum(_FEWEST_ADOPTERS, part * size))
        gained = np.maximum(changes.clear[inside][:, taken_up & ~unused], 0).sum(axis=1)
        for column in np.flatnonzero(taken_up).tolist():
            if unused[column]:
                found[column, -1] = Launch(column, None, int(won[:, column].sum()))
            elif np.median(gained[won[inside, column]]) < _BESIDE:
                found[column, group] = Launch(column, group, int(adopters[column]))
    return list(found.values())
