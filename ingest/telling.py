"""Rows of texts become numbers: which rows are alike, and one row of each kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

_Numbers = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Kinds:
    """Rows that are alike have the same number.

    Attributes
    ----------
    of_row
        For each row the number of its kind, 0 ... len(first_rows) - 1.
    first_rows
        For each kind the first row of it.
    """

    of_row: _Numbers
    first_rows: _Numbers


def kinds(columns: Sequence[pa.Array], rows: int) -> Kinds:
    """Tell apart rows by the texts of all columns; a null is a text of its own."""
    numbers, count = np.zeros(rows, dtype=np.int64), 1
    for column in columns:
        if column.null_count == rows:
            continue
        texts, different = _encoded(column)
        # encoded again at once, so that the product of the counts cannot overflow
        numbers, count = _encoded(pa.array(numbers * different + texts)) if count > 1 else (texts, different)
    first_rows = np.zeros(count if rows else 0, dtype=np.int64)
    first_rows[numbers[::-1]] = np.arange(rows - 1, -1, -1)  # of several the last one assigned stays
    return Kinds(numbers, first_rows)


def _encoded(column: pa.Array) -> tuple[_Numbers, int]:
    encoded = column.dictionary_encode(null_encoding="encode")
    numbers: _Numbers = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return numbers, len(encoded.dictionary)
