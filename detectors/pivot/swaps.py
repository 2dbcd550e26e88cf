"""Endpoints that many partners exchanged for others: migrations, new versions of a client library."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from detectors.pivot.counts import Floats

_ALIKE = 0.4  # loss and gain may differ by this part of the larger
_FEWEST, _FEWEST_SAME_RESOURCE, _FEWEST_SAME_METHOD, _FEWEST_NEW_VERSION = 4, 3, 2, 1
_SOLE = 0.6  # of what a partner won: a swap that explains so much is all it did
_SAME_RESOURCE, _SAME_METHOD, _NEW_VERSION = 1, 2, 3
_MOST = 400  # swaps of one window; a bound on time only
_VERSION = re.compile(r"/v\d+(?=/)")


@dataclass(frozen=True, slots=True)
class Swap:
    """From now on one endpoint.

    Attributes
    ----------
    old, new
        Columns.
    movers
        How many partners moved.
    """

    old: int
    new: int
    movers: int


def movers_needed(labels: Sequence[str], part_of_users: Floats, strangers: float = 1.0) -> Floats:
    """Return how many movers from one endpoint (row) to another (column) make a swap.

    Where the label itself says that one follows the other (`/v1/x`, `/v2/x`), one mover will do.

    Parameters
    ----------
    part_of_users
        What part of its users must have moved, in partners, (n_endpoints, 1) or (1, n_endpoints).
    strangers
        How many times as many are needed between different resources.
    """
    kin = _kinship(tuple(labels))
    needed = np.where(
        kin >= _SAME_RESOURCE,
        np.maximum(_FEWEST_SAME_RESOURCE, part_of_users),
        strangers * np.maximum(_FEWEST, part_of_users),
    )
    # reading a list instead of its items is another way of writing the same client
    needed = np.where(kin >= _SAME_METHOD, np.maximum(_FEWEST_SAME_METHOD, 0.5 * part_of_users), needed)
    result: Floats = np.where(kin == _NEW_VERSION, _FEWEST_NEW_VERSION, needed)
    return result


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes of shares that are clear of chance.

    Attributes
    ----------
    rows, columns
        Partner and endpoint, (n,).
    change, before
        Change of the share, never zero, and the share before, (n,).
    users
        How many partners use each endpoint enough that its loss would be clear, (n_endpoints,).
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    change: Floats
    before: Floats
    users: Floats


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Who won on one endpoint what it lost on another: partner, columns, and whether it did little else."""

    rows: NDArray[np.intp]
    old: NDArray[np.intp]
    new: NDArray[np.intp]
    sole: NDArray[np.bool_]

    def only(self, chosen: NDArray[np.bool_]) -> _Pairs:
        return _Pairs(self.rows[chosen], self.old[chosen], self.new[chosen], self.sole[chosen])

    def and_(self, other: _Pairs) -> _Pairs:
        return _Pairs(
            np.concatenate([self.rows, other.rows]),
            np.concatenate([self.old, other.old]),
            np.concatenate([self.new, other.new]),
            np.concatenate([self.sole, other.sole]),
        )


