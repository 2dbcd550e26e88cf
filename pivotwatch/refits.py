"""Refits on request: propose a model, show what it would change, accept it. Nothing happens by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from clustering import NO_GROUP, Assignment, Matching, assign
from clustering.settings import ClusteringSettings
from foundation import InputError, Warehouse, Window, parse_window, stable_id
from pivotwatch.learning import digest_of, fitted, pooled_usage
from pivotwatch.models import StoredModel, model_at, model_by_id, refresh_states, save
from pivotwatch.previews import Move, Preview, Step
from pivotwatch.stages.groups import profiled_usage
from pivotwatch.stages.profiles import vocabulary_of
from pivotwatch.takeover import Fit, continuation, names_for, take_over


def last_processed(warehouse: Warehouse) -> Window:
    """Return the newest processed window; where only the open one has groups yet, that.

    Raises
    ------
    InputError
        When no window was processed yet.
    """
    (closed,) = warehouse.one("SELECT max(win) FROM windows")
    last = closed or warehouse.one("SELECT max(win) FROM assignments")[0]
    if last is None:
        raise InputError("No window has groups yet. Load usage, then `pivotwatch run`.")
    return parse_window(last)


def propose_refit(
    warehouse: Warehouse,
    settings: ClusteringSettings,
    windows: int,
    now: datetime,
    expert: Mapping[str, int] | None = None,
) -> Fit:
    """Fit a model on the last processed windows and store it as proposed; nothing else changes.

    Parameters
    ----------
    windows
        How many of the last windows to pool.
    expert
        Partner id to the number of the group an expert gave.

    Raises
    ------
    InputError
        When no window was processed, nobody had a successful call, or no labelled partner is known.
    """
    last = last_processed(warehouse)
    first = last
    for _ in range(windows - 1):
        first = first.previous
    recent = profiled_usage(warehouse, last)
    usage = pooled_usage(warehouse, first.key, last.key, recent.endpoints)
    if not usage.partners:
        raise InputError(f"No partner had a successful call in {first} to {last}.")
    labels = None if expert is None else _labels_of(usage.partners, expert)
    experts = sorted(expert.items()) if expert else ()
    model_id = stable_id("model", "request", first.key, last.key, digest_of(usage, settings), experts)
    fit = fitted(usage, recent, settings, model_id, last.key, "request", labels)
    fit = replace(fit, parameters={**fit.parameters, "first_window": first.key})
    known = warehouse.rows("SELECT takes_over FROM models WHERE model_id = ?", [model_id])
    if not known or known[0][0] is None:  # the same proposal may have been accepted before
        with warehouse.transaction():
            save(warehouse, fit.model, fit.parameters, now)
    return fit


def _labels_of(partners: tuple[str, ...], expert: Mapping[str, int]) -> NDArray[np.int64]:
    labels = np.array([expert.get(partner, NO_GROUP) for partner in partners], dtype=np.int64)
    if not (labels != NO_GROUP).any():
        raise InputError(
            "None of the labelled partners is known. Labels name partners as `pivotwatch groups` does."
        )
    return labels


def _fit_of(warehouse: Warehouse, model: StoredModel) -> Fit:
    """Return a stored model with the usage it was fitted on, made again."""
    (first,) = warehouse.one(
        "SELECT coalesce(parameters ->> 'first_window', '') FROM models WHERE model_id = ?", [model.model_id]
    )
    vocabulary = vocabulary_of(warehouse, parse_window(model.fitted_through))
    usage = pooled_usage(warehouse, first, model.fitted_through, np.union1d(vocabulary, model.endpoints))
    over = replace(model, fitted=model.over(usage.endpoints), endpoints=usage.endpoints)
    return Fit(over, usage, {"first_window": first})


def preview(warehouse: Warehouse, model_id: str, settings: ClusteringSettings) -> Preview:
    """Say what accepting the model would do: lineage of groups, and who would move and why.

    Raises
    ------
    UnknownNameError, InputError
        When there is no such model, or no window was processed.
    """
    last = last_processed(warehouse)
    current = model_at(warehouse, last.key)
    if current is None:
        raise InputError(f"Window {last} has no model to compare with. Do it again with `pivotwatch run`.")
    fit = _fit_of(warehouse, model_by_id(warehouse, model_id))
    matching = continuation(warehouse, fit, current, last.next.key, settings)
    names = dict(warehouse.rows("SELECT group_id, name FROM groups"))
    fresh = [group for group in fit.model.fitted.groups if group not in matching.continues]
    after = {new: names[old] for new, old in matching.continues.items()}
    after |= {group: f"{name} (new)" for group, name in names_for(warehouse, fit, fresh).items()}
    steps = tuple(
        Step(
            one.kind,
            tuple(names[group] for group in one.before),
            tuple(after[group] for group in one.after),
            one.shared_members,
        )
        for one in matching.transitions
    )
    moves, partners = _moves(warehouse, last, current, fit.model, matching, names, after)
    return Preview(model_id, last.next.key, partners, steps, moves)


def _moves(
    warehouse: Warehouse,
    last: Window,
    old: StoredModel,
    new: StoredModel,
    matching: Matching,
    names: Mapping[int, str],
    after: Mapping[int, str],
) -> tuple[tuple[Move, ...], int]:
    usage = profiled_usage(warehouse, last)
    one = assign(old.over(usage.endpoints), usage.profiles(old.scaling))
    two = assign(new.over(usage.endpoints), usage.profiles(new.scaling))
    moves = []
    for row, partner in enumerate(usage.partners):
        before, now = int(one.groups[row]), int(two.groups[row])
        if matching.continues.get(now, now if now == NO_GROUP else None) != before:
            why = _why(before, now, matching, one, two, row)
            moves.append(Move(partner, names.get(before), after.get(now), why))
    return tuple(moves), len(usage.partners)


def _why(before: int, now: int, matching: Matching, one: Assignment, two: Assignment, row: int) -> str:
    if now == NO_GROUP:
        return f"too far from every group of the new model ({two.distance[row]:.2f})"
    if before == NO_GROUP:
        return f"was too far from every group ({one.distance[row]:.2f}), now near ({two.distance[row]:.2f})"
    for event in matching.transitions:
        if event.kind in ("split", "merged") and before in event.before and now in event.after:
            return "its group is split" if event.kind == "split" else "its group is merged into another"
    return f"nearer to a group of the new model ({two.distance[row]:.2f}, before {one.distance[row]:.2f})"


def accept(warehouse: Warehouse, model_id: str, settings: ClusteringSettings, now: datetime) -> StoredModel:
    """Make the model the reference from the window after the last processed one on, and write the lineage.

    A model that assigned windows before is taken up again as a copy with an id of its own. One that was
    accepted earlier for the same window, and so never assigned any, becomes a proposal again.

    Raises
    ------
    UnknownNameError, InputError
        When there is no such model, or it is the reference already.
    """
    model = model_by_id(warehouse, model_id)
    takes_over = last_processed(warehouse).next.key
    previous, latest = model_at(warehouse, takes_over), model_at(warehouse, last_processed(warehouse).key)
    if previous is not None and previous.model_id == model_id:
        raise InputError(f"{model_id} is the reference already, from {previous.takes_over} on.")
    waiting = previous if previous is not None and previous.takes_over == takes_over else None
    fit = _fit_of(warehouse, model)
    origin_id = model_id if model.takes_over is None else stable_id("model", "again", model_id, takes_over)
    fit = replace(
        fit,
        model=replace(fit.model, model_id=origin_id, origin="request"),
        parameters=_kept(warehouse, model),
    )
    with warehouse.transaction():
        accepted = take_over(warehouse, fit, takes_over, latest, waiting, settings, now)
        if waiting is not None:
            warehouse.execute("UPDATE models SET takes_over = NULL WHERE model_id = ?", [waiting.model_id])
            warehouse.execute("DELETE FROM lineage WHERE to_model_id = ?", [waiting.model_id])
            refresh_states(warehouse)
    return accepted


def _kept(warehouse: Warehouse, model: StoredModel) -> Mapping[str, object]:
    (text,) = warehouse.one("SELECT parameters FROM models WHERE model_id = ?", [model.model_id])
    return dict(json.loads(text))
