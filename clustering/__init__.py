"""Groups of partners with alike profiles: fitting, assigning, choosing, keeping ids stable, lineage.

Pure functions on arrays; reads no database.
"""

from typing import TYPE_CHECKING

from foundation.lazy import lazily

if TYPE_CHECKING:
    from clustering.advising import ways_out
    from clustering.assigning import Assignment, assign
    from clustering.base import NO_GROUP, FittedModel, Folded, Method, MethodParameters
    from clustering.centres import group_means
    from clustering.drift import StructureDrift, fitted_shape, structure_drift
    from clustering.matching import Matching, Transition, match_groups
    from clustering.naming import LONGEST_NAME, EndpointName, group_name, telling_endpoints
    from clustering.proposing import Candidate, Proposal, propose
    from clustering.registry import METHODS
    from clustering.scores import agreement

lazily(__name__)
