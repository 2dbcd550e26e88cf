"""Ids of things, as paths hold them: numbers, UUIDs, hexadecimal object ids and readable slugs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from foundation import stable_number

_HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
_DASHES = (8, 12, 16, 20)  # positions in the 32 digits before which a dash stands
_ADJECTIVES = "amber blue calm dusky early fresh green huge iron jolly keen light mild noble olive"
_NOUNS = "lamp chair shelf bottle jacket kettle wheel basket mirror ladder ribbon helmet anchor candle"
_WORDS = tuple(_ADJECTIVES.split())
_THINGS = tuple(_NOUNS.split())


def hex_digits(count: int, length: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return random hexadecimal digits as ASCII, (count, length)."""
    return _HEX[rng.integers(0, 16, size=(count, length), dtype=np.uint8)]


def as_text(characters: NDArray[np.uint8]) -> pl.Series:
    """Return one string for each row of ASCII codes, (count, length), without a loop over rows."""
    count, length = characters.shape
    ends = np.arange(0, (count + 1) * length, length, dtype=np.int64)
    body = np.ascontiguousarray(characters)
    column = pa.LargeStringArray.from_buffers(count, pa.py_buffer(ends), pa.py_buffer(body))
    series: pl.Series = pl.from_arrow(column)  # type: ignore[assignment] # an array gives a series
    return series


def _numbers(count: int, rng: np.random.Generator) -> pl.Series:
    first = int(rng.integers(1_000, 900_000))
    return pl.Series(np.arange(first, first + count)).cast(pl.String)


def _uuids(count: int, rng: np.random.Generator) -> pl.Series:
    digits = hex_digits(count, 32, rng)
    digits[:, 12] = ord("4")  # version, RFC 9562
    digits[:, 16] = _HEX[8 + rng.integers(0, 4, size=count)]  # variant
    return as_text(np.insert(digits, _DASHES, ord("-"), axis=1))


def _object_ids(count: int, rng: np.random.Generator) -> pl.Series:
    return as_text(hex_digits(count, 24, rng))


def _slugs(count: int, rng: np.random.Generator) -> pl.Series:
    words, things = rng.integers(len(_WORDS), size=count), rng.integers(len(_THINGS), size=count)
    return pl.Series(
        [
            f"{_WORDS[word]}-{_THINGS[thing]}-{number}"
            for number, (word, thing) in enumerate(zip(words, things, strict=True), start=101)
        ]
    )


_KINDS: tuple[Callable[[int, np.random.Generator], pl.Series], ...] = (
    _numbers,
    _numbers,
    _uuids,
    _numbers,
    _uuids,
    _object_ids,
    _numbers,
    _slugs,
)


def pool_of(resource: str, seed: int, count: int) -> pl.Series:
    """Return the ids of a resource's things; the kind is the same for a resource on every platform.

    Parameters
    ----------
    resource
        The path segment before the id, `contacts`.
    """
    kind = _KINDS[stable_number("kind of id", resource) % len(_KINDS)]
    return kind(count, np.random.default_rng([seed, stable_number(resource)]))
