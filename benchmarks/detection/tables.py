"""The measured figures as Markdown."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from statistics import median

from benchmarks.detection.scoring import Score

KINDS = ("abrupt", "gradual", "partial", "novel")
_BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)


def method_table(scores: Mapping[str, Score]) -> str:
    """Return one row a method: precision, recall, false alarms, median delay."""
    lines = [
        "| method | precision | recall | false alarms per 1,000 partner-weeks | median delay, weeks |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, one in scores.items():
        delays = [delay for _, delay in one.hits]
        middle = f"{median(delays):g}" if delays else "-"
        lines.append(
            f"| {name} | {one.precision:.3f} | {one.recall:.3f} | {one.false_per_thousand:.3f} | {middle} |"
        )
    return "\n".join(lines)


def kind_table(one: Score) -> str:
    """Return recall and delay of each kind of pivot."""
    lines = ["| kind | planted | recall | median delay, weeks | longest |", "|---|--:|--:|--:|--:|"]
    for kind in KINDS:
        delays = one.delays_of(kind)
        planted = len(delays) + sum(each.kind == kind for each in one.missed)
        middle, longest = (f"{median(delays):g}", str(delays[-1])) if delays else ("-", "-")
        lines.append(f"| {kind} | {planted} | {one.recall_of(kind):.3f} | {middle} | {longest} |")
    return "\n".join(lines)


def reliability_table(outcomes: Sequence[tuple[float, bool]]) -> str:
    """Return what confidence promised and what was true, by bins, with a bar of the true part."""
    lines = ["| confidence | alerts | promised | true | |", "|---|--:|--:|--:|---|"]
    for low, high in itertools.pairwise(_BINS):
        inside = [(sure, true) for sure, true in outcomes if low <= sure < high]
        if not inside:
            continue
        promised = sum(sure for sure, _ in inside) / len(inside)
        part = sum(true for _, true in inside) / len(inside)
        name = f"{low:.2f} to {min(high, 1.0):.2f}"
        lines.append(f"| {name} | {len(inside)} | {promised:.2f} | {part:.2f} | `{'#' * round(20 * part)}` |")
    return "\n".join(lines)
