"""Puts a simulated platform's counts straight into usage, as if its logs had been ingested day by day."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from foundation import Warehouse, stable_number
from simulation import Platform

_WEEKDAY_PARTS = np.array([0.19, 0.19, 0.18, 0.18, 0.17, 0.05, 0.04])


def load_weeks(warehouse: Warehouse, platform: Platform, weeks: range, load_id: int) -> int:
    """Add some weeks' usage as one load; return the rows written."""
    written = 0
    for week in weeks:
        frame = _rows(platform, week, load_id)
        warehouse.append("credential_usage", frame)
        written += frame.height
    return written


def load_names(warehouse: Warehouse, platform: Platform) -> None:
    """Add the endpoints and credentials of a platform; each partner has one credential of its name."""
    parts = [label.split(" ", 1) for label in platform.endpoints]
    warehouse.append(
        "endpoints",
        pl.DataFrame(
            {
                "endpoint_id": _ids("endpoint", platform.endpoints),
                "method": [method for method, _ in parts],
                "template": [template for _, template in parts],
                "label": platform.endpoints,
            }
        ).with_columns(
            api=pl.lit(""),
            source=pl.lit("import"),
            counted=pl.lit(True),
            first_day=pl.lit(platform.first_day),
        ),
    )
    warehouse.append(
        "credentials",
        pl.DataFrame(
            {"credential_id": _ids("credential", platform.partners), "shown": platform.partners}
        ).with_columns(
            kind=pl.lit("import"), first_day=pl.lit(platform.first_day), last_day=pl.lit(platform.first_day)
        ),
    )


def _ids(kind: str, names: tuple[str, ...]) -> list[int]:
    return [stable_number(kind, name) for name in names]


def _rows(platform: Platform, week: int, load_id: int) -> pl.DataFrame:
    good, bad = platform.successes[week], platform.errors[week]
    partner, endpoint = np.nonzero(good + bad)
    days = []
    # rounding the running sum keeps the week's total as it is
    edges = np.concatenate([[0.0], np.cumsum(_WEEKDAY_PARTS)])
    for weekday in range(7):
        count, failed = (
            np.rint(edges[weekday + 1] * part[partner, endpoint]).astype(np.int64)
            - np.rint(edges[weekday] * part[partner, endpoint]).astype(np.int64)
            for part in (good + bad, bad)
        )
        seen = count > 0
        day = platform.first_day + timedelta(weeks=week, days=weekday)
        days.append(
            pl.DataFrame(
                {
                    "credential_id": np.array(_ids("credential", platform.partners))[partner[seen]],
                    "endpoint_id": np.array(_ids("endpoint", platform.endpoints))[endpoint[seen]],
                    "calls": count[seen],
                    "errors": np.minimum(failed[seen], count[seen]),
                }
            ).with_columns(day=pl.lit(day))
        )
    return pl.concat(days).with_columns(load_id=pl.lit(load_id))
