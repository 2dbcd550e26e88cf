"""The `[clustering]` section."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from pydantic import Field, ValidationError, ValidationInfo, field_validator

from features import Scaling
from foundation import Section


class ClusteringSettings(Section):
    """Fitting groups. What is left unset is proposed from the data, with reasons."""

    method: str = "kmeans"
    """A file name in clustering/methods: kmeans, dbscan, hdbscan, agglomerative."""
    scaling: Scaling = "row_minmax"
    """How counts become coordinates: row_minmax, shares, hellinger (square roots of shares)."""
    k: int | None = Field(default=None, ge=1, le=500)
    """How many groups kmeans and agglomerative make."""
    eps: float | None = Field(default=None, gt=0, le=100)
    """How near two partners are neighbours for dbscan; Euclidean, in profile space."""
    min_samples: int | None = Field(default=None, ge=1, le=10_000)
    """How many neighbours, itself included, make a partner a core of a group for dbscan and hdbscan."""
    min_group_size: int | None = Field(default=None, ge=2, le=10_000)
    """The smallest group hdbscan makes."""
    parameters: Mapping[str, Any] = Field(default_factory=dict)
    """Any other parameter of the method by its name, e.g. restarts; also for methods from other packages."""
    seed: int = Field(default=0, ge=0, le=2**31 - 1)
    """Where the random numbers of fitting and resampling begin; the same seed gives the same groups."""
    max_k: int = Field(default=24, ge=2, le=200)
    """The largest number of groups tried when k is unset."""
    sample_partners: int = Field(default=3000, ge=10, le=20_000)
    """Fitting looks at so many different profiles at most; with more, at a sample of partners, stratified by
    the endpoint that each uses most and drawn by the seed. Memory grows by its square: 20000 take 4 GB."""
    resamples: int = Field(default=5, ge=1, le=100)
    """How many pairs of subsamples tell the stability of a candidate."""
    match_overlap: float = Field(default=0.5, gt=0, le=1)
    """Share of a group's members that a refit must keep together for the group to survive (MONIC's tau)."""
    split_overlap: float = Field(default=0.25, gt=0, le=0.5)
    """Share of a group's members that makes a part of it one piece of a split (MONIC's tau_split)."""

    @field_validator("method")
    @classmethod
    def _known_method(cls, name: str) -> str:
        from clustering.registry import METHODS  # noqa: PLC0415 - methods are written against these settings

        known = METHODS.names()
        if name not in known:
            raise ValueError(f"there is no such clustering method; there are: {', '.join(known)}")
        return name

    @field_validator("parameters")
    @classmethod
    def _accepted_by_the_method(cls, given: Mapping[str, Any], info: ValidationInfo) -> Mapping[str, Any]:
        from clustering.registry import METHODS  # noqa: PLC0415 - as above

        name = info.data.get("method")
        if not given or name is None:  # an unknown method is a problem of its own
            return given
        try:
            METHODS[name].parameters.model_validate(given)
        except ValidationError as error:
            # what is missing is proposed from the data
            wrong = [one for one in error.errors() if one["type"] != "missing"]
            if wrong:
                told = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in wrong)
                raise ValueError(f"{name} refuses {'; '.join(told)}") from error
        return given

    def fixed(self, names: Container[str]) -> dict[str, Any]:
        """Return the parameters set by hand, of those that the method has (`names`)."""
        own = {name: getattr(self, name) for name in ("k", "eps", "min_samples", "min_group_size")}
        known = {name: value for name, value in own.items() if value is not None and name in names}
        return {**known, **self.parameters}
