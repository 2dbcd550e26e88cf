"""Models: propose another, see what it would change, accept it; what a notebook does through the service."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import Field

from clustering.settings import ClusteringSettings
from foundation import InputError
from governance import Act, write_audit, writing
from pivotwatch.analysis.modelling import listed
from pivotwatch.api.access import Acting, Held, needs
from pivotwatch.api.paging import Sent, Shown
from pivotwatch.service.apart import STORE
from pivotwatch.service.context import Service

_APART = "pivotwatch.analysis.modelling_apart"
routes = APIRouter(prefix="/models", tags=["models"])

ModelId = Annotated[str, Path(description="Of a model.", examples=["model-3f9ac21b04d7"], max_length=64)]


class ModelShown(Shown):
    """A model that assigns windows, did so, or is only proposed."""

    model_id: str
    state: str = Field(description="`reference`, `retired` or `proposed`.")
    origin: str
    method: str = Field(examples=["kmeans"])
    scaling: str
    reason: str
    fitted_through: str
    takes_over: str | None = Field(description="The first window it assigns; null = only proposed.")
    groups: int | None
    silhouette: float | None
    stability: float | None
    agreement: float | None
    no_group_share: float | None


class Tried(Shown):
    """A candidate with its scores."""

    parameters: str = Field(description="JSON.")
    groups: float | None
    silhouette: float | None
    stability: float | None
    agreement: float | None
    no_group_share: float | None


class Proposed(Shown):
    """A model that is stored and changes nothing until it is accepted."""

    model_id: str
    reason: str
    tried: list[Tried]


class Wanted(Sent):
    """What to fit."""

    windows: int | None = Field(None, ge=1, le=520, description="So many last windows; null = learning time.")
    labels: dict[str, str] | None = Field(
        None,
        description="Partner id to the name an expert gave its group; agreement then counts.",
        max_length=100_000,
    )
    settings: dict[str, str | int | float | bool | None] = Field(
        {},
        description="Of `[clustering]`: method, k, eps, scaling ...",
        examples=[{"method": "kmeans", "k": 4}],
    )


class ChangeRow(Shown):
    """One thing that accepting would do."""

    change: str = Field(description="survived, split, merged, born, dissolved, or moves.")
    subject: str
    before: list[str]
    after: list[str]
    why: str


class Comparison(Shown):
    """What accepting a model would do."""

    model_id: str
    takes_over: str = Field(description="The first window that it would assign.")
    moved: int
    partners: int
    table: list[ChangeRow]


class Accepted(Shown):
    """A model that is the reference now."""

    takes_over: str = Field(description="The first window that it assigns.")


@routes.get("", dependencies=[needs("read")], response_model=list[ModelShown])
def list_all(service: Held) -> list[dict[str, Any]]:
    """List all models, the newest first."""
    with service.reading() as warehouse:
        return listed(warehouse).to_dicts()


@routes.post("", dependencies=[needs("models:write")], response_model=Proposed, status_code=201)
def propose(service: Held, wanted: Wanted, act: Acting) -> dict[str, Any]:
    """Fit a model on the last windows and store it as proposed; nothing else changes. It may take minutes."""
    unknown = sorted(set(wanted.settings) - set(ClusteringSettings.model_fields))
    if unknown:
        known = ", ".join(ClusteringSettings.model_fields)
        raise InputError(f"[clustering] has no setting {unknown[0]!r}; it has {known}.")
    given = (wanted.labels, wanted.windows, wanted.settings)
    found: dict[str, Any]
    with service.writing() as warehouse:
        (found,) = service.apart(warehouse, f"{_APART}:propose", service.app, STORE, *given)
    _note(service, act, "model.proposed", found["model_id"])
    return found


@routes.get("/{model_id}/comparison", dependencies=[needs("read")], response_model=Comparison)
def compare(service: Held, model_id: ModelId) -> dict[str, Any]:
    """Tell what accepting a model would do: lineage of the groups, and who would move and why."""
    found: dict[str, Any]
    with service.reading() as warehouse:
        (found,) = service.apart(warehouse, f"{_APART}:compare", service.app, STORE, model_id)
    return found


@routes.post("/{model_id}/acceptance", dependencies=[needs("models:write")], response_model=Accepted)
def accept(service: Held, model_id: ModelId, act: Acting) -> dict[str, str]:
    """Make the model the reference; groups keep ids and names as far as they survive."""
    with service.writing() as warehouse:
        (takes_over,) = service.apart(warehouse, f"{_APART}:accept", service.app, STORE, model_id)
    _note(service, act, "model.accepted", model_id)
    return {"takes_over": takes_over}


def _note(service: Service, act: Act, action: str, model_id: str) -> None:
    with writing(service.record) as connection:
        write_audit(connection, act.now, act.actor, action, model_id)
