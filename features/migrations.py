"""Endpoints that took over what many partners had on another: `/v2/x` for `/v1/x`.

A model that was fitted before such a migration knows only the old endpoint. Read as the old one, the new
endpoint leaves every partner in its group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from features.matrix import UsageMatrix

Floats = NDArray[np.float64]

_CLEAR = 0.02  # a change of a share below this is none
_SIGMAS = 3.0  # and so is one within so many standard errors of the window's count
_ALIKE = 0.4  # what is lost and what is won may differ by this part of the larger
_FEWEST_MOVERS = 4
_PART_OF_USERS = 0.2  # of the old endpoint's users must have moved
_KNOWN_BEFORE = 0.2  # as many users of the new endpoint, for each mover, make it one that the model knows


@dataclass
class _Changes:
    """Clear changes of shares of the partners seen in both periods.

    Attributes
    ----------
    lost
        On endpoints of the reference, (n_partners, n_old), not negative.
    won
        On endpoints that may be new, (n_partners, n_new), not negative.
    had
        Share of each old endpoint before, (n_partners, n_old).
    users
        How many of these partners used each old endpoint before, (n_old,).
    known
        How many partners used each new endpoint before, (n_new,).
    """

    old: NDArray[np.int64]
    new: NDArray[np.int64]
    lost: Floats
    won: Floats
    had: Floats
    users: NDArray[np.int64]
    known: NDArray[np.int64]


def taken_over(reference: UsageMatrix, window: UsageMatrix) -> dict[int, int]:
    """Return new endpoints and the old one that each took over from, by their ids.

    A partner is a mover where it won on the new about what it lost on the old. It takes four movers and a
    fifth of the old endpoint's users, so a partner that goes alone is not followed: it pivots. An endpoint
    that partners used before is no new one. The pair with the most movers is taken first, and what it
    explains is taken out, so that endpoints which migrate at the same time are not mixed up.

    Parameters
    ----------
    reference
        Usage of the period that the model was fitted on.
    window
        Usage of the window to be read.
    """
    changes = _changes(reference, window)
    found: dict[int, int] = {}
    while changes is not None and changes.new.size and changes.old.size:
        movers, likeness = _movers(changes)
        needed = np.maximum(_FEWEST_MOVERS, _PART_OF_USERS * changes.users)[:, None]
        fit = (movers >= needed) & (changes.known <= _KNOWN_BEFORE * movers)
        fit &= ~np.isin(changes.new, list(found))[None, :]
        if not fit.any():
            break
        row, column = divmod(int(np.where(fit, likeness, 0).argmax()), len(changes.new))
        found[int(changes.new[column])] = int(changes.old[row])
        explained = np.minimum(changes.lost[:, row], changes.won[:, column])
        changes.lost[:, row] -= explained
        changes.won[:, column] = 0
    return dict(sorted(found.items()))


def read_as(usage: UsageMatrix, endpoints: Mapping[int, int]) -> UsageMatrix:
    """Return the usage with the calls of some endpoints counted on others; rows and columns stay.

    Parameters
    ----------
    endpoints
        Id of the endpoint called to id of the one it is read as; both among the usage's endpoints.
    """
    if not endpoints:
        return usage
    target = [endpoints.get(endpoint, endpoint) for endpoint in usage.endpoints.tolist()]
    columns = np.searchsorted(usage.endpoints, target)
    count = len(target)
    moved = csr_array(
        coo_array((np.ones(count, dtype=np.int64), (np.arange(count), columns)), shape=(count, count))
    )
    return replace(usage, calls=csr_array(usage.calls @ moved), errors=csr_array(usage.errors @ moved))


def _changes(reference: UsageMatrix, window: UsageMatrix) -> _Changes | None:
    _, before_rows, now_rows = np.intersect1d(reference.partners, window.partners, return_indices=True)
    new, now_columns = _never_or_little_used(reference, window)
    if not len(before_rows) or not len(new):
        return None
    calls = window.successes[now_rows]
    count = np.maximum(np.asarray(calls.sum(axis=1), dtype=np.float64), 1.0)[:, None]
    earlier = reference.successes[before_rows]
    total = np.maximum(np.asarray(earlier.sum(axis=1), dtype=np.float64), 1.0)[:, None]
    old = np.setdiff1d(reference.endpoints[np.unique(earlier.indices)], new)
    before = _columns(reference, earlier, old) / total
    now = _columns(window, calls, old) / count
    won = calls[:, now_columns].toarray() / count - _columns(reference, earlier, new) / total
    return _Changes(
        old=old,
        new=new,
        lost=_clear(before - now, before, count),
        won=_clear(won, won, count),
        had=before,
        users=np.asarray((before > 0).sum(axis=0), dtype=np.int64),
        known=np.asarray((_columns(reference, reference.successes, new) > 0).sum(axis=0), dtype=np.int64),
    )


def _never_or_little_used(
    reference: UsageMatrix, window: UsageMatrix
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return ids and columns of the window's endpoints that enough partners use, and few used before."""
    users = _users(window)
    before = np.zeros(len(window.endpoints), dtype=np.int64)
    shared, here, there = np.intersect1d(window.endpoints, reference.endpoints, return_indices=True)
    del shared
    before[here] = _users(reference)[there]
    columns = np.flatnonzero((users >= _FEWEST_MOVERS) & (before <= _KNOWN_BEFORE * users)).astype(np.int64)
    return window.endpoints[columns], columns


def _users(usage: UsageMatrix) -> NDArray[np.int64]:
    return np.asarray((usage.successes > 0).sum(axis=0), dtype=np.int64).ravel()


def _columns(usage: UsageMatrix, counts: csr_array, endpoints: NDArray[np.int64]) -> Floats:
    """Return the counts of some endpoints, (n_rows, n_endpoints); zeros where there is no such column."""
    place = np.minimum(np.searchsorted(usage.endpoints, endpoints), max(0, len(usage.endpoints) - 1))
    here = usage.endpoints[place] == endpoints if len(usage.endpoints) else np.zeros(len(endpoints), np.bool_)
    found = np.zeros((counts.shape[0], len(endpoints)))
    found[:, here] = counts[:, place[here]].toarray()
    return found


def _clear(change: Floats, share: Floats, count: Floats) -> Floats:
    """Return changes that are neither small nor count noise (binomial standard error), else 0."""
    noise = _SIGMAS * np.sqrt(np.clip(share, 0, 1) / count)
    result: Floats = np.where(change > np.maximum(_CLEAR, noise), change, 0.0)
    return result


def _movers(changes: _Changes) -> tuple[Floats, Floats]:
    """Return how many partners won on each new what they lost on each old endpoint, (n_old, n_new), twice.

    The second time each counts the more, the closer the two are: of two endpoints lost at once the better
    match is taken.
    """
    movers = np.zeros((len(changes.old), len(changes.new)))
    likeness = np.zeros_like(movers)
    for column in range(len(changes.new)):
        won = changes.won[:, [column]]
        rows = np.flatnonzero(won[:, 0])
        lost, gain, had = changes.lost[rows], won[rows], changes.had[rows]
        # a new endpoint beside the others makes all shares smaller; only what is lost beyond that counts
        lost = (lost - gain * had) / np.maximum(1 - had, 0.1)
        alike = (lost > 0) & (np.abs(lost - gain) <= _ALIKE * np.maximum(lost, gain))
        part = 1 - 0.5 * np.abs(lost - gain) / np.maximum(np.maximum(lost, gain), 1e-12)
        movers[:, column], likeness[:, column] = alike.sum(axis=0), (alike * part).sum(axis=0)
    return movers, likeness
