"""What happens to many partners at once and is nobody's pivot."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simulation.draft import Draft

MIGRATION_WEEKS = 3


def holidays(draft: Draft, rng: np.random.Generator) -> None:
    """Two weeks in which everybody calls less, some hardly at all."""
    for week in rng.choice(np.arange(2, draft.weeks), size=min(2, draft.weeks - 2), replace=False):
        draft.volume[week] *= rng.beta(3, 3, size=len(draft.partners))
        draft.note(None, "holiday", int(week), int(week) + 1)


def migration(draft: Draft, rng: np.random.Generator) -> None:
    """Nine of ten partners move from v1 to v2 of a resource, each within the same three weeks."""
    labels = {one.label: i for i, one in enumerate(draft.endpoints)}
    pairs = [
        (labels[one.label.replace("/v2/", "/v1/")], i)
        for i, one in enumerate(draft.endpoints)
        if "/v2/" in one.label
    ]
    start = draft.start(rng, 4)
    movers = rng.random(len(draft.partners)) < 0.9
    steps = np.minimum(1.0, np.arange(1, draft.weeks - start + 1) / MIGRATION_WEEKS)
    pace = rng.uniform(0.7, 1.3, size=len(draft.partners))
    part = (np.minimum(1.0, steps[:, None] * pace) * movers).astype(np.float32)
    for old, new in pairs:
        _move(draft.mix, start, old, new, part)
    draft.note(None, "migration", start)


def launch(draft: Draft, rng: np.random.Generator) -> None:
    """A group takes up a new endpoint within two weeks; it takes a tenth to a fifth of its calls."""
    fresh = [i for i, one in enumerate(draft.endpoints) if not one.born and "/v2/" not in one.label]
    sizes = np.bincount(draft.home, minlength=len(draft.use_cases.names))
    for new in fresh[:3]:
        group = int(rng.choice(np.flatnonzero(sizes >= min(4, sizes.max()))))
        start = draft.start(rng, 4)
        takers = (draft.home == group) & (rng.random(len(draft.home)) < 0.85)
        share = rng.uniform(0.08, 0.22, size=len(draft.home)) * takers
        ramp = np.minimum(1.0, np.arange(1, draft.weeks - start + 1) / 2)
        part = (ramp[:, None] * share).astype(np.float32)
        draft.mix[start:] *= 1 - part[:, :, None]
        draft.mix[start:, :, new] += part
        draft.note(None, "launch", start)


def outage(draft: Draft, rng: np.random.Generator) -> None:
    """For one week most calls of two resources fail, for everybody."""
    week = draft.start(rng, 1)
    resources = sorted({one.resource for one in draft.endpoints if one.resource})
    down = set(rng.choice(resources, size=min(2, len(resources)), replace=False).tolist())
    hit = np.array([one.resource in down for one in draft.endpoints])
    draft.outage[week, hit] = rng.uniform(0.6, 0.98)
    draft.note(None, "outage", week, week + 1)


def sdk_change(draft: Draft, rng: np.random.Generator) -> None:
    """The third of partners with a certain SDK: its new version lists instead of reading one by one."""
    users = rng.random(len(draft.partners)) < rng.uniform(0.2, 0.4)
    start = draft.start(rng, 4)
    places = {(one.resource, one.operation): i for i, one in enumerate(draft.endpoints) if one.born}
    part = np.tile(users * rng.uniform(0.6, 0.95), (draft.weeks - start, 1)).astype(np.float32)
    for resource, operation in list(places):
        if operation == "read" and (resource, "list") in places:
            _move(draft.mix, start, places[resource, "read"], places[resource, "list"], part)
    draft.note(None, "sdk_change", start)


def renaming(draft: Draft, rng: np.random.Generator) -> None:
    """One endpoint gives way to an unrelated one; each partner switches over within three weeks."""
    born = np.flatnonzero([one.born for one in draft.endpoints])
    old, new = (int(one) for one in rng.choice(born, size=2, replace=False))
    start = draft.start(rng, 4)
    delay = rng.integers(0, MIGRATION_WEEKS, size=len(draft.partners))
    movers = rng.random(len(draft.partners)) < rng.uniform(0.7, 1.0)
    over = (np.arange(draft.weeks - start)[:, None] >= delay) & movers
    _move(draft.mix, start, old, new, over.astype(np.float32))
    draft.note(None, "renaming", start)


def shared_launch(draft: Draft, rng: np.random.Generator) -> None:
    """A group takes up an endpoint that other groups use already, beside its old use."""
    born = np.flatnonzero([one.born for one in draft.endpoints])
    group, new, start = int(rng.choice(draft.home)), int(rng.choice(born)), draft.start(rng, 3)
    takers = (draft.home == group) & (rng.random(len(draft.home)) < 0.8)
    _take_up(draft, start, new, takers, rng.uniform(0.05, 0.25, size=len(draft.home)), rng)
    draft.note(None, "shared_launch", start)


def helper_call(draft: Draft, rng: np.random.Generator) -> None:
    """A client library's new version makes one more call; partners upgrade within three weeks."""
    born = np.flatnonzero([one.born for one in draft.endpoints])
    users = rng.random(len(draft.partners)) < rng.uniform(0.2, 0.5)
    start, share = draft.start(rng, 3), np.full(len(draft.partners), rng.uniform(0.08, 0.22))
    _take_up(draft, start, int(rng.choice(born)), users, share, rng)
    draft.note(None, "helper_call", start)


