"""Readable names for groups, from the endpoints that tell them from the rest of the platform."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

LONGEST_NAME = 60
"""Characters of a group's name, whether made here or by hand."""
_LONGEST_NOUN = 24
_MOST_PARTS = 3
_TELLING = 0.5
"""An endpoint counts in a name when it tells at least this much of what the most telling one does."""
_LESS_TELLING = 0.2
_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_READING = frozenset({"GET", "HEAD"})
_VERSION = re.compile(r"v?\d+([._]\d+)*", re.IGNORECASE)
_DULL = frozenset({"api", "rest"})


@dataclass(frozen=True, slots=True)
class EndpointName:
    """What of an endpoint enters a name: `POST`, `/v2/contacts/{id}`; or no method, and `POST Contact`."""

    method: str
    template: str


def telling(group: NDArray[np.float64], platform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much each endpoint tells of the group, (n_endpoints,), at least 0.

    It is `g * log2(g / p)` with the group's mean value g and the platform's p: much used here (g) and more
    than elsewhere (the lift g / p). This is an endpoint's part in the Kullback-Leibler divergence.
    """
    lift = np.divide(group, platform, out=np.ones_like(group), where=(group > 0) & (platform > 0))
    return np.maximum(group * np.log2(lift), 0.0)


def telling_endpoints(
    group: NDArray[np.float64], platform: NDArray[np.float64], most: int, least: float = _TELLING
) -> list[int]:
    """Return the columns of the most telling endpoints, first the most telling.

    Parameters
    ----------
    most
        How many at most.
    least
        An endpoint that tells less than this part of what the most telling one does is left out.
    """
    told = telling(group, platform)
    if not told.any():  # one group only: what it uses most
        told = group
    order = np.argsort(-np.round(told, 9), kind="stable")[:most]
    return [int(column) for column in order if told[column] >= least * told.max() and told[column] > 0]


def group_name(
    group: NDArray[np.float64],
    platform: NDArray[np.float64],
    endpoints: Sequence[EndpointName],
    taken: Collection[str],
) -> str:
    """Return a name such as `Contact writers` or `Inventory users, Invoice writers`, unlike those taken.

    Parameters
    ----------
    group, platform
        Mean profile of the group and of all partners, (n_endpoints,), in [0, 1].
    endpoints
        What each column is. Paths are written by strangers: what is not printable is left out, and length is
        limited.
    """
    used = {one.casefold() for one in taken}
    names = [_described(group, platform, endpoints, least) for least in (_TELLING, _LESS_TELLING)]
    # where the most telling endpoints are another group's name already, the next ones tell the two apart
    return next((name for name in names if name.casefold() not in used), unlike(names[0], taken))


def _described(
    group: NDArray[np.float64], platform: NDArray[np.float64], endpoints: Sequence[EndpointName], least: float
) -> str:
    doing: dict[str, set[str]] = {}
    for column in telling_endpoints(group, platform, 2 * _MOST_PARTS, least):
        doing.setdefault(noun(endpoints[column].template), set()).add(_verb(endpoints[column]))
    parts = [f"{thing} {_verbs(verbs)}" for thing, verbs in doing.items()][:_MOST_PARTS]
    while len(", ".join(parts)) > LONGEST_NAME:
        parts.pop()
    return ", ".join(parts) or "Others"


def unlike(name: str, taken: Collection[str]) -> str:
    """Return the name, with a number behind it when it is taken."""
    used = {one.casefold() for one in taken}
    variants = (name if number == 1 else f"{name} {number}" for number in count(1))
    return next(variant for variant in variants if variant.casefold() not in used)


def noun(template: str) -> str:
    """Return the resource of a path: its last literal segment, in the singular, with a capital.

    Examples
    --------
    >>> noun("/v2/contacts/{id}")
    'Contact'
    """
    segments = [
        part for part in re.split(r"[/\s]+", template) if part and not part.startswith(("{", ":", "*", "<"))
    ]
    literal = [part for part in segments if not _VERSION.fullmatch(part) and part.casefold() not in _DULL]
    words = re.sub(r"[^\w]+|_", " ", (literal or segments or ["root"])[-1])
    clean = "".join(char for char in " ".join(words.split()) if char.isprintable())[:_LONGEST_NOUN].strip()
    singular = _singular(clean) or "Root"
    return singular[0].upper() + singular[1:]


def _singular(word: str) -> str:
    lower = word.casefold()
    if lower.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if lower.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if lower.endswith("s") and not lower.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def _verb(endpoint: EndpointName) -> str:
    # an endpoint of an imported table may have no method but a heading such as `POST Contact`
    method = (endpoint.method or endpoint.template.strip().partition(" ")[0]).upper()
    if method in _WRITING:
        return "writers"
    return "readers" if method in _READING else "users"


def _verbs(verbs: set[str]) -> str:
    return next(iter(verbs)) if len(verbs) == 1 else "users"
