"""Which operation of the OpenAPI documents a path belongs to: literal segments go before parameters. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.endpoints.learning import segments_of
from ingest.endpoints.words import PARAMETER

_PARAMETER = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of a path in an OpenAPI document.

    Attributes
    ----------
    api
        Name of the API; empty = it holds for calls of any API.
    template
        With the base path of the document's server in front.
    """

    api: str
    method: str
    template: str
    operation_id: str | None = None
    deprecated: bool = False
    sensitive: bool = False


@dataclass(slots=True)
class _Place:
    literal: dict[str, _Place] = field(default_factory=dict)
    mixed: dict[str, tuple[re.Pattern[str], _Place]] = field(default_factory=dict)
    parameter: _Place | None = None
    found: list[Operation] = field(default_factory=list)

    def below(self, segment: str) -> _Place:
        if _PARAMETER.fullmatch(segment):
            self.parameter = self.parameter or _Place()
            return self.parameter
        if "{" in segment:
            return self.mixed.setdefault(segment, (_pattern_of(segment), _Place()))[1]
        return self.literal.setdefault(segment, _Place())

    def fitting(self, shape: str, example: str) -> Iterator[_Place]:
        """Yield what fits a segment, the best first: an id that a literal happens to equal stays an id."""
        if shape in self.literal:
            yield self.literal[shape]
        for name in sorted(self.mixed, key=lambda name: (-len(_PARAMETER.sub("", name)), name)):
            pattern, place = self.mixed[name]
            if pattern.fullmatch(example) or pattern.fullmatch(shape):
                yield place
        if self.parameter is not None:
            yield self.parameter
        if shape != example and example in self.literal:
            yield self.literal[example]


def _pattern_of(segment: str) -> re.Pattern[str]:
    literals = map(re.escape, _PARAMETER.split(segment))
    return re.compile(".+".join(literals))


class Operations:
    """The operations of all documents, ready to be asked."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._roots: dict[str, _Place] = {}
        self.all = sorted(operations, key=lambda each: (each.api, each.template, each.method))
        for operation in self.all:
            place = self._roots.setdefault(operation.api, _Place())
            for segment in segments_of(operation.template):
                place = place.below(segment)
            place.found.append(operation)

    def match(self, api: str, method: str, shape: str, example: str) -> Operation | None:
        """Return the operation for a path, or one of another method on the same path, or None.

        Parameters
        ----------
        api
            What the gateway called the API; empty = any document may answer.
        shape, example
            A clean path with ids written as `{id}`, and one path of that shape.
        """
        parts, examples = segments_of(shape), segments_of(example)
        if len(examples) != len(parts):
            examples = parts
        other: Operation | None = None
        for name in sorted(self._roots) if not api else [name for name in (api, "") if name in self._roots]:
            for place in _places(self._roots[name], parts, examples):
                for operation in place.found:
                    if operation.method == method:
                        return operation
                    other = other or operation
        return other


def _places(place: _Place, parts: Sequence[str], examples: Sequence[str]) -> Iterator[_Place]:
    if not parts:
        if place.found:
            yield place
        return
    for child in place.fitting(parts[0], examples[0]):
        yield from _places(child, parts[1:], examples[1:])


def shape_of_template(template: str) -> str:
    """Return a template with every parameter written as `{id}`, as path_shape writes it."""
    return _PARAMETER.sub(PARAMETER, template)
