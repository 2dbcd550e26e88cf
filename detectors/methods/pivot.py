"""A partner's use case changed."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from detectors.base import Detector, Example, Finding, History
from detectors.examples import history_of, repeated
from foundation import Section

_INVOICES = {"GET /v1/invoices": 600, "GET /v1/invoices/{id}": 380, "GET /v1/me": 20}
_CONTACTS = {"POST /v1/contacts": 700, "PATCH /v1/contacts/{id}": 280, "GET /v1/me": 20}
_STOCK = {"GET /v1/inventory": 500, "POST /v1/inventory": 480, "GET /v1/me": 20}

RUNBOOK = """\
The partner's calls went from one use case to another, and stayed there.

1. Read the endpoints with their shares before and after: do they fit what the partner told you it does?
2. Look at *peers*: had others of its group moved too, it would most likely be our own change.
3. Ask the partner; the draft message names the endpoints.
4. Judge it: *confirmed*, *fine by us* (declare the new use case) or *false alarm*.
"""


class Parameters(Section):
    """What a change must reach to be a pivot."""

    sigmas: float = Field(default=4.0, ge=1, le=10)
    """Standard errors of the partner's own count noise that a change must be above."""
    smallest_part: float = Field(default=0.2, ge=0.05, le=1)
    """Part of the way to another group that must have been gone."""
    smallest_move: float = Field(default=0.4, ge=0.05, le=1)
    """Part of the calls that must have gone elsewhere when the change points to no known group."""
    discovery_rate: float = Field(default=0.01, gt=0, le=0.5)
    """False discovery rate over the partners of a window (Benjamini-Hochberg)."""


def judge(history: History, parameters: Parameters) -> Sequence[Finding]:
    """Return pivots of the last window, by partner."""
    from detectors.pivot.judge import judge as judge_history  # noqa: PLC0415 - SciPy is slow to import, and
    from detectors.pivot.verdict import Bounds  # noqa: PLC0415 - every command reads these settings

    bounds = Bounds(
        sigmas=parameters.sigmas,
        part=parameters.smallest_part,
        moved=parameters.smallest_move,
        rate=parameters.discovery_rate,
    )
    return judge_history(history, bounds)


def examples() -> Sequence[Example]:
    """Return a history with a pivot, one with an odd week, and one in which nothing happens."""
    quiet = {
        **{f"books-{number}": repeated(_INVOICES, 12) for number in range(5)},
        **{f"crm-{number}": repeated(_CONTACTS, 12) for number in range(5)},
        **{f"stock-{number}": repeated(_STOCK, 12) for number in range(5)},
    }
    groups = {partner: ("books", "crm", "stock").index(partner.split("-")[0]) for partner in quiet}
    moved = quiet | {"books-0": [*repeated(_INVOICES, 10), *repeated(_CONTACTS, 2)]}
    odd = quiet | {"books-0": [*repeated(_INVOICES, 10), *repeated(_CONTACTS, 1), *repeated(_INVOICES, 1)]}
    return (
        Example("two weeks in another use case", history_of(moved, groups=groups), ("pivot",)),
        Example("one odd week, then as before", history_of(odd, groups=groups)),
        Example("nothing happens", history_of(quiet, groups=groups)),
    )


PLUGIN = Detector(
    kinds=("pivot", "excursion", "group_shift"),
    parameters=Parameters,
    judge=judge,
    runbook=RUNBOOK,
    reference="Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57:289; Mosimann (1962), Biometrika 49:65",
    examples=examples,
)
