"""Learned segments: `/users/alice/orders` and many like it become `/users/{user}/orders`. Pure.

Templates stand in a tree, a node for each beginning of a path. Where many literal segments stand below one
node and what follows them looks alike, they are values of a parameter. What is a word of the API stays: known
words and operations, segments that are followed by an id (`/v2/contacts/{id}`: a collection), segments with a
subtree of their own, and segments called far more than the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from ingest.endpoints.words import PARAMETER, is_static, is_structural, parameter_name, resembles_id

_LEAF_FACTOR = 2  # values that nothing follows are weaker evidence than values followed alike
_STRUCTURAL_FACTOR = 20  # below /api, /v2 or an id stand the names of resources, and those look alike too
_FAR_MORE = 8  # times the calls of the next value; Zipf-like popularity stays far below
_FEWEST_CALLS = 20
_FEWEST_TO_COMPARE = 10

Feature = tuple[int, str]


class Seen(NamedTuple):
    """A template made from paths, with what was called.

    Attributes
    ----------
    method, template
        Its method, and the template with `{id}` where the segment can only be an id.
    calls
        All calls so far.
    """

    method: str
    template: str
    calls: int


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned.

    Attributes
    ----------
    templates
        Template as seen to template with learned segments; only where they differ.
    static
        Templates in which a segment beside a learned one was found to be a word of the API.
    """

    templates: Mapping[str, str]
    static: AbstractSet[str]


_NOTHING: dict[str, Any] = {}  # shared by all nodes that have none, and never written to
_NONE: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Node:
    """A beginning of paths. There may be a million, so what most of them lack is made when it is needed."""

    children: dict[str, _Node] = field(default_factory=lambda: _NOTHING)
    methods: frozenset[str] = _NONE
    calls: int = 0
    renamed: dict[str, str] = field(default_factory=lambda: _NOTHING)
    static: frozenset[str] = _NONE
    has_parameter: bool = False

    def grow(self, seen: Seen) -> None:
        node, calls = self, seen.calls
        node.calls += calls
        for segment in segments_of(seen.template):
            child = node.children.get(segment)
            if child is None:
                child = node.child(segment)
                node.has_parameter = node.has_parameter or _is_learned(segment)
            child.calls += calls
            node = child
        if seen.method and seen.method not in node.methods:
            node.methods = _with(node.methods, seen.method)

    def child(self, segment: str) -> _Node:
        """Return the child of this name; it is made if it is not there."""
        if self.children is _NOTHING:
            self.children = {}
        if segment not in self.children:
            self.children[segment] = _Node()
        return self.children[segment]

    def keep(self, template: str) -> None:
        """Keep the literals of a template that was learned before where they stand beside a parameter."""
        node = self
        for segment in segments_of(template):
            if node.has_parameter:
                node.static |= {segment}
            node = node.children[segment]

    def absorb(self, other: _Node) -> None:
        self.calls += other.calls
        self.methods |= other.methods
        self.static |= other.static
        self.has_parameter = self.has_parameter or other.has_parameter
        if other.children and self.children is _NOTHING:
            self.children = {}
        for segment, child in other.children.items():
            if segment in self.children:
                self.children[segment].absorb(child)
            else:
                self.children[segment] = child

    def features(self) -> frozenset[Feature]:
        """What follows: methods that end here, and the literal names one and two segments further."""
        ends = _ends(self.methods)
        if not self.children:
            return ends
        found = set(ends)
        for name, child in self.children.items():
            if name[:1] != "{":
                found.add((1, name))
            if child.children:
                found.update((2, below) for below in child.children if below[:1] != "{")
        return frozenset(found)


@lru_cache(maxsize=4096)
def _with(methods: frozenset[str], method: str) -> frozenset[str]:
    return methods | {method}


@lru_cache(maxsize=4096)
def _ends(methods: frozenset[str]) -> frozenset[Feature]:
    return frozenset((0, method) for method in methods)


def segments_of(template: str) -> list[str]:
    """Return the segments between the slashes; none for `/`."""
    inner = template[1:]
    return inner.split("/") if inner else []


def learn(seen: Iterable[Seen], learned_before: Iterable[str], values: int, calls: int) -> Learned:
    """Find parameters among literal segments.

    Parameters
    ----------
    seen
        Templates of one API that were made from paths and are not merged, new and old.
    learned_before
        Templates learned before: their parameters stay, and their literals stay literal.
    values, calls
        How many distinct values, and how many calls, a position needs before it is a parameter.

    Returns
    -------
    Learned
        The same for any order of `seen`.
    """
    root = _Node()
    kept = set(learned_before)
    listed = list(seen)
    for each in (*(Seen("", template, 0) for template in kept), *listed):
        root.grow(each)
    for template in kept:
        root.keep(template)
    _generalise(root, "", values, calls)
    static: set[str] = set()
    templates: dict[str, str] = {}
    for template in {each.template for each in listed}:
        found, beside = _walk(root, template)
        if found != template:
            templates[template] = found
        if beside:
            static.add(found)
    return Learned(templates, static)