def caching(draft: Draft, rng: np.random.Generator) -> None:
    """A client library's new version caches: its users make some calls a half to a fifth as often."""
    born = np.flatnonzero([one.born for one in draft.endpoints])
    cached = rng.choice(born, size=max(3, len(born) // 6), replace=False)
    users = rng.random(len(draft.partners)) < rng.uniform(0.2, 0.5)
    start, left = draft.start(rng, 3), rng.uniform(0.2, 0.5)
    delay = rng.integers(0, 3, size=len(draft.partners))
    for week in range(start, draft.weeks):
        rows = np.flatnonzero(users & (week - start >= delay))
        part = draft.mix[week, rows]
        part[:, cached] *= left
        kept = part.sum(axis=1, keepdims=True)
        draft.mix[week, rows] = part / kept
        draft.volume[week, rows] *= kept[:, 0]
    draft.note(None, "caching", start)


def seasons(draft: Draft, rng: np.random.Generator) -> None:
    """Some use cases swing to and fro over a quarter of a year."""
    born = np.flatnonzero([one.born for one in draft.endpoints])
    weeks = np.arange(draft.weeks)
    for use_case in range(len(draft.use_cases.names)):
        if rng.random() < 0.6:
            continue
        swinging = rng.choice(born, size=min(5, len(born)), replace=False)
        size, phase = rng.uniform(0.1, 0.4, size=len(swinging)), rng.uniform(0, 2 * np.pi)
        factor = np.exp(np.sin(2 * np.pi * weeks / 13 + phase)[:, None] * size)
        rows = np.flatnonzero(draft.home == use_case)
        part = draft.mix[:, rows]
        part[:, :, swinging] *= factor[:, None, :].astype(np.float32)
        draft.mix[:, rows] = part / part.sum(axis=2, keepdims=True)
    draft.note(None, "season", 0)


def _take_up(
    draft: Draft,
    start: int,
    new: int,
    takers: NDArray[np.bool_],
    share: NDArray[np.float64],
    rng: np.random.Generator,
) -> None:
    """Let partners use an endpoint beside their old use, each from its own week of the first three."""
    delay = rng.integers(0, 3, size=len(takers))
    on = takers & (np.arange(draft.weeks - start)[:, None] >= delay)
    part = (on * share).astype(np.float32)
    draft.mix[start:] *= 1 - part[:, :, None]
    draft.mix[start:, :, new] += part


LIBRARIES: tuple[Callable[[Draft, np.random.Generator], None], ...] = (sdk_change, helper_call, caching)
"""What a new version of a client library may do."""


def _move(mix: NDArray[np.float32], start: int, old: int, new: int, part: NDArray[np.float32]) -> None:
    moved = mix[start:, :, old] * part
    mix[start:, :, old] -= moved
    mix[start:, :, new] += moved
