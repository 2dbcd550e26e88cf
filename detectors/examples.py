"""Small histories written by hand, for a detector's examples, tests and notebooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from detectors.base import History
from foundation import window_of

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Counts = Mapping[str, int]
"""Endpoint label to successful calls (or errors) of one window."""

_FIRST_DAY = date(2026, 1, 5)


def repeated(counts: Counts, windows: int) -> list[Counts]:
    """Return the same counts for so many windows, with a ripple of about 2 % so that they look lived in."""
    ripple = (1.0, 1.02, 0.99, 1.01, 0.98)
    return [
        {label: round(count * ripple[index % len(ripple)]) for label, count in counts.items()}
        for index in range(windows)
    ]


def history_of(
    calls: Mapping[str, Sequence[Counts]],
    errors: Mapping[str, Sequence[Counts]] | None = None,
    groups: Mapping[str, int] | None = None,
    **more: Any,
) -> History:
    """Return a history of consecutive ISO weeks from 2026-W02 on.

    Parameters
    ----------
    calls
        Partner to successful calls by endpoint, one mapping a window; all partners have as many windows.
    errors
        The same for errors; a partner that is absent had none.
    groups
        Partner to its group in all windows; absent = group 1.
    more
        Further attributes of the history, as they are.
    """
    failed = errors or {}
    partners = sorted(calls)
    length = len(calls[partners[0]])
    labels = {
        label for source in (calls, failed) for weeks in source.values() for week in weeks for label in week
    }
    endpoints = sorted(labels)
    members = [(groups or {}).get(partner, 1) for partner in partners]
    given: dict[str, Any] = {
        "windows": [window_of(_FIRST_DAY + timedelta(weeks=index), "week").key for index in range(length)],
        "partners": partners,
        "endpoints": endpoints,
        "successes": [_matrix(calls, partners, endpoints, index) for index in range(length)],
        "errors": [_matrix(failed, partners, endpoints, index) for index in range(length)],
        "groups": np.tile(np.array(members, dtype=np.int64), (length, 1)),
        "group_names": {group: f"Group {group}" for group in sorted(set(members))},
        "learning": 8,
    }
    return History(**(given | more))


def _matrix(
    source: Mapping[str, Sequence[Counts]], partners: Sequence[str], endpoints: Sequence[str], index: int
) -> csr_array:
    from scipy.sparse import csr_array  # noqa: PLC0415 - its import takes longer than a short command

    dense = np.zeros((len(partners), len(endpoints)), dtype=np.int64)
    for row, partner in enumerate(partners):
        if partner in source:
            for label, count in source[partner][index].items():
                dense[row, endpoints.index(label)] = count
    return csr_array(dense)
