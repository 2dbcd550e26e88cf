"""Propose, compare and accept a model: what `pivotwatch model` does, with frames for answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import polars as pl

from foundation import Clock, Warehouse, changed, named_sql
from pivotwatch.analysis.labels import ExpertLabels
from pivotwatch.previews import Preview
from pivotwatch.settings import Settings

_FIGURES = ("groups", "silhouette", "stability", "agreement", "no_group_share")
CHANGES: dict[str, pl.DataType | type[pl.DataType]] = {
    "change": pl.String,
    "subject": pl.String,
    "before": pl.List(pl.String),
    "after": pl.List(pl.String),
    "why": pl.String,
}
"""Columns of a comparison."""
MODELS: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(
        ("model_id", "state", "origin", "method", "scaling", "reason", "fitted_through", "takes_over"),
        pl.String,
    ),
    "groups": pl.Int64,
    **dict.fromkeys(_FIGURES[1:], pl.Float64),
}
"""Columns of a list of models."""


class ModelHome(Protocol):
    """Where models live: an `App`, or a service that lends its open store."""

    @property
    def clock(self) -> Clock:
        """What time it is."""
        ...

    @property
    def settings(self) -> Settings:
        """The settings."""
        ...

    def warehouse(self, *, read_only: bool = False) -> AbstractContextManager[Warehouse]:
        """Return the store for a `with` block."""
        ...


@dataclass(frozen=True, slots=True)
class ProposedModel:
    """A model that is stored and changes nothing until it is accepted.

    Attributes
    ----------
    tried
        Every candidate: parameters, groups, silhouette, stability (where measured), agreement (with labels),
        no_group_share.
    """

    model_id: str
    reason: str
    tried: pl.DataFrame

    def __repr__(self) -> str:
        return f"{self.model_id}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Change:
    """What accepting a model would do.

    Attributes
    ----------
    takes_over
        The first window it would assign.
    table
        change (survived, split, merged, born, dissolved, moves), subject, before, after, why.
    """

    model_id: str
    takes_over: str
    moved: int
    partners: int
    table: pl.DataFrame

    def __repr__(self) -> str:
        return (
            f"{self.model_id} would assign from {self.takes_over} on; "
            f"{self.moved} of {self.partners} partners would be in another group"
        )


@dataclass(frozen=True, slots=True)
class Modelling:
    """The models of a home. Proposing and accepting write, and hold the store for that moment alone."""

    app: ModelHome

    def list(self) -> pl.DataFrame:
        """Return all models, the newest first: state (reference, retired, proposed), scores."""
        with self.app.warehouse(read_only=True) as warehouse:
            return listed(warehouse)

    def propose(
        self,
        method: str | None = None,
        *,
        labels: ExpertLabels | None = None,
        windows: int | None = None,
        **settings: Any,
    ) -> ProposedModel:
        """Fit a model on the last windows and store it as proposed; nothing else changes.

        Parameters
        ----------
        method
            kmeans, dbscan, hdbscan, agglomerative; None = the setting.
        labels
            Agreement with them then counts in the choice.
        windows
            How many last windows to fit on; None = the learning time.
        settings
            Any setting of `[clustering]`: k, eps, min_samples, scaling, seed ...

        Raises
        ------
        InputError
            When no window was processed, or no labelled partner is known.
        ConfigurationError
            When a setting is refused.
        HomeBusyError
            When another process holds the store.
        """
        from pivotwatch.refits import propose_refit  # noqa: PLC0415 - SciPy; a service that lists needs none

        count = windows or self.app.settings.detectors.learning_windows
        given = settings | ({} if method is None else {"method": method})
        wanted = changed(self.app.settings.clustering, **given)
        expert = None if labels is None else labels.numbers
        with self.app.warehouse() as warehouse:
            fit = propose_refit(warehouse, wanted, count, self.app.clock.now(), expert)
        rows = [
            {
                "parameters": json.dumps(each["parameters"]),
                **{name: each["scores"].get(name) for name in _FIGURES},
            }
            for each in fit.parameters["tried"]
        ]
        return ProposedModel(
            fit.model.model_id, fit.model.reason, pl.DataFrame(rows, infer_schema_length=None)
        )

    def compare(self, model: ProposedModel | str) -> Change:
        """Tell what accepting a model would do: lineage of the groups, and who would move and why."""
        from pivotwatch.refits import preview  # noqa: PLC0415 - as above

        with self.app.warehouse(read_only=True) as warehouse:
            seen = preview(warehouse, _id(model), self.app.settings.clustering)
        table = pl.DataFrame(list(_rows(seen)), schema=CHANGES)
        return Change(seen.model_id, seen.takes_over, len(seen.moves), seen.partners, table)

    def accept(self, model: ProposedModel | str) -> str:
        """Make the model the reference; return the first window that it assigns.

        Raises
        ------
        UnknownNameError, InputError
            When there is no such model, or it is the reference already.
        HomeBusyError
            When another process holds the store.
        """
        from pivotwatch.refits import accept  # noqa: PLC0415 - as above

        with self.app.warehouse() as warehouse:
            accepted = accept(warehouse, _id(model), self.app.settings.clustering, self.app.clock.now())
        return str(accepted.takes_over)


def listed(warehouse: Warehouse) -> pl.DataFrame:
    """Return all models, the newest first; see `Modelling.list`."""
    models = warehouse.frame(named_sql("pivotwatch", "groups_models"))
    scores = [json.loads(each) for each in models["scores"]]
    figures = {name: pl.Series([one.get(name) for one in scores], dtype=pl.Float64) for name in _FIGURES[1:]}
    return models.drop("scores", "parameters").with_columns(**figures)


def _id(model: ProposedModel | str) -> str:
    return model if isinstance(model, str) else model.model_id


def _rows(seen: Preview) -> Iterator[dict[str, Any]]:
    for step in seen.steps:
        why = f"{step.shared_members} partners in common"
        yield dict(zip(CHANGES, (step.kind, "group", step.before, step.after, why), strict=True))
    for move in seen.moves:
        before, after = ([each] if each else [] for each in (move.before, move.after))
        yield dict(zip(CHANGES, ("moves", move.partner, before, after, move.why), strict=True))
