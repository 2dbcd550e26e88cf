"""Endpoints that many partners exchanged for others: migrations, new versions of a client library."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
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


def find_swaps(change: Floats, before: Floats, needed: Floats, alone: float = 1.0) -> list[Swap]:
    """Pair endpoints of which partners lost on one what they won on the other.

    The pair with the most movers is taken first and what it explains is taken out before the next is looked
    for, so that endpoints which are swapped at the same time are not mixed up.

    Parameters
    ----------
    change
        Clear changes of shares, zero elsewhere, (n_partners, n_endpoints).
    before
        Shares before, (n_partners, n_endpoints).
    needed
        From `movers_needed`, (n_endpoints, n_endpoints); inf = not looked for.
    alone
        How many times a mover counts whose change is this swap and little else; a pivot changes more.
    """
    rows = change.any(axis=1)
    left, had = change[rows].copy(), before[rows]
    old, new = np.flatnonzero((left < 0).any(axis=0)), np.flatnonzero((left > 0).any(axis=0))
    if not len(old) or not len(new):
        return []
    counts, values = np.zeros((len(old), len(new))), np.zeros((len(old), len(new)))
    for place in range(len(new)):
        counts[:, place], values[:, place] = _movers(left, had, old, new[[place]], alone)
    least = needed[np.ix_(old, new)]
    found = []
    for _ in range(_MOST):
        rank = np.where(values >= least, values / least, 0.0)
        if not rank.any():
            break
        row, column = divmod(int(rank.argmax()), rank.shape[1])
        found.append(Swap(int(old[row]), int(new[column]), int(counts[row, column])))
        _take_out(left, found[-1])
        counts[row], values[row] = _movers(left, had, old[[row]], new, alone)
        counts[:, column], values[:, column] = _movers(left, had, old, new[[column]], alone)
        values[row, column] = 0
    return found


def _movers(
    change: Floats, before: Floats, old: NDArray[np.intp], new: NDArray[np.intp], alone: float
) -> tuple[Floats, Floats]:
    """Count partners that won on `new` what they lost on `old`; one of the two is a single column.

    A new endpoint beside the others makes all their shares smaller; only what is lost beyond that counts.

    Returns
    -------
    counts, values
        How many, and the same where each whose change is this and little else counts `alone` times.
    """
    single = new if len(new) == 1 else old
    rows = np.flatnonzero(change[:, single[0]])
    part, had = change[rows], before[rows][:, old]
    won = part[:, new]
    lost = (-part[:, old] - won * had) / np.maximum(1 - had, 0.1)
    alike = (part[:, old] < 0) & (won > 0) & (np.abs(won - lost) <= _ALIKE * np.maximum(won, lost))
    total = np.maximum(part, 0).sum(axis=1, keepdims=True)
    sole = alike & (won >= _SOLE * total)
    counts: Floats = alike.sum(axis=0).astype(np.float64)
    values: Floats = np.maximum(counts, alone * sole.sum(axis=0))
    return counts, values


def _take_out(change: Floats, swap: Swap) -> None:
    """Remove what the swap explains, from everybody who moved that way, alike or not."""
    moved = np.minimum(np.maximum(-change[:, swap.old], 0), np.maximum(change[:, swap.new], 0))
    change[:, swap.old] += moved
    change[:, swap.new] -= moved
    small = 0.3 * moved  # what is left may be chance
    change[np.abs(change[:, swap.old]) <= small, swap.old] = 0
    change[np.abs(change[:, swap.new]) <= small, swap.new] = 0


@lru_cache(maxsize=8)
def _kinship(labels: tuple[str, ...]) -> NDArray[np.int64]:
    """Return how closely each two endpoints are related by name, (n_endpoints, n_endpoints)."""
    bare = [_VERSION.sub("", label) for label in labels]
    method = np.array([label.partition(" ")[0] for label in labels])
    stems = [_stem(one) for one in bare]
    same = np.array([[_one_in_other(one, other) for other in stems] for one in stems])
    kin = np.where(same, np.where(method[:, None] == method[None, :], _SAME_METHOD, _SAME_RESOURCE), 0)
    version = np.array(bare)
    result: NDArray[np.int64] = np.where(version[:, None] == version[None, :], _NEW_VERSION, kin)
    return result


def _stem(label: str) -> tuple[str, ...]:
    """Return the words of a label's path before its first variable; of a label without path, itself."""
    path = label.partition(" ")[2] or label
    return tuple(takewhile(lambda word: not word.startswith("{"), filter(None, path.split("/"))))


def _one_in_other(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter = min(len(one), len(other))
    return shorter > 0 and one[:shorter] == other[:shorter]
