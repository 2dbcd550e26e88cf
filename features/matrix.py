"""Frames of usage to sparse matrices and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from features.kinds import Scaling
from features.scaling import scaled


@dataclass(frozen=True, slots=True)
class UsageMatrix:
    """Counts of one window, or of several pooled.

    Attributes
    ----------
    partners
        Partner ids, sorted; rows.
    endpoints
        Endpoint ids, sorted, (n_endpoints,): the platform's vocabulary; columns.
    calls, errors
        (n_partners, n_endpoints), int64; errors are part of calls.
    """

    partners: tuple[str, ...]
    endpoints: NDArray[np.int64]
    calls: csr_array
    errors: csr_array

    @property
    def successes(self) -> csr_array:
        """Calls minus errors, (n_partners, n_endpoints)."""
        return csr_array(self.calls - self.errors)

    def profiles(self, scaling: Scaling = "row_minmax") -> csr_array:
        """Return the profiles, (n_partners, n_endpoints), in [0, 1]."""
        return scaled(self.successes, scaling)


def usage_matrix(usage: pl.DataFrame, vocabulary: Sequence[int] | NDArray[np.int64]) -> UsageMatrix:
    """Return usage as a matrix; rows of one partner and endpoint sum up, in whatever order they come.

    Parameters
    ----------
    usage
        Columns partner_id, endpoint_id, calls, errors. Usage of endpoints outside the vocabulary is left out.
    vocabulary
        Endpoint ids that make the columns.
    """
    endpoints = np.unique(np.asarray(vocabulary, dtype=np.int64))
    known = usage.filter(pl.col("endpoint_id").is_in(pl.Series(endpoints).implode()))
    partners = known["partner_id"].unique().sort()
    rows = partners.search_sorted(known["partner_id"]).to_numpy() if len(known) else np.empty(0, np.int64)
    columns = np.searchsorted(endpoints, known["endpoint_id"].to_numpy())
    shape = (len(partners), len(endpoints))

    def counted(name: str) -> csr_array:
        values = known[name].to_numpy().astype(np.int64)
        return csr_array(coo_array((values, (rows, columns)), shape=shape))

    return UsageMatrix(tuple(partners.to_list()), endpoints, counted("calls"), counted("errors"))


def pooled(usage: pl.DataFrame, vocabulary: Sequence[int] | NDArray[np.int64]) -> UsageMatrix:
    """Return usage of several windows as one matrix with one row a partner that had a successful call."""
    matrix = usage_matrix(usage, vocabulary)
    alive = np.flatnonzero(matrix.successes.sum(axis=1) > 0)
    partners = tuple(matrix.partners[row] for row in alive)
    return UsageMatrix(partners, matrix.endpoints, matrix.calls[alive], matrix.errors[alive])


def profile_frame(matrix: UsageMatrix, scaling: Scaling = "row_minmax") -> pl.DataFrame:
    """Return one row for each partner and endpoint it called.

    Returns
    -------
    polars.DataFrame
        partner_id, endpoint_id, calls, errors, value; sorted by partner, then endpoint.
    """
    calls = matrix.calls.tocoo()
    rows, columns = calls.coords
    # fancy indexing keeps zeros: an endpoint that was only called in vain has a row with the value 0
    errors = _at(matrix.errors, rows, columns)
    values = _at(matrix.profiles(scaling), rows, columns)
    return pl.DataFrame(
        {
            "partner_id": pl.Series(matrix.partners, dtype=pl.String).gather(rows),
            "endpoint_id": matrix.endpoints[columns],
            "calls": calls.data,
            "errors": errors,
            "value": values,
        }
    ).sort("partner_id", "endpoint_id")


def _at(matrix: csr_array, rows: NDArray[np.integer], columns: NDArray[np.integer]) -> NDArray[Any]:
    if not len(rows):  # scipy gives a sparse scalar for an empty list of places
        return np.empty(0, dtype=matrix.dtype)
    return np.asarray(matrix[rows, columns])
