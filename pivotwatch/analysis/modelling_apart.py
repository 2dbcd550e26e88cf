"""Models as the API has them made: in a process of their own, with plain answers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from foundation import Clock, Warehouse
from pivotwatch.analysis.labels import ExpertLabels
from pivotwatch.analysis.modelling import Modelling
from pivotwatch.app import App
from pivotwatch.settings import Settings


@dataclass(frozen=True, slots=True)
class _Lent:
    """A home with an open store, for code that opens one."""

    app: App
    store: Warehouse

    @property
    def clock(self) -> Clock:
        return self.app.clock

    @property
    def settings(self) -> Settings:
        return self.app.settings

    def warehouse(self, *, read_only: bool = False) -> AbstractContextManager[Warehouse]:
        del read_only
        return nullcontext(self.store)


def propose(
    app: App,
    warehouse: Warehouse,
    labels: Mapping[str, str] | None,
    windows: int | None,
    settings: Mapping[str, Any],
) -> dict[str, Any]:
    """Propose a model; see `Modelling.propose`."""
    expert = ExpertLabels(labels) if labels else None
    found = Modelling(_Lent(app, warehouse)).propose(labels=expert, windows=windows, **settings)
    return {"model_id": found.model_id, "reason": found.reason, "tried": found.tried.to_dicts()}


def compare(app: App, warehouse: Warehouse, model_id: str) -> dict[str, Any]:
    """Tell what accepting a model would do; see `Modelling.compare`."""
    change = Modelling(_Lent(app, warehouse)).compare(model_id)
    names = ("model_id", "takes_over", "moved", "partners")
    return {name: getattr(change, name) for name in names} | {"table": change.table.to_dicts()}


def accept(app: App, warehouse: Warehouse, model_id: str) -> str:
    """Make a model the reference; see `Modelling.accept`."""
    return Modelling(_Lent(app, warehouse)).accept(model_id)
