"""Which endpoints make up a change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from detectors.base import Evidence

OTHERS = "(other endpoints)"
_SHOWN = 8


def evidence_of(
    earlier: csr_array, later: csr_array, row: int, labels: Sequence[str]
) -> tuple[Evidence, ...]:
    """Return the telling endpoints, the largest part first; contributions sum to 1.

    Parameters
    ----------
    earlier, later
        Shares before and after, (n_partners, n_endpoints).
    row
        Which partner.
    labels
        What to call each endpoint.
    """
    before, after = earlier[[row]].toarray()[0], later[[row]].toarray()[0]
    change = np.abs(after - before)
    total = float(change.sum())
    if total <= 0:
        return ()
    order = np.lexsort((np.array(labels), -change.round(12)))
    shown = [int(column) for column in order[:_SHOWN] if change[column] > 0.005 * total]
    rows = [
        Evidence(labels[column], float(before[column]), float(after[column]), float(change[column]) / total)
        for column in shown
    ]
    rest = np.setdiff1d(np.arange(len(change)), shown)
    left = 1.0 - sum(row.contribution for row in rows)
    if left > 1e-9:
        rows.append(Evidence(OTHERS, float(before[rest].sum()), float(after[rest].sum()), left))
    return tuple(rows)


def in_words(rows: Sequence[Evidence], most: int = 3) -> str:
    """Return `GET /v1/x rose from 0% to 62% of its calls and ...` for the most telling rows."""
    parts = [
        f"{row.endpoint} {'rose' if row.after > row.before else 'fell'} "
        f"from {_percent(row.before)} to {_percent(row.after)}"
        for row in rows[:most]
        if row.endpoint != OTHERS
    ]
    if not parts:
        return "its calls spread over other endpoints"
    if len(parts) == 1:
        return f"{parts[0]} of its calls"
    return f"{', '.join(parts[:-1])} and {parts[-1]} of its calls"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%" if share >= 0.01 or share == 0 else "under 1%"
