"""Every partner's shares before and after side by side, only where there are any: nobody uses them all."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from detectors.pivot.counts import Floats

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Entries of two matrices of shares, by partner; both are zero where there is no entry.

    Attributes
    ----------
    rows, columns
        Partner and endpoint of each entry, (n_entries,).
    before, after
        Shares, (n_entries,).
    shape
        (n_partners, n_endpoints).
    """

    rows: Places
    columns: Places
    before: Floats
    after: Floats
    shape: tuple[int, int]

    @classmethod
    def of(cls, before: csr_array, after: csr_array) -> Sheet:
        """Put two matrices of one shape side by side."""
        # the sum of a real and an imaginary matrix has the entries of both in one order
        both = csr_array(before + 1j * after)
        both.sort_indices()
        rows = np.repeat(np.arange(both.shape[0]), np.diff(both.indptr))
        return cls(
            rows, both.indices.astype(np.intp), both.data.real.copy(), both.data.imag.copy(), both.shape
        )

    @property
    def change(self) -> Floats:
        """What was won or lost, (n_entries,)."""
        return self.after - self.before

    def sums(self, values: Floats) -> Floats:
        """Return the sum of entries' values by partner, (n_partners,)."""
        result: Floats = np.bincount(self.rows, values, minlength=self.shape[0]).astype(np.float64)
        return result

    def counts(self, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return how many entries are chosen by endpoint, (n_endpoints,)."""
        return np.bincount(self.columns[chosen], minlength=self.shape[1])

    def matrix(self, values: Floats) -> csr_array:
        """Return entries' values as a matrix."""
        return csr_array((values, (self.rows, self.columns)), shape=self.shape)

    def only(self, chosen: NDArray[np.bool_]) -> Sheet:
        """Return the chosen entries."""
        return replace(
            self,
            rows=self.rows[chosen],
            columns=self.columns[chosen],
            before=self.before[chosen],
            after=self.after[chosen],
        )

    def mapped(self, columns: Places, kept: NDArray[np.bool_]) -> Sheet:
        """Return the kept entries in other columns; what falls together is summed, rows sum to 1 again."""
        both = csr_array(
            ((self.before + 1j * self.after)[kept], (self.rows[kept], columns[kept])), shape=self.shape
        )
        found = Sheet.of(csr_array(both.real), csr_array(both.imag))
        left = [found.sums(part) for part in (found.before, found.after)]
        scale = [np.where(part > 0, part, 1.0)[found.rows] for part in left]
        return replace(found, before=found.before / scale[0], after=found.after / scale[1])
