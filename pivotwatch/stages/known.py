"""What people have said, as far as it shapes judgements: declarations, the calendar, verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from governance import Verdict


@dataclass(frozen=True, slots=True)
class Known:
    """What the governance record knows.

    Attributes
    ----------
    declarations
        Partner id to `{"groups": [...], "endpoints": [...]}`.
    calendar
        Window key to a note of what was planned in it.
    verdicts
        Every verdict ever given, in the order given.
    """

    declarations: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    calendar: Mapping[str, str] = field(default_factory=dict)
    verdicts: Sequence[Verdict] = ()
