"""What a pivot's card says beside the figures."""

from __future__ import annotations

from collections.abc import Iterator

from foundation import counted
from reports.content import Finding
from reports.words import humanised

__all__ = [
    "destination",
    "peers",
    "reasons",
    "went",
]

_REASONS = {"real": "Real", "own": "Its own", "lasting": "Lasting", "large": "Large"}


def destination(pivot: Finding) -> str:
    """Return where a pivot went, in words even where that is no group."""
    if pivot.to_group is not None:
        return pivot.to_group
    return "a mix that no group has" if pivot.pivot_kind == "novel" else "no group"


def went(pivot: Finding) -> tuple[str, str, str, str]:
    """Return a verb, a group, a joining word and a group: `went from`, `A`, `to`, `B`."""
    start, end = pivot.from_group or "no group", destination(pivot)
    if start == end:
        end = f"another way of working within {end}"
    if pivot.pivot_kind == "partial":
        return "took up", end, "beside", start
    return "is going over from" if pivot.pivot_kind == "gradual" else "went from", start, "to", end


def peers(pivot: Finding) -> str:
    """Return how many of its group moved too; empty when the detector did not say.

    The detector's `size` counts the partner itself, its `moved` does not.
    """
    size, moved = pivot.peers.get("size"), pivot.peers.get("moved")
    if not isinstance(size, int) or not isinstance(moved, int):
        return ""
    if size <= 1:
        return "alone in its group"
    return f"{moved:,} of {counted(size - 1, 'peer')} moved too"


def reasons(pivot: Finding) -> Iterator[tuple[str, str]]:
    """Yield the four reasons in their order, then whatever else the detector said, each with its name."""
    for key, name in _REASONS.items():
        if key in pivot.reasons:
            yield name, str(pivot.reasons[key])
    for key, text in pivot.reasons.items():
        if key not in _REASONS:
            yield humanised(key), str(text)