def is_crowded(seen: Iterable[Seen], learned_before: Iterable[str], values: int) -> bool:
    """Tell cheaply whether `learn` could find anything: it needs many values, or a parameter known before."""
    if any(True for _ in learned_before):
        return True
    below: dict[tuple[str, ...], set[str]] = {}
    for template in {each.template for each in seen}:
        parts = segments_of(template)
        if any(map(resembles_id, parts)):
            return True
        for depth, part in enumerate(parts):
            siblings = below.setdefault(tuple(parts[:depth]), set())
            siblings.add(part)
            if len(siblings) >= values:
                return True
    return False


def _walk(root: _Node, template: str) -> tuple[str, bool]:
    node, parts, beside = root, segments_of(template), False
    for place, segment in enumerate(parts):
        if node.renamed:
            parts[place] = node.renamed.get(segment, segment)
            beside = beside or parts[place] in node.static
        node = node.children[parts[place]]
    return "/" + "/".join(parts), beside


def _generalise(node: _Node, parent: str, values: int, calls: int) -> None:
    parameter = min(filter(_is_learned, node.children), default=None)
    if parameter is None and PARAMETER not in node.children and len(node.children) < values:
        chosen: set[str] = set()
    elif parameter is None:
        _merge(node, _beside_ids(node), PARAMETER)
        chosen = _new_values(node, parent, values, calls)
    else:
        chosen = _more_values(node, node.children[parameter]) | ({PARAMETER} & node.children.keys())
    if chosen:
        prominent = set(_far_more_called(node, chosen))
        _merge(node, chosen - prominent, parameter or parameter_name(parent))
        node.static |= prominent
    for name, child in node.children.items():
        if child.children:
            _generalise(child, name, values, calls)


def _is_learned(name: str) -> bool:
    return name[:1] == "{" and name[-1] == "}" and name != PARAMETER


def _merge(node: _Node, chosen: AbstractSet[str], parameter: str) -> None:
    gone = (chosen | ({PARAMETER} & node.children.keys())) - {parameter}
    if not gone:
        return
    merged = node.child(parameter)
    for name in sorted(gone):
        merged.absorb(node.children.pop(name))
    node.renamed = node.renamed | dict.fromkeys(gone, parameter)
    node.renamed |= {name: parameter for name, end in node.renamed.items() if end in gone}


def _beside_ids(node: _Node) -> set[str]:
    """Return literals that resemble ids, beside ids of another form and followed like these."""
    ids = node.children.get(PARAMETER)
    if ids is None:
        return set()
    candidates = {name: found for name, found in _candidates(node).items() if resembles_id(name)}
    return _closure(candidates, ids.features())


def _candidates(node: _Node) -> dict[str, frozenset[Feature]]:
    return {
        name: child.features()
        for name, child in node.children.items()
        if "{" not in name and name not in node.static and not is_static(name)
    }


def _collections_left_out(
    node: _Node, features: dict[str, frozenset[Feature]]
) -> dict[str, frozenset[Feature]]:
    return {name: found for name, found in features.items() if PARAMETER not in node.children[name].children}


def _new_values(node: _Node, parent: str, values: int, calls: int) -> set[str]:
    if len(node.children) < values:
        return set()
    features = _candidates(node)
    seeds = _seeds(features, values * _STRUCTURAL_FACTOR)
    if not seeds:
        features = _collections_left_out(node, features)
        seeds = set() if is_structural(parent) else _seeds(features, values)
    alike = _closure(features, seeds)
    return alike if sum(node.children[name].calls for name in alike) >= calls else set()


def _more_values(node: _Node, parameter: _Node) -> set[str]:
    features = _candidates(node)
    if PARAMETER not in parameter.children:
        features = _collections_left_out(node, features)
    return _closure(features, parameter.features())


def _seeds(features: Mapping[str, AbstractSet[Feature]], values: int) -> set[Feature]:
    counts = Counter(feature for found in features.values() for feature in found)
    return {
        feature for feature, count in counts.items() if count >= values * (1 if feature[0] else _LEAF_FACTOR)
    }


def _closure(features: Mapping[str, AbstractSet[Feature]], seeds: AbstractSet[Feature]) -> set[str]:
    """Return the names that share a feature with the seeds, or with a name that does, and so on."""
    owners: dict[Feature, list[str]] = {}
    for name, found in features.items():
        for feature in found:
            owners.setdefault(feature, []).append(name)
    chosen: set[str] = set()
    waiting = list(seeds)
    done = set(seeds)
    while waiting:
        for name in owners.get(waiting.pop(), ()):
            if name not in chosen:
                chosen.add(name)
                fresh = features[name] - done
                done |= fresh
                waiting.extend(fresh)
    return chosen


def _far_more_called(node: _Node, names: AbstractSet[str]) -> Iterator[str]:
    """Yield the names above the last wide gap in the order by calls, e.g. `/users/whoami`."""
    if len(names) < _FEWEST_TO_COMPARE:
        return
    ranked = sorted(names, key=lambda name: (-node.children[name].calls, name))
    counts = [node.children[name].calls for name in ranked]
    top = range(min(len(ranked) // 3, 10))
    gaps = [
        place
        for place in top
        if counts[place] >= _FEWEST_CALLS and counts[place] >= _FAR_MORE * max(1, counts[place + 1])
    ]
    yield from ranked[: gaps[-1] + 1] if gaps else ()
