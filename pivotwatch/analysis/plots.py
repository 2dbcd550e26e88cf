"""Figures of a workspace; each method returns the Plotly figure, so it can be changed, shown or saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from clustering import METHODS, NO_GROUP, Proposal, propose
from clustering.exploring import k_distance_curve, silhouettes, stabilities
from clustering.settings import ClusteringSettings
from features import Scaling, scaled
from foundation import InputError
from pivotwatch.analysis.experts import named_group
from pivotwatch.analysis.labels import ExpertLabels
from reports.charts import (
    Figure,
    centroid_figure,
    confusion_figure,
    history_figure,
    k_distance_figure,
    moves_figure,
    profile_figure,
    scatter_figure,
    silhouette_figure,
    stability_figure,
    sweep_figure,
)
from reports.projection import project

if TYPE_CHECKING:
    from pivotwatch.analysis.matrices import Counts
    from pivotwatch.analysis.workspace import Workspace

_MOST_ENDPOINTS = 20
_MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Plots:
    """The figures of a workspace. Where `window` is None it is the last processed."""

    workspace: Workspace

    def profile(self, partner: str, window: str | None = None, before: str | None = None) -> Figure:
        """Show a partner's profile, or with `before` (a window) two of them side by side.

        Raises
        ------
        InputError
            When the partner was not seen in a window; it says in which it was.
        """
        windows = [each for each in (before, window or self.workspace.last_window) if each is not None]
        seen = {each: self._profile_of(partner, each) for each in windows}
        title = f"Profile of {partner}" + ("" if before else f" in {windows[0]}")
        return profile_figure(title, seen)

    def _profile_of(self, partner: str, window: str) -> dict[str, float]:
        frame = self.workspace.profiles(window=window, partner=partner)
        if frame.is_empty():
            known = self.workspace.assignments(partner=partner)["window"].to_list()
            where = f"It was in {known[0]} to {known[-1]}." if known else "It never was: see `partners`."
            raise InputError(f"Partner {partner!r} was not seen in {window}. {where}")
        return dict(frame.select("endpoint", "value").iter_rows())

    def scatter(
        self,
        endpoints: Sequence[str] | None = None,
        window: str | None = None,
        *,
        dimensions: int = 2,
        groups: Sequence[int | str | None] | None = None,
        scaling: Scaling = "row_minmax",
    ) -> Figure:
        """Show partners as points: on two or three endpoints, or on their directions of largest variance.

        Parameters
        ----------
        endpoints
            Two or three labels; None = the projection (principal components).
        dimensions
            Of the projection: 2 or 3.
        groups
            What to colour by, in the order of `counts(window).partners`: for example labels of a clusterer of
            your own, with -1 or None for no group; None = the stored groups.

        Raises
        ------
        UnknownNameError
            When an endpoint is not known.
        InputError
            When there are neither two nor three coordinates.
        """
        key = window or self.workspace.last_window
        counts = self.workspace.counts(key)
        names = self._groups(counts, key) if groups is None else [named_group(each) for each in groups]
        profiles = counts.profiles(scaling)
        if endpoints is not None:
            places = profiles[:, counts.columns(endpoints)]
            return scatter_figure(f"Partners in {key}", counts.partners, names, places, list(endpoints))
        wide = np.pad(profiles, ((0, 0), (0, max(0, dimensions - profiles.shape[1]))))
        places, kept = project(wide, dimensions)
        title = f"Partners in {key}: {kept:.0%} of the variance shown"
        axes = [f"direction {number}" for number in range(1, dimensions + 1)]
        return scatter_figure(title, counts.partners, names, places, axes)

    def _groups(self, counts: Counts, window: str) -> list[str | None]:
        names = dict(self.workspace.assignments(window=window).select("partner", "group_name").iter_rows())
        return [names.get(each) for each in counts.partners]

    def centroids(self, window: str | None = None) -> Figure:
        """Show what each group uses: the mean profile of its members, by the most used endpoints."""
        key = window or self.workspace.last_window
        counts = self.workspace.counts(key)
        names = self._groups(counts, key)
        groups = sorted({each for each in names if each is not None})
        if not groups:
            raise InputError(f"No partner is in a group in {key}.")
        profiles = counts.profiles()
        centres = np.array([profiles[[each == group for each in names]].mean(axis=0) for group in groups])
        telling = np.argsort(-centres.max(axis=0), kind="stable")[:_MOST_ENDPOINTS]
        telling = telling[centres.max(axis=0)[telling] > 0]
        labels = [counts.endpoints[each] for each in telling]
        return centroid_figure(f"What the groups use in {key}", groups, labels, centres[:, telling])

    def flow(self, before: str, window: str | None = None) -> Figure:
        """Show partners that changed their group between two windows, as a Sankey diagram.

        Raises
        ------
        InputError
            When one of the windows has no groups.
        """
        frames = []
        for key in (before, window or self.workspace.last_window):
            frames.append(self.workspace.assignments(window=key))
            if frames[-1].is_empty():
                raise InputError(f"Window {key} has no groups. Known: {', '.join(self.workspace.windows)}.")
        return moves_figure(*frames)

    def history(self, partner: str) -> Figure:
        """Show a partner's profile from window to window, with its group on top.

        Raises
        ------
        InputError
            When the partner was never seen.
        """
        profiles = self.workspace.profiles(partner=partner)
        if profiles.is_empty():
            raise InputError(f"Partner {partner!r} was not seen in any processed window: see `partners`.")
        windows = self.workspace.windows
        windows = windows[windows.index(profiles["window"][0]) :]
        top = (
            profiles.group_by("endpoint")
            .agg(pl.col("value").max())
            .sort("value", "endpoint", descending=[True, False])
        )
        endpoints = top["endpoint"].head(_MOST_ENDPOINTS).to_list()
        seen = set(profiles["window"])
        grid = np.array([[0.0 if window in seen else np.nan for window in windows] for _ in endpoints])
        for row in profiles.filter(pl.col("endpoint").is_in(endpoints)).iter_rows(named=True):
            grid[endpoints.index(row["endpoint"]), windows.index(row["window"])] = row["value"]
        groups = dict(self.workspace.assignments(partner=partner).select("window", "group_name").iter_rows())
        return history_figure(
            f"{partner}, window by window", windows, endpoints, grid, [groups.get(each) for each in windows]
        )

    def silhouette(self, window: str | None = None, *, scaling: Scaling = "row_minmax") -> Figure:
        """Show how well each partner sits in its group: 1 = well inside, below 0 = nearer to another."""
        key = window or self.workspace.last_window
        counts = self.workspace.counts(key)
        names = self._groups(counts, key)
        codes = {name: code for code, name in enumerate(sorted({each for each in names if each is not None}))}
        labels = np.array([NO_GROUP if each is None else codes[each] for each in names], dtype=np.int64)
        values = silhouettes(counts.profiles(scaling), labels)
        return silhouette_figure(f"Silhouettes in {key}", counts.partners, names, values)

    def sweep(
        self,
        window: str | None = None,
        *,
        method: str = "kmeans",
        scaling: Scaling = "row_minmax",
        **settings: Any,
    ) -> Figure:
        """Show silhouette and stability of every k (kmeans, agglomerative) or eps (dbscan) worth trying.

        Parameters
        ----------
        settings
            Others of `[clustering]`: max_k, seed, resamples ...

        Raises
        ------
        InputError
            When the method has neither k nor eps.
        """
        profiles, proposal, chosen = self._proposal(window, method, scaling, settings)
        along = "k" if "k" in METHODS[method].parameters.model_fields else "eps"
        if along not in METHODS[method].parameters.model_fields:
            raise InputError(f"{method} has neither k nor eps to sweep over.")
        values = [float(getattr(each.parameters, along)) for each in proposal.tried]
        steady = stabilities(
            profiles, method, [each.parameters.model_dump() for each in proposal.tried], chosen
        )
        scores: dict[str, list[float | None]] = {
            "silhouette": [each.scores["silhouette"] for each in proposal.tried],
            "stability": [float(np.mean(each)) for each in steady],
        }
        best = float(getattr(proposal.best.parameters, along))
        order = np.argsort(values, kind="stable").tolist()
        ordered = {name: [line[each] for each in order] for name, line in scores.items()}
        return sweep_figure(f"{method} by {along}", along, sorted(values), ordered, best)

    def _proposal(
        self, window: str | None, method: str, scaling: Scaling, settings: dict[str, Any]
    ) -> tuple[csr_array, Proposal, ClusteringSettings]:
        chosen = ClusteringSettings.model_validate({"method": method, "scaling": scaling, **settings})
        profiles = scaled(self.workspace.counts(window).successes, scaling)
        return profiles, propose(profiles, chosen), chosen

    def k_distance(
        self, window: str | None = None, *, min_samples: int | None = None, scaling: Scaling = "row_minmax"
    ) -> Figure:
        """Show the curve that dbscan's eps is read from, with its knee."""
        settings = ClusteringSettings(min_samples=min_samples)
        curve = k_distance_curve(scaled(self.workspace.counts(window).successes, scaling), settings)
        return k_distance_figure(
            "Distances to the k-th neighbour", curve.distances, curve.neighbours, curve.knee
        )

    def stability(
        self,
        window: str | None = None,
        *,
        method: str = "kmeans",
        scaling: Scaling = "row_minmax",
        **settings: Any,
    ) -> Figure:
        """Show how alike the groups of repeated fits on 80 % of the partners are, for each candidate."""
        profiles, proposal, chosen = self._proposal(window, method, scaling, settings)
        best: dict[float, Any] = {}
        for each in sorted(proposal.tried, key=lambda one: -one.scores["silhouette"]):
            best.setdefault(each.scores["groups"], each)
        shown = sorted(list(best.values())[:_MOST_CANDIDATES], key=lambda one: float(one.scores["groups"]))
        scores = stabilities(profiles, method, [each.parameters.model_dump() for each in shown], chosen)
        names = [f"{int(each.scores['groups'])} groups" for each in shown]
        return stability_figure(f"Stability of {method} on 80 % of the partners", names, scores)

    def confusion(
        self,
        labels: ExpertLabels,
        window: str | None = None,
        *,
        groups: Sequence[int | str | None] | None = None,
    ) -> Figure:
        """Show an expert's groups against the groups found; the hover names the partners.

        Parameters
        ----------
        groups
            Groups that were tried, as in `scatter`; None = the stored groups.
        """
        table = self.workspace.expert.agreement(labels, window, groups=groups).partners
        title = "Expert's groups against the groups found"
        return confusion_figure(
            title, table["partner"].to_list(), table["expert"].to_list(), table["group_name"].to_list()
        )
