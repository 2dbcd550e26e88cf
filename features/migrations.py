"""Endpoints that took over what many partners had on another: `/v2/x` for `/v1/x`.

A model that was fitted before such a migration knows only the old endpoint. Read as the old one, the new
endpoint leaves every partner in its group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, csr_array

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
    """Clear changes of shares of the partners seen in both periods; only what is not 0 is held.

    Attributes
    ----------
    old, new
        Endpoint ids: of the reference, and those that may be new.
    lost
        On the old endpoints, (n_partners, n_old), no stored zeros.
    had
        Share before, of each stored entry of `lost`, (n_stored,).
    won
        On the new endpoints, (n_partners, n_new), no stored zeros, by column.
    users
        How many of these partners used each old endpoint before, (n_old,).
    known
        How many partners used each new endpoint before, (n_new,).
    """

    old: NDArray[np.int64]
    new: NDArray[np.int64]
    lost: csr_array
    had: Floats
    won: csc_array
    users: NDArray[np.int64]
    known: NDArray[np.int64]

    def explain(self, row: int, column: int) -> None:
        """Take out what the new endpoint of this column won from the old one of this row."""
        entries = np.flatnonzero(self.lost.indices == row)
        partners = np.searchsorted(self.lost.indptr, entries, side="right") - 1
        gain = self.won[:, [column]].toarray().ravel()[partners]
        self.lost.data[entries] -= np.minimum(self.lost.data[entries], gain)
        self.won.data[self.won.indptr[column] : self.won.indptr[column + 1]] = 0


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
        changes.explain(row, column)
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
    count = np.maximum(np.asarray(calls.sum(axis=1), dtype=np.float64), 1.0)
    earlier = reference.successes[before_rows]
    total = np.maximum(np.asarray(earlier.sum(axis=1), dtype=np.float64), 1.0)
    old = np.setdiff1d(reference.endpoints[np.unique(earlier.indices)], new)
    before = _shares(_columns(reference, earlier, old), total)
    won = _shares(csr_array(calls[:, now_columns]), count) - _shares(_columns(reference, earlier, new), total)
    won.data = _clear(won.data, won.data, _by_entry(won, count))
    lost = csr_array(before - _shares(_columns(window, calls, old), count))
    had = _at_entries(before, lost)
    lost.data = _clear(lost.data, had, _by_entry(lost, count))
    had = had[lost.data > 0]
    lost.eliminate_zeros()
    won.eliminate_zeros()
    return _Changes(
        old=old,
        new=new,
        lost=lost,
        had=had,
        won=csc_array(won),
        users=_column_users(before),
        known=_column_users(_columns(reference, reference.successes, new)),
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
    return _column_users(usage.successes)


def _column_users(counts: csr_array) -> NDArray[np.int64]:
    return np.bincount(counts.indices[counts.data > 0], minlength=counts.shape[1]).astype(np.int64)


def _columns(usage: UsageMatrix, counts: csr_array, endpoints: NDArray[np.int64]) -> csr_array:
    """Return the counts of some endpoints, (n_rows, n_endpoints); nothing where there is no such column."""
    shared, here, there = np.intersect1d(endpoints, usage.endpoints, return_indices=True)
    placed = csr_array(
        (np.ones(len(shared), dtype=np.int64), (there, here)), shape=(len(usage.endpoints), len(endpoints))
    )
    return csr_array(counts @ placed)


def _shares(counts: csr_array, totals: Floats) -> csr_array:
    shares: csr_array = csr_array(counts.astype(np.float64))
    shares.sum_duplicates()
    shares.data = shares.data / _by_entry(shares, totals)
    return shares


def _by_entry(matrix: csr_array, of_rows: Floats) -> Floats:
    """Repeat a figure of each row (n_rows,) for each stored entry (n_stored,)."""
    return np.repeat(of_rows, np.diff(matrix.indptr))


def _at_entries(matrix: csr_array, where: csr_array) -> Floats:
    """Return the matrix's values at the stored entries of another, (n_stored,); 0 where it has none."""
    width = matrix.shape[1]
    stored = _places(matrix, width)
    wanted = _places(where, width)
    at = np.minimum(np.searchsorted(stored, wanted), max(0, len(stored) - 1))
    found: Floats = (
        np.where(stored[at] == wanted, matrix.data[at], 0.0) if len(stored) else np.zeros(len(wanted))
    )
    return found


def _places(matrix: csr_array, width: int) -> NDArray[np.int64]:
    """Return a number for each stored entry, ascending by row, then column."""
    matrix.sort_indices()
    rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))
    return rows * width + matrix.indices


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
        won = changes.won[:, [column]].toarray().ravel()
        entries = np.flatnonzero(_by_entry(changes.lost, won) > 0)
        gain = _by_entry(changes.lost, won)[entries]
        lost, had, of = changes.lost.data[entries], changes.had[entries], changes.lost.indices[entries]
        # a new endpoint beside the others makes all shares smaller; only what is lost beyond that counts
        lost = (lost - gain * had) / np.maximum(1 - had, 0.1)
        alike = (lost > 0) & (np.abs(lost - gain) <= _ALIKE * np.maximum(lost, gain))
        part = 1 - 0.5 * np.abs(lost - gain) / np.maximum(np.maximum(lost, gain), 1e-12)
        movers[:, column] = np.bincount(of, weights=alike, minlength=len(changes.old))
        likeness[:, column] = np.bincount(of, weights=alike * part, minlength=len(changes.old))
    return movers, likeness
