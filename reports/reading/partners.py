"""Partners that are new, that fell silent, and that no register names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from foundation import Warehouse, Window, named_sql
from reports.content import Basis, PartnerLine


@dataclass(frozen=True, slots=True)
class PartnerLists:
    """The three lists, each by calls, largest first.

    Attributes
    ----------
    new
        Seen in this window and never before; empty for the platform's first window.
    silent
        Seen in the previous window and not in this one; empty when this one is open or without data.
    provisional
        Seen in this window; the register names none of their credentials.
    """

    new: Sequence[PartnerLine] = field(default=())
    silent: Sequence[PartnerLine] = field(default=())
    provisional: Sequence[PartnerLine] = field(default=())


def read_partners(warehouse: Warehouse, window: Window, basis: Basis) -> PartnerLists:
    """Return the lists for one window."""
    previous = basis.previous
    bounds = {
        "win": window.key,
        "start_day": window.start,
        "previous": None if previous is None else previous.key,
    }
    rows = warehouse.rows(named_sql("reports", "partner_lines"), bounds)
    lines = [(PartnerLine(*values), registered) for *values, registered in rows]
    here = [(line, registered) for line, registered in lines if line.last_window == window.key]
    provisional = [line for line, registered in here if not registered]
    if previous is None:
        return PartnerLists(provisional=provisional)
    told = basis.closed and basis.partners > 0
    return PartnerLists(
        new=[line for line, _ in here if line.windows == 1],
        silent=[line for line, _ in lines if told and line.last_window == previous.key],
        provisional=provisional,
    )
