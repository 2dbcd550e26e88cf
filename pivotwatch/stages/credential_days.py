"""What credentials did day by day, made one credential at a time: all at once would fill the memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np
import polars as pl

from detectors import CredentialDays


class DaysOfCredentials(Sequence[CredentialDays]):
    """A sequence of what each credential did, in the order of the rows that it is made from.

    Parameters
    ----------
    rows
        credential_id, credential, partner, day, endpoint_id, successes; sorted by credential and day.
    endpoints
        Endpoint ids in the order of the history's columns.
    """

    def __init__(self, rows: pl.DataFrame, endpoints: Sequence[int]) -> None:
        columns = pl.DataFrame(
            {"endpoint_id": endpoints, "column": range(len(endpoints))},
            schema={"endpoint_id": pl.Int64, "column": pl.Int64},
        )
        self._rows = rows.join(columns, on="endpoint_id", how="left", maintain_order="left")
        # where each credential's rows begin, and at last where they end; frames of their own would take more
        changes = np.flatnonzero(np.diff(self._rows["credential_id"].to_numpy())) + 1
        self._ends = np.unique([0, *changes.tolist(), len(rows)])
        self._width = len(endpoints)

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, place: int) -> CredentialDays: ...

    @overload
    def __getitem__(self, place: slice) -> list[CredentialDays]: ...

    def __getitem__(self, place: int | slice) -> CredentialDays | list[CredentialDays]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        start, end = self._ends[range(len(self))[place]], self._ends[range(len(self))[place] + 1]
        return self._made(self._rows.slice(int(start), int(end - start)))

    def _made(self, rows: pl.DataFrame) -> CredentialDays:
        days = rows["day"].unique().sort()
        known = rows.filter(pl.col("column").is_not_null())
        counts = np.zeros((len(days), self._width), dtype=np.int64)
        places = days.search_sorted(known["day"]).to_numpy(), known["column"].to_numpy()
        counts[places] = known["successes"].to_numpy()
        return CredentialDays(rows["credential"][0], rows["partner"][0], days.to_list(), counts)
