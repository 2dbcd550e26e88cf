"""Usage becomes profiles: sparse, row-wise min-max normalised. Knows no groups.

A profile is a partner's successful calls (calls minus errors) over the platform's vocabulary: every counted
endpoint seen up to the window, those the partner never called included as zeros. Row-wise min-max puts it in
[0, 1] by `(x - min) / (max - min)`; so min is 0 unless the partner uses every endpoint there is. Where
max = min the quotient says nothing, and the profile is defined instead: a partner that uses every endpoint
equally gets 1 on each; a partner without a successful call gets 0 on each (docs/decisions/0006).

Everything here is a pure function on sparse matrices and polars frames.
"""

from typing import TYPE_CHECKING

from foundation.lazy import lazily

if TYPE_CHECKING:
    from features.kinds import Scaling
    from features.matrix import UsageMatrix, pooled, profile_frame, usage_matrix
    from features.migrations import read_as, taken_over
    from features.scaling import scaled

lazily(__name__)
