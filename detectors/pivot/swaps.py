"""Endpoints that many partners exchanged for others: migrations, new versions of a client library."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.pivot.counts import Floats

_ALIKE = 0.4  # loss and gain may differ by this part of the larger
_PART_OF_USERS = 0.1
_FEWEST = {"strange": 4, "same resource": 3, "new version": 1}
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


def find_swaps(change: Floats, before: Floats, users: Floats, labels: Sequence[str]) -> list[Swap]:
    """Pair endpoints of which partners lost on one what they won on the other.

    The pair with the most movers is taken first and what it explains is taken out before the next is looked
    for, so that endpoints which are swapped at the same time are not mixed up.

    Parameters
    ----------
    change
        Clear changes of shares, zero elsewhere, (n_partners, n_endpoints).
    before
        Shares before, (n_partners, n_endpoints).
    users
        How many partners use each endpoint enough that its loss would be clear, (n_endpoints,).
    """
    left = change.copy()
    old = np.flatnonzero((left < 0).any(axis=0))
    new = np.flatnonzero((left > 0).any(axis=0))
    if not len(old) or not len(new):
        return []
    needed = _needed([labels[one] for one in old], [labels[one] for one in new], users[old])
    counts = np.column_stack([_movers(left, before, old, one) for one in new])
    found = []
    for _ in range(_MOST):
        # the endpoints that are most alike by name win a tie; then the order of labels decides
        rank = np.where(counts >= needed, counts / needed, 0.0)
        if not rank.any():
            break
        row, column = np.unravel_index(rank.argmax(), rank.shape)
        found.append(Swap(int(old[row]), int(new[column]), int(counts[row, column])))
        _take_out(left, found[-1])
        counts[row] = [_movers(left, before, old[[row]], one)[0] for one in new]
        counts[:, column] = _movers(left, before, old, int(new[column]))
        counts[row, column] = 0
    return found


def _movers(change: Floats, before: Floats, old: NDArray[np.intp], new: int) -> Floats:
    """Count partners that won on `new` what they lost on each of `old`, (n_old,).

    A new endpoint beside the others makes all their shares smaller; only what is lost beyond that counts.
    """
    rows = np.flatnonzero(change[:, new] > 0)
    had, won = before[np.ix_(rows, old)], change[rows, new][:, None]
    lost = (-change[np.ix_(rows, old)] - won * had) / np.maximum(1 - had, 0.1)
    alike = (lost > 0) & (np.abs(won - lost) <= _ALIKE * np.maximum(won, lost))
    result: Floats = alike.sum(axis=0).astype(np.float64)
    return result


def _take_out(change: Floats, swap: Swap) -> None:
    """Remove what the swap explains, from everybody who moved that way, alike or not."""
    moved = np.minimum(np.maximum(-change[:, swap.old], 0), np.maximum(change[:, swap.new], 0))
    change[:, swap.old] += moved
    change[:, swap.new] -= moved
    small = 0.3 * moved  # what is left may be chance
    change[np.abs(change[:, swap.old]) <= small, swap.old] = 0
    change[np.abs(change[:, swap.new]) <= small, swap.new] = 0


def _needed(old: Sequence[str], new: Sequence[str], users: Floats) -> Floats:
    """Return how many movers make a swap, (n_old, n_new)."""
    kind = [[_kinship(one, other) for other in new] for one in old]
    fewest = np.array([[_FEWEST[one] for one in row] for row in kind], dtype=np.float64)
    part = np.array([[0.0 if one == "new version" else _PART_OF_USERS for one in row] for row in kind])
    result: Floats = np.maximum(fewest, part * users[:, None])
    return result


def _kinship(old: str, new: str) -> str:
    bare_old, bare_new = _VERSION.sub("", old), _VERSION.sub("", new)
    if bare_old == bare_new:
        return "new version"
    return "same resource" if _resource(bare_old) == _resource(bare_new) else "strange"


def _resource(label: str) -> str:
    """Return the first word of a label's path that is no variable."""
    path = label.partition(" ")[2]
    return next((word for word in path.split("/") if word and not word.startswith("{")), path)
