"""Which days are to be counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from foundation import InputError


def due_days(
    first: date | None, last: date, counted: Collection[date], lookback_days: int, *, again: bool = False
) -> Sequence[date]:
    """Return the days to ask the engine for, oldest first.

    Parameters
    ----------
    first
        The first day wanted; None = go on after what was counted.
    last
        The last day wanted.
    counted
        Days that were counted before; they are left out unless they are among the last `lookback_days`.
    again
        Count also those that were counted before.

    Raises
    ------
    InputError
        When there is nothing to go on from, or `first` is after `last`.
    """
    if first is None:
        if not counted:
            raise InputError("Nothing was pulled from here before; say where to begin: --from 2026-01-01.")
        first = min(counted)
    if first > last:
        raise InputError(f"--from {first} is after the last day that can be counted, {last}.")
    late = last - timedelta(days=lookback_days)
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in every if again or day not in counted or day > late]
