"""Fitting models from stored profiles: on a schedule while the platform learns, and on request."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from clustering import assign, fitted_shape, propose
from clustering.settings import ClusteringSettings
from features import UsageMatrix, pooled
from foundation import Warehouse, Window, named_sql, parse_window, stable_id
from pivotwatch.models import StoredModel, delete, model_at
from pivotwatch.takeover import Fit, take_over


def pooled_usage(
    warehouse: Warehouse, first_win: str, win: str, vocabulary: NDArray[np.int64]
) -> UsageMatrix:
    """Return the usage of the windows from `first_win` to `win`, one row a partner that succeeded at all."""
    bounds = {"first_win": first_win, "win": win}
    return pooled(warehouse.frame(named_sql("pivotwatch", "groups_counts"), bounds), vocabulary)


def position(warehouse: Warehouse, window: Window) -> int:
    """Return 1 for the platform's first window with a profile, 2 for the next ..."""
    (first,) = warehouse.one("SELECT min(win) FROM profiles WHERE win <= $win", {"win": window.key})
    place, earlier = 1, window
    while first is not None and earlier > parse_window(first):
        place, earlier = place + 1, earlier.previous
    return place


def refits_at(place: int, learning_windows: int) -> bool:
    """Tell whether the model is refitted in a window: in the 1st, 2nd, 4th ... and the last of learning."""
    return place == learning_windows or (place < learning_windows and place & (place - 1) == 0)


def learned_model(
    warehouse: Warehouse,
    window: Window,
    recent: UsageMatrix,
    settings: ClusteringSettings,
    learning_windows: int,
    now: datetime,
    *,
    closed: bool = True,
) -> StoredModel | None:
    """Return the model of the window, fitted now if the schedule says so; call it in a transaction.

    The same usage and settings give the model that is there already, so doing a window again costs no fit and
    changes nothing. A model that was accepted by hand is never replaced.

    Parameters
    ----------
    recent
        The window's own usage, over its vocabulary.
    closed
        False = the window is still open: a model is fitted only where there is none from windows before, and
        said to be provisional.

    Returns
    -------
    StoredModel or None
        None when no partner has had a successful call yet.
    """
    current, before = model_at(warehouse, window.key), model_at(warehouse, window.previous.key)
    if closed:
        due = refits_at(position(warehouse, window), learning_windows)
    else:
        due = current is None or current.takes_over == window.key
    if current is not None and (not due or current.origin == "request"):
        return current
    usage = pooled_usage(warehouse, "", window.key, recent.endpoints)
    if not usage.partners:
        return current
    model_id = stable_id("model", "learning", window.key, digest_of(usage, settings))
    if current is not None and current.model_id == model_id:
        return current
    replaced = current if current is not None and current.takes_over == window.key else None
    origin = "learning" if closed else "provisional"
    fit = fitted(usage, recent, settings, model_id, window.key, origin)
    model = take_over(warehouse, fit, window.key, before, replaced, settings, now)
    if replaced is not None:
        delete(warehouse, [replaced.model_id])
    return model


def fitted(
    usage: UsageMatrix,
    recent: UsageMatrix,
    settings: ClusteringSettings,
    model_id: str,
    fitted_through: str,
    origin: str,
    expert: NDArray[np.int64] | None = None,
) -> Fit:
    """Propose a model for the usage; its groups are still 0, 1, 2 ...

    Parameters
    ----------
    recent
        Usage of the last window, over the same vocabulary: the shape that later windows are compared with.
        The pooled usage is smoother than that of any one window.

    Raises
    ------
    UnknownNameError, ConfigurationError
        As `clustering.propose`.
    """
    proposal = propose(usage.profiles(settings.scaling), settings, expert)
    active = np.flatnonzero(recent.successes.sum(axis=1) > 0)
    shape = fitted_shape(assign(proposal.best.model, recent.profiles(settings.scaling)[active]))
    model = StoredModel(
        model_id=model_id,
        method=proposal.method,
        scaling=settings.scaling,
        fitted=proposal.best.model,
        endpoints=usage.endpoints,
        scores={**proposal.best.scores, "shape": shape},
        reason=proposal.reason,
        fitted_through=fitted_through,
        takes_over=None,
        origin=origin,
    )
    tried = [
        {"parameters": one.parameters.model_dump(mode="json"), "scores": dict(one.scores)}
        for one in proposal.tried
    ]
    chosen = proposal.best.parameters.model_dump(mode="json")
    return Fit(
        model, usage, {**chosen, "seed": settings.seed, "partners": len(usage.partners), "tried": tried}
    )


def digest_of(usage: UsageMatrix, settings: ClusteringSettings) -> str:
    """Return a hash of everything a fit depends on."""
    content = hashlib.sha256(json.dumps(settings.model_dump(mode="json"), sort_keys=True).encode())
    content.update("\x1f".join(usage.partners).encode())
    successes = usage.successes
    for part in (usage.endpoints, successes.indptr, successes.indices, successes.data):
        content.update(np.asarray(part, dtype=np.int64).tobytes())
    return content.hexdigest()
