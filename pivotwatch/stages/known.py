"""What people have said, as far as it shapes judgements: declarations, the calendar, verdicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from governance import Verdict

Declarations = Mapping[str, Mapping[str, Sequence[str]]]
"""Partner id to `{"groups": [names], "endpoints": [labels or patterns]}`."""


def _nothing_declared(day: date) -> Declarations:
    del day
    return {}


@dataclass(frozen=True, slots=True)
class Known:
    """What the governance record knows.

    Attributes
    ----------
    declarations_on
        What was declared on a day.
    calendar
        Window key to a note of what was planned in it.
    verdicts
        Every verdict ever given, in the order given.
    """

    declarations_on: Callable[[date], Declarations] = _nothing_declared
    calendar: Mapping[str, str] = field(default_factory=dict)
    verdicts: Sequence[Verdict] = ()
