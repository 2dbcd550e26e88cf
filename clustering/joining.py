"""Which dense places belong together: a spanning tree of all partners, cut wherever eps asks.

Cores within eps of each other are one group. Whether two are joined may hang on a few partners between them,
whom a sample misses; so it is told by all partners, also where a sample is fitted. One tree answers for every
eps: the parts into which it falls at eps are DBSCAN's groups of cores (Campello, Moulavi and Sander 2013,
"Density-based clustering based on hierarchical density estimates", section 3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from clustering.base import NO_GROUP, Folded
from clustering.density import reaches_of
from clustering.distances import squared_norms

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MOST_PARTNERS = 20_000
"""Of more partners no tree is made: its time grows by their square."""


@dataclass(frozen=True, slots=True)
class SpanningTree:
    """The shortest lines that join all partners.

    Attributes
    ----------
    left, right
        (n_partners - 1,), rows that a line joins.
    lengths
        (n_partners - 1,), the least eps at which both are cores within eps of each other.
    reaches
        (n_partners,), the least eps at which each is a core.
    """

    left: Integers
    right: Integers
    lengths: Floats
    reaches: Floats

    def parts(self, eps: float) -> Integers:
        """Return a number for each core's part, (n_partners,); NO_GROUP for partners that are no cores."""
        kept = self.lengths <= eps
        count = len(self.reaches)
        lines = coo_array((np.ones(int(kept.sum())), (self.left[kept], self.right[kept])), (count, count))
        _, parts = connected_components(lines, directed=False)
        return np.where(self.reaches <= eps, parts, NO_GROUP).astype(np.int64)


def tree_of(folded: Folded, neighbours: int) -> SpanningTree | None:
    """Return the tree of all partners that a sample was drawn from.

    None where all partners are in the fold, which tells by itself, and where there are too many.
    """
    everyone = folded.everyone
    if everyone is None or everyone.profiles.shape[0] > MOST_PARTNERS:
        return None
    if neighbours not in everyone.trees:
        reaches = reaches_of(everyone.profiles, everyone.profiles, neighbours)
        everyone.trees[neighbours] = spanning_tree(everyone.profiles, reaches)
    tree: SpanningTree = everyone.trees[neighbours]
    return tree


def spanning_tree(profiles: csr_array, reaches: Floats) -> SpanningTree:
    """Return the minimum spanning tree by mutual reachability: no less than both reaches and the distance.

    Prim 1957, "Shortest connection networks and some generalizations": one row of distances at a time.
    """
    count = profiles.shape[0]
    squares = squared_norms(profiles)
    nearest, by = np.full(count, np.inf), np.zeros(count, dtype=np.int64)
    outside = np.ones(count, dtype=np.bool_)
    right, lengths = np.empty(count - 1, dtype=np.int64), np.empty(count - 1)
    at = 0
    for step in range(count - 1):
        outside[at] = False
        far = np.maximum(_distances_to(profiles, squares, at), np.maximum(reaches, reaches[at]))
        nearer = outside & (far < nearest)
        nearest[nearer], by[nearer] = far[nearer], at
        nearest[at] = np.inf
        at = int(nearest.argmin())
        right[step], lengths[step] = at, nearest[at]
    return SpanningTree(by[right], right, lengths, reaches)


def _distances_to(profiles: csr_array, squares: Floats, row: int) -> Floats:
    stored = slice(profiles.indptr[row], profiles.indptr[row + 1])
    dense = np.zeros(profiles.shape[1])
    dense[profiles.indices[stored]] = profiles.data[stored]
    squared = squares + squares[row] - 2.0 * (profiles @ dense)
    return np.asarray(np.sqrt(np.maximum(squared, 0.0)), dtype=np.float64)
