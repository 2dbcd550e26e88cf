"""The stage that puts partners into groups by the model of the window.

While the platform learns, the model is fitted again in the 1st, 2nd, 4th ... window and in the last of the
learning time, each time on the usage so far; then it is frozen. Group ids are kept by matching, yet a partner
may find itself in another group because the model changed. Each assignment carries its `model_id`, so: a
move between two windows is the partner's own only when both have the same model, or when `regrouped`, which
assigns the earlier window by the later model, shows it too.

An endpoint that took over from another for many partners at once is read as that one: a migration from `/v1/`
to `/v2/` moves nobody between groups.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clustering import NO_GROUP, Assignment, assign, structure_drift
from clustering.settings import ClusteringSettings
from features import UsageMatrix, read_as, taken_over, usage_matrix
from foundation import StageResult, Warehouse, Window, named_sql, parse_window, record_run
from pivotwatch.learning import learned_model, pooled_usage
from pivotwatch.models import StoredModel
from pivotwatch.stages.profiles import vocabulary_of

_REFERENCE_WINDOWS = 8
"""So many windows up to the last that it was fitted on tell what was called when a model was asked for."""
_DIGITS = 9
"""Confidence and distance are rounded, so that the last bits of a sum make no difference between runs."""


def run(
    warehouse: Warehouse,
    window: Window,
    settings: ClusteringSettings,
    learning_windows: int,
    now: datetime,
    *,
    closed: bool = True,
) -> StageResult:
    """Replace the window's assignments, by the model that is valid in it; fit that first where it is due.

    Parameters
    ----------
    learning_windows
        After this many windows the model is frozen.
    now
        When the run is said to have happened.
    closed
        False = the window is still open, and its assignments are provisional.

    Raises
    ------
    UnknownNameError, ConfigurationError
        When the settings name no method, or give it a parameter that it refuses.
    """
    began = time.perf_counter()
    usage = profiled_usage(warehouse, window)
    with warehouse.transaction():
        warehouse.execute("DELETE FROM assignments WHERE win = $win", {"win": window.key})
        model = learned_model(warehouse, window, usage, settings, learning_windows, now, closed=closed)
        if model is None:
            result = StageResult("groups", window.key, {"partners": 0, "in_groups": 0, "groups": 0})
        else:
            followed = migrations(warehouse, window, usage, model)
            assigned = _assigned(usage, model, followed)
            warehouse.append("assignments", _rows(window, usage, model, assigned))
            result = _result(window, usage, model, assigned, followed)
        record_run(warehouse, result, now, time.perf_counter() - began)
    return result


def profiled_usage(warehouse: Warehouse, window: Window) -> UsageMatrix:
    """Return the counts behind the window's profiles, over its vocabulary."""
    bounds = {"first_win": window.key, "win": window.key}
    counts = warehouse.frame(named_sql("pivotwatch", "groups_counts"), bounds)
    vocabulary = np.union1d(vocabulary_of(warehouse, window), counts["endpoint_id"].to_numpy())
    return usage_matrix(counts, vocabulary)


def regrouped(warehouse: Warehouse, window: Window, model: StoredModel) -> dict[str, int]:
    """Return each partner's group in the window as this model sees it; NO_GROUP where none."""
    usage = profiled_usage(warehouse, window)
    groups = _assigned(usage, model, migrations(warehouse, window, usage, model)).groups
    return dict(zip(usage.partners, groups.tolist(), strict=True))


def migrations(
    warehouse: Warehouse, window: Window, usage: UsageMatrix, model: StoredModel
) -> dict[int, int]:
    """Return the endpoints that took over from others since the model was fitted, new id to old id.

    Windows that the model was fitted on have none: it knows what was called in them.
    """
    last = parse_window(model.fitted_through)
    first_win = ""
    if model.origin == "request":
        first = last
        for _ in range(_REFERENCE_WINDOWS - 1):
            first = first.previous
        first_win = first.key
    if first_win <= window.key <= last.key:
        return {}
    return taken_over(pooled_usage(warehouse, first_win, last.key, usage.endpoints), usage)


def _assigned(usage: UsageMatrix, model: StoredModel, followed: Mapping[int, int]) -> Assignment:
    return assign(model.over(usage.endpoints), read_as(usage, followed).profiles(model.scaling))


def _rows(window: Window, usage: UsageMatrix, model: StoredModel, assigned: Assignment) -> pl.DataFrame:
    groups = pl.Series(assigned.groups, dtype=pl.Int32)
    return pl.DataFrame(
        {
            "partner_id": pl.Series(usage.partners, dtype=pl.String),
            "group_id": groups.set(groups == NO_GROUP, None),
            "confidence": np.round(assigned.confidence, _DIGITS),
            "distance": np.round(assigned.distance, _DIGITS),
            "calls": _totals(usage),
        }
    ).with_columns(win=pl.lit(window.key), model_id=pl.lit(model.model_id))


def _totals(usage: UsageMatrix) -> NDArray[np.int64]:
    return np.asarray(usage.calls.sum(axis=1), dtype=np.int64)


def _result(
    window: Window,
    usage: UsageMatrix,
    model: StoredModel,
    assigned: Assignment,
    followed: Mapping[int, int],
) -> StageResult:
    inside = assigned.groups[assigned.groups != NO_GROUP]
    active = np.asarray(usage.successes.sum(axis=1)) > 0
    judged = Assignment(assigned.groups[active], assigned.confidence[active], assigned.distance[active])
    drift = structure_drift(judged, model.scores["shape"])
    counts = {
        "partners": len(usage.partners),
        "in_groups": len(inside),
        "groups": len(np.unique(inside)),
        "refit_suggested": int(drift.refit_suggested),
    }
    told = {
        "model_id": model.model_id,
        "method": model.method,
        "structure_drift": asdict(drift),
        "migrations": {str(new): old for new, old in followed.items()},
    }
    return StageResult("groups", window.key, counts, told)
