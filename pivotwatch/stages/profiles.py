"""The stage that makes profiles: usage of a window, scaled row by row."""

from __future__ import annotations

import time
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from features import UsageMatrix, profile_frame, usage_matrix
from foundation import StageResult, Warehouse, Window, named_sql, record_run


def vocabulary_of(warehouse: Warehouse, window: Window) -> NDArray[np.int64]:
    """Return the ids of all counted endpoints seen up to the window, sorted, (n_endpoints,)."""
    rows = warehouse.rows(named_sql("pivotwatch", "profiles_vocabulary"), {"end_day": window.end})
    return np.array([endpoint for (endpoint,) in rows], dtype=np.int64)


def usage_of(warehouse: Warehouse, window: Window) -> UsageMatrix:
    """Return a window's usage over the vocabulary; also of a window that is still open."""
    days = {"start_day": window.start, "end_day": window.end}
    usage = warehouse.frame(named_sql("pivotwatch", "profiles_usage"), days)
    # an endpoint in use is in the vocabulary whatever its first_day says
    return usage_matrix(usage, np.union1d(vocabulary_of(warehouse, window), usage["endpoint_id"].to_numpy()))


def run(warehouse: Warehouse, window: Window, now: datetime) -> StageResult:
    """Replace the window's profiles by those made from usage as it is now.

    Parameters
    ----------
    now
        When the run is said to have happened.
    """
    began = time.perf_counter()
    matrix = usage_of(warehouse, window)
    frame = profile_frame(matrix)
    counts = {"partners": len(matrix.partners), "rows": len(frame), "endpoints": len(matrix.endpoints)}
    result = StageResult("profiles", window.key, counts, {"scaling": "row_minmax"})
    with warehouse.transaction():
        warehouse.execute("DELETE FROM profiles WHERE win = $win", {"win": window.key})
        warehouse.append("profiles", frame.with_columns(win=pl.lit(window.key)))
        record_run(warehouse, result, now, time.perf_counter() - began)
    return result
