"""Propose, compare and accept a model through a running service: the same answers as from the store."""

from __future__ import annotations

import builtins
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import polars as pl

from pivotwatch.analysis.calling import ServiceCaller
from pivotwatch.analysis.labels import ExpertLabels
from pivotwatch.analysis.modelling import CHANGES, MODELS, Change, ProposedModel


@dataclass(frozen=True, slots=True)
class RemoteModelling:
    """The models of a service; see `Modelling` for what the methods do and raise."""

    caller: ServiceCaller

    def list(self) -> pl.DataFrame:
        """Return all models, the newest first: state (reference, retired, proposed), scores."""
        return pl.DataFrame(self._ask("GET", ""), schema=MODELS)

    def propose(
        self,
        method: str | None = None,
        *,
        labels: ExpertLabels | None = None,
        windows: int | None = None,
        **settings: Any,
    ) -> ProposedModel:
        """Fit a model on the last windows and store it as proposed; nothing else changes."""
        given = {"labels": dict(labels.groups) if labels else None, "windows": windows}
        wanted = settings | ({} if method is None else {"method": method})
        told = self._ask("POST", "", given | {"settings": wanted})
        tried: builtins.list[dict[str, Any]] = told["tried"]
        return ProposedModel(told["model_id"], told["reason"], pl.DataFrame(tried, infer_schema_length=None))

    def compare(self, model: ProposedModel | str) -> Change:
        """Tell what accepting a model would do: lineage of the groups, and who would move and why."""
        told = self._ask("GET", f"/{_id(model)}/comparison")
        return Change(**told | {"table": pl.DataFrame(told["table"], schema=CHANGES)})

    def accept(self, model: ProposedModel | str) -> str:
        """Make the model the reference; return the first window that it assigns."""
        return str(self._ask("POST", f"/{_id(model)}/acceptance")["takes_over"])

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        return json.loads(self.caller.ask(method, f"/models{path}", None, body))


def _id(model: ProposedModel | str) -> str:
    return quote(model if isinstance(model, str) else model.model_id, safe="")
