"""Endpoints that many partners exchanged for others: migrations, new versions of a client library."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.pivot.counts import Floats

_ALIKE = 0.4  # loss and gain may differ by this part of the larger
_FEWEST, _FEWEST_SAME_RESOURCE, _FEWEST_SAME_METHOD, _FEWEST_NEW_VERSION = 4, 3, 2, 1
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
    bare = [_VERSION.sub("", label) for label in labels]
    version, resource = _numbered(bare), _numbered([_resource(one) for one in bare])
    same_resource = resource[:, None] == resource[None, :]
    method = _numbered([label.partition(" ")[0] for label in labels])
    # reading a list instead of its items is another way of writing the same client
    same_method = same_resource & (method[:, None] == method[None, :])
    needed = np.where(
        same_resource,
        np.maximum(_FEWEST_SAME_RESOURCE, part_of_users),
        strangers * np.maximum(_FEWEST, part_of_users),
    )
    needed = np.where(same_method, np.maximum(_FEWEST_SAME_METHOD, 0.5 * part_of_users), needed)
    result: Floats = np.where(version[:, None] == version[None, :], _FEWEST_NEW_VERSION, needed)
    return result


def find_swaps(change: Floats, before: Floats, needed: Floats) -> list[Swap]:
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
    """
    rows = change.any(axis=1)
    left, had = change[rows].copy(), before[rows]
    old, new = np.flatnonzero((left < 0).any(axis=0)), np.flatnonzero((left > 0).any(axis=0))
    if not len(old) or not len(new):
        return []
    counts = np.column_stack([_movers(left, had, old, new[[place]]) for place in range(len(new))])
    least = needed[np.ix_(old, new)]
    found = []
    for _ in range(_MOST):
        rank = np.where(counts >= least, counts / least, 0.0)
        if not rank.any():
            break
        row, column = divmod(int(rank.argmax()), rank.shape[1])
        found.append(Swap(int(old[row]), int(new[column]), int(counts[row, column])))
        _take_out(left, found[-1])
        counts[row] = _movers(left, had, old[[row]], new)
        counts[:, column] = _movers(left, had, old, new[[column]])
        counts[row, column] = 0
    return found


def _movers(change: Floats, before: Floats, old: NDArray[np.intp], new: NDArray[np.intp]) -> Floats:
    """Count partners that won on `new` what they lost on `old`; one of the two is a single column.

    A new endpoint beside the others makes all their shares smaller; only what is lost beyond that counts.
    """
    single = new if len(new) == 1 else old
    rows = np.flatnonzero(change[:, single[0]])
    part, had = change[rows], before[rows][:, old]
    won = part[:, new]
    lost = (-part[:, old] - won * had) / np.maximum(1 - had, 0.1)
    alike = (part[:, old] < 0) & (won > 0) & (np.abs(won - lost) <= _ALIKE * np.maximum(won, lost))
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


def _numbered(words: Sequence[str]) -> NDArray[np.intp]:
    result: NDArray[np.intp] = np.unique(np.array(words), return_inverse=True)[1]
    return result


def _resource(label: str) -> str:
    """Return the first word of a label's path that is no variable."""
    path = label.partition(" ")[2]
    return next((word for word in path.split("/") if word and not word.startswith("{")), path)
