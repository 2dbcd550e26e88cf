"""What a pivot's card says beside the figures."""

from __future__ import annotations

from collections.abc import Iterator

from reports.content import Finding
from reports.words import counted, humanised

_REASONS = {"real": "Real", "own": "Its own", "lasting": "Lasting", "large": "Large"}


def destination(pivot: Finding) -> str:
    """Return where a pivot went, in words even where that is no group."""
    if pivot.to_group is not None:
        return pivot.to_group
    return "a mix that no group has" if pivot.pivot_kind == "novel" else "no group"


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