def find_swaps(changes: Changes, needed: Floats, alone: float = 1.0) -> list[Swap]:
    """Pair endpoints of which partners lost on one what they won on the other.

    The pair with the most movers is taken first and what it explains is taken out before the next is looked
    for, so that endpoints which are swapped at the same time are not mixed up.

    Parameters
    ----------
    needed
        From `movers_needed`, (n_endpoints, n_endpoints); inf = not looked for.
    alone
        How many times a mover counts whose change is this swap and little else; a pivot changes more.
    """
    count = len(needed)
    left = replace(changes, change=changes.change.copy())
    pairs, taken = _alike(left, needed), np.zeros(needed.shape, dtype=bool)
    found: list[Swap] = []
    while len(found) < _MOST:
        keys, index, movers = np.unique(
            pairs.old * count + pairs.new, return_inverse=True, return_counts=True
        )
        values = np.maximum(movers, alone * np.bincount(index, pairs.sole, minlength=len(keys)))
        rank = np.where(taken.flat[keys], 0.0, values / needed.flat[keys])
        if not len(rank) or rank.max() < 1:
            break
        best = int(rank.argmax())
        found.append(Swap(int(keys[best] // count), int(keys[best] % count), int(movers[best])))
        taken.flat[keys[best]] = True
        touched = _take_out(left, found[-1])
        again = np.isin(left.rows, touched)
        rest = _alike(_part(left, again), needed)
        pairs = pairs.only(~np.isin(pairs.rows, touched)).and_(rest)
    return found


def _alike(changes: Changes, needed: Floats) -> _Pairs:
    """Return all pairs of a partner's losses and gains that are about the same.

    A new endpoint beside the others makes all their shares smaller; only what is lost beyond that counts.
    """
    lost, won = np.flatnonzero(changes.change < 0), np.flatnonzero(changes.change > 0)
    lost = lost[np.argsort(changes.rows[lost], kind="stable")]
    won = won[np.argsort(changes.rows[won], kind="stable")]
    first = np.searchsorted(changes.rows[won], changes.rows[lost], side="left")
    many = np.searchsorted(changes.rows[won], changes.rows[lost], side="right") - first
    one = np.repeat(lost, many)
    step = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    other = won[np.repeat(first, many) + step]
    possible = np.isfinite(needed[changes.columns[one], changes.columns[other]])
    one, other = one[possible], other[possible]
    gain, had = changes.change[other], changes.before[one]
    loss = (-changes.change[one] - gain * had) / np.maximum(1 - had, 0.1)
    alike = np.abs(gain - loss) <= _ALIKE * np.maximum(gain, loss)
    size = int(changes.rows.max()) + 1 if len(changes.rows) else 0
    total = np.bincount(changes.rows, np.maximum(changes.change, 0), minlength=size)
    one, other = one[alike], other[alike]
    sole = gain[alike] >= _SOLE * total[changes.rows[one]]
    return _Pairs(changes.rows[one], changes.columns[one], changes.columns[other], sole)


def _part(changes: Changes, chosen: NDArray[np.bool_]) -> Changes:
    return replace(
        changes,
        rows=changes.rows[chosen],
        columns=changes.columns[chosen],
        change=changes.change[chosen],
        before=changes.before[chosen],
    )


def _take_out(changes: Changes, swap: Swap) -> NDArray[np.intp]:
    """Remove what the swap explains, from everybody who moved that way, alike or not; return who did."""
    losing = np.flatnonzero((changes.columns == swap.old) & (changes.change < 0))
    winning = np.flatnonzero((changes.columns == swap.new) & (changes.change > 0))
    rows, one, other = np.intersect1d(changes.rows[losing], changes.rows[winning], return_indices=True)
    losing, winning = losing[one], winning[other]
    moved = np.minimum(-changes.change[losing], changes.change[winning])
    for places, left in (
        (losing, -changes.change[losing] - moved),
        (winning, changes.change[winning] - moved),
    ):
        sign = np.sign(changes.change[places])
        changes.change[places] = np.where(left <= 0.3 * moved, 0.0, sign * left)  # what is left may be chance
    return rows


@lru_cache(maxsize=8)
def _kinship(labels: tuple[str, ...]) -> NDArray[np.int64]:
    """Return how closely each two endpoints are related by name, (n_endpoints, n_endpoints)."""
    bare = [_VERSION.sub("", label) for label in labels]
    method = np.array([label.partition(" ")[0] for label in labels])
    stems = [_stem(one) for one in bare]
    names = {stem: place for place, stem in enumerate(dict.fromkeys(stems))}
    inside = np.zeros((len(names), len(names)), dtype=bool)
    for stem, place in names.items():
        over = [names[stem[:length]] for length in range(1, len(stem) + 1) if stem[:length] in names]
        inside[place, over] = True
    of = [names[stem] for stem in stems]
    same = (inside | inside.T)[np.ix_(of, of)]
    kin = np.where(same, np.where(method[:, None] == method[None, :], _SAME_METHOD, _SAME_RESOURCE), 0)
    version = np.array(bare)
    result: NDArray[np.int64] = np.where(version[:, None] == version[None, :], _NEW_VERSION, kin)
    return result


def _stem(label: str) -> tuple[str, ...]:
    """Return the words of a label's path before its first variable; of a label without path, itself."""
    path = label.partition(" ")[2] or label
    return tuple(takewhile(lambda word: not word.startswith("{"), filter(None, path.split("/"))))
