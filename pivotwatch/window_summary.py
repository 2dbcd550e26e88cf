"""What a run tells of a window; apart from the run, whose libraries whoever only listens needs not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WindowSummary:
    """What a run made of one window.

    Attributes
    ----------
    again
        It had been processed before; late records or a changed register re-opened it, or it was asked for.
    partners
        How many had usage; 0 = there is no data of this window.
    groups
        How many groups had members.
    provisional
        It is still open: nothing in it is judged, and all of it is made again by the next run.
    pivots, other_findings, alerts
        Findings of kind `pivot`; of other kinds; those of any kind that alert.
    """

    window: str
    again: bool
    provisional: bool
    partners: int
    groups: int
    pivots: int
    other_findings: int
    alerts: int
    seconds: float
