"""What to do where a sample cannot carry a choice."""

from __future__ import annotations

from clustering.registry import METHODS

UNSURE = 0.10
"""From here on the groups of a sample are not to be relied on: an error this large moves whole groups."""
_STEADIEST = "kmeans"
_BY_HAND = ("k", "eps", "min_group_size")


def ways_out(method: str, error: float) -> str | None:
    """Return a warning with the ways out; None where samples agree, or the method is not there any more.

    Parameters
    ----------
    method
        The name of the one that was fitted.
    error
        Share of partners that another sample puts elsewhere, in [0, 1].
    """
    if error < UNSURE or method not in METHODS.names():
        return None
    fields = METHODS[method].parameters.model_fields
    ways = [f"set clustering.{name} by hand" for name in _BY_HAND if name in fields]
    ways.append("raise clustering.sample_partners")
    if method != _STEADIEST:
        ways.append(f'take clustering.method = "{_STEADIEST}"')
    return (
        f"Do not rely on these groups: samples differ in {error:.0%} of the partners. "
        f"Ways out: {', '.join(ways[:-1])}, or {ways[-1]}."
    )
