"""What several detectors count in a history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detectors.base import Evidence, History

if TYPE_CHECKING:
    from scipy.sparse import csr_array  # its import takes longer than a short command

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def totals(matrices: Sequence[csr_array]) -> Floats:
    """Return each partner's counts summed over endpoints, (n_windows, n_partners)."""
    return np.array([np.asarray(matrix.sum(axis=1)).ravel() for matrix in matrices], dtype=np.float64)


def columns_where(history: History, flag: str, value: bool) -> list[int]:
    """Return the columns of endpoints of which a flag is known to have the value, in order."""
    facts = history.endpoint_facts
    return [
        column for column, label in enumerate(history.endpoints) if facts.get(label, {}).get(flag) is value
    ]


def first_seen(history: History) -> Integers:
    """Return the index of the first window in which each partner called anything, (n_partners,)."""
    calls = totals(history.successes) + totals(history.errors)
    first: Integers = np.argmax(calls > 0, axis=0).astype(np.int64)
    return first


def is_provisional(history: History) -> bool:
    """Tell whether the platform is still in its learning time."""
    return history.first_index + len(history.windows) <= history.learning


def share_evidence(history: History, row: int, since: int, columns: Sequence[int]) -> tuple[Evidence, ...]:
    """Return each endpoint's share of the partner's successful calls before and after a window.

    Parameters
    ----------
    row
        The partner.
    since
        Index of the first window of "after".
    columns
        The endpoints that changed; they are ordered by their part in it, the largest first.
    """
    rows = [matrix[[row], :].toarray()[0].astype(np.float64) for matrix in history.successes]
    before = _share(np.sum(rows[:since], axis=0) if since else np.zeros(len(history.endpoints)))
    after = _share(np.sum(rows[since:], axis=0))
    change = np.abs(after - before)[list(columns)]
    part = change / change.sum() if change.sum() > 0 else np.full(len(columns), 1 / max(len(columns), 1))
    order = sorted(range(len(columns)), key=lambda i: (-part[i], columns[i]))
    return tuple(
        Evidence(
            history.endpoints[columns[i]],
            float(before[columns[i]]),
            float(after[columns[i]]),
            float(part[i]),
        )
        for i in order
    )


def platform_evidence(history: History, column: int) -> tuple[Evidence, ...]:
    """Return one endpoint's share of all partners' successful calls before and in the last window."""
    use = [(float(matrix[:, [column]].sum()), float(matrix.sum())) for matrix in history.successes]
    here, all_calls = (sum(each) for each in zip(*use[:-1], strict=True)) if len(use) > 1 else (0.0, 0.0)
    before, after = (part / whole if whole else 0.0 for part, whole in ((here, all_calls), use[-1]))
    return (Evidence(history.endpoints[column], before, after, 1.0),)


def _share(counts: Floats) -> Floats:
    total = counts.sum()
    return counts / total if total > 0 else counts
