"""Profiles as matrices, for models and figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

from features import Scaling, scaled, usage_matrix
from foundation import UnknownNameError, parse_window
from pivotwatch.analysis.source import Filters, Source, Windows


@dataclass(frozen=True, slots=True)
class Counts:
    """Successful calls of partners to endpoints.

    Attributes
    ----------
    partners
        Ids, sorted; rows. None without a successful call.
    endpoints
        Labels, sorted; columns: the platform's whole vocabulary unless `only` chose some.
    successes
        (n_partners, n_endpoints), int64.
    """

    partners: tuple[str, ...]
    endpoints: tuple[str, ...]
    successes: csr_array

    def profiles(self, scaling: Scaling = "row_minmax") -> NDArray[np.float64]:
        """Return the profiles, dense, (n_partners, n_endpoints), in [0, 1]."""
        return np.asarray(scaled(self.successes, scaling).toarray(), dtype=np.float64)

    def only(self, endpoints: Sequence[str]) -> Counts:
        """Return the counts of these endpoints, in this order; partners that call none stay, as zeros.

        Raises
        ------
        UnknownNameError
            When an endpoint is not known; it lists those that are.
        """
        return Counts(self.partners, tuple(endpoints), csr_array(self.successes[:, self.columns(endpoints)]))

    def columns(self, endpoints: Sequence[str]) -> list[int]:
        """Return the columns of these endpoints.

        Raises
        ------
        UnknownNameError
            When an endpoint is not known; it lists those that are.
        """
        unknown = [each for each in endpoints if each not in self.endpoints]
        if unknown:
            raise UnknownNameError("endpoint", unknown[0], self.endpoints)
        return [self.endpoints.index(each) for each in endpoints]

    def to_polars(self, scaling: Scaling | None = None) -> pl.DataFrame:
        """Return a wide frame: `partner`, then a column an endpoint; counts, or profiles in a scaling."""
        values: NDArray[Any] = self.successes.toarray() if scaling is None else self.profiles(scaling)
        return pl.DataFrame({"partner": self.partners}).hstack(
            [pl.Series(label, values[:, at]) for at, label in enumerate(self.endpoints)]
        )


def counts_of(source: Source, window: Windows) -> Counts:
    """Return the counts of the windows, summed, over the vocabulary of the last of them."""
    filters = Filters.of(window)
    end = max(parse_window(key).end for key in filters.windows or ())
    used = source.frame("profiles", filters).rename({"partner": "partner_id"})
    known = source.frame("endpoints", Filters()).filter(pl.col("counted") & (pl.col("first_day") < end))
    vocabulary = np.union1d(known["endpoint_id"].to_numpy(), used["endpoint_id"].unique().to_numpy())
    matrix = usage_matrix(used, vocabulary.astype(np.int64))
    alive = np.flatnonzero(matrix.successes.sum(axis=1) > 0)
    labels = dict(known.select("endpoint_id", "endpoint").iter_rows())
    labels |= dict(used.select("endpoint_id", "endpoint").unique().iter_rows())
    names = [labels[each] for each in matrix.endpoints.tolist()]
    order = sorted(range(len(names)), key=names.__getitem__)
    return Counts(
        tuple(matrix.partners[row] for row in alive),
        tuple(names[each] for each in order),
        csr_array(matrix.successes[alive][:, order]),
    )
