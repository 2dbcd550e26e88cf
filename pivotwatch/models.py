"""Models in the warehouse: reading, writing, and which of them assigns a window."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, LiteralString

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from clustering import FittedModel
from features import Scaling
from foundation import UnknownNameError, Warehouse, named_sql


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model with what is known of it.

    Attributes
    ----------
    endpoints
        Endpoint ids of the columns of its points, sorted.
    scores
        Silhouette, stability ... and under `shape` what the fitted partners looked like.
    takes_over
        Key of the first window it assigns; None = only proposed.
    origin
        `learning`, `request`, or `provisional`: fitted for a window that is still open.
    """

    model_id: str
    method: str
    scaling: Scaling
    fitted: FittedModel
    endpoints: NDArray[np.int64]
    scores: Mapping[str, Any]
    reason: str
    fitted_through: str
    takes_over: str | None
    origin: str
    state: str = "proposed"

    def over(self, vocabulary: NDArray[np.int64]) -> FittedModel:
        """Return the fitted model in these columns; endpoints outside them count no more."""
        points = self.fitted.points.tocoo()
        rows, columns = points.coords
        at = np.searchsorted(vocabulary, self.endpoints[columns])
        at = np.minimum(at, max(0, len(vocabulary) - 1))
        kept = (
            vocabulary[at] == self.endpoints[columns]
            if len(vocabulary)
            else np.zeros(len(at), dtype=np.bool_)
        )
        shape = (self.fitted.points.shape[0], len(vocabulary))
        moved = csr_array(coo_array((points.data[kept], (rows[kept], at[kept])), shape=shape))
        return replace(self.fitted, points=moved)


def model_at(warehouse: Warehouse, win: str) -> StoredModel | None:
    """Return the model that assigns the window of this key; None when there is none yet."""
    return _read(warehouse, named_sql("pivotwatch", "groups_model_at"), {"win": win})


def model_by_id(warehouse: Warehouse, model_id: str) -> StoredModel:
    """Return a model; an unknown id raises UnknownNameError that lists the known ones."""
    found = _read(warehouse, named_sql("pivotwatch", "groups_model"), {"model_id": model_id})
    if found is None:
        known = [str(one) for (one,) in warehouse.rows("SELECT model_id FROM models")]
        raise UnknownNameError("model", model_id, known)
    return found


def _read(warehouse: Warehouse, sql: LiteralString, parameters: Mapping[str, Any]) -> StoredModel | None:
    rows = warehouse.rows(sql, parameters)
    if not rows:
        return None
    model_id, method, scaling, radius, scores, fitted_through, takes_over, origin, state, reason = rows[0]
    points = warehouse.frame(named_sql("pivotwatch", "groups_points"), {"model_id": model_id})
    endpoints, columns = np.unique(points["endpoint_id"].to_numpy(), return_inverse=True)
    numbers, first, at = np.unique(points["point"].to_numpy(), return_index=True, return_inverse=True)
    shape = (len(numbers), len(endpoints))
    fitted = FittedModel(
        csr_array(coo_array((points["value"].to_numpy(), (at, columns)), shape=shape)),
        points["group_id"].to_numpy()[first].astype(np.int64),
        radius,
    )
    return StoredModel(
        model_id=model_id,
        method=method,
        scaling=scaling,
        fitted=fitted,
        endpoints=endpoints.astype(np.int64),
        scores=json.loads(scores),
        reason=reason,
        fitted_through=fitted_through,
        takes_over=takes_over,
        origin=origin,
        state=state,
    )


def save(warehouse: Warehouse, model: StoredModel, parameters: Mapping[str, Any], now: datetime) -> None:
    """Write a model and its points, in place of what has its id; call it in a transaction."""
    delete(warehouse, [model.model_id])
    warehouse.execute(
        "INSERT INTO models VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            model.model_id,
            model.state,
            model.method,
            json.dumps(dict(parameters), sort_keys=True),
            model.scaling,
            model.fitted.radius,
            model.reason,
            json.dumps(dict(model.scores), sort_keys=True),
            model.fitted_through,
            model.takes_over,
            model.origin,
            now.astimezone(UTC).replace(tzinfo=None),
        ],
    )
    points = model.fitted.points.tocoo()
    rows, columns = points.coords
    frame = pl.DataFrame(
        {
            "point": rows.astype(np.int32),
            "group_id": model.fitted.point_groups[rows].astype(np.int32),
            "endpoint_id": model.endpoints[columns],
            "value": points.data,
        }
    ).with_columns(model_id=pl.lit(model.model_id))
    warehouse.append("model_points", frame)


def delete(warehouse: Warehouse, model_ids: Sequence[str]) -> None:
    """Forget models, their points and the lineage that led to them."""
    for model_id in model_ids:
        warehouse.execute("DELETE FROM models WHERE model_id = ?", [model_id])
        warehouse.execute("DELETE FROM model_points WHERE model_id = ?", [model_id])
        warehouse.execute("DELETE FROM lineage WHERE to_model_id = ?", [model_id])


def refresh_states(warehouse: Warehouse) -> None:
    """Make the model that took over last the reference, and those before it retired."""
    last = model_at(warehouse, "9999")
    warehouse.execute(
        named_sql("pivotwatch", "groups_states"), {"reference_id": last.model_id if last else ""}
    )
