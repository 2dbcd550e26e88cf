"""Refits as the service has them done: in a process of their own, with plain answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from clustering.settings import ClusteringSettings
from foundation import InputError, Warehouse
from pivotwatch.app import App
from pivotwatch.previews import Preview
from pivotwatch.refits import accept, preview, propose_refit


def propose(app: App, warehouse: Warehouse, changes: Mapping[str, Any]) -> str:
    """Propose a model by the settings with some changes, and return its id.

    Raises
    ------
    InputError
        When the settings refuse a change, or there is nothing to fit a model on.
    """
    settings = app.settings
    try:
        wanted = ClusteringSettings.model_validate({**settings.clustering.model_dump(), **changes})
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise InputError(f"{told}.") from error
    return propose_refit(
        warehouse, wanted, settings.detectors.learning_windows, app.clock.now()
    ).model.model_id


def compare(app: App, warehouse: Warehouse, model_id: str) -> Preview:
    """Return what accepting a model would do; see `preview`."""
    return preview(warehouse, model_id, app.settings.clustering)


def take(app: App, warehouse: Warehouse, model_id: str) -> str | None:
    """Accept a model, and return the key of the first window that it assigns; see `accept`."""
    return accept(warehouse, model_id, app.settings.clustering, app.clock.now()).takes_over
