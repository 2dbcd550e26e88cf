"""Groups of partners with alike profiles: fitting, assigning, choosing, keeping ids stable, lineage.

Pure functions on arrays; reads no database.
"""

from typing import TYPE_CHECKING

from foundation import lazily

if TYPE_CHECKING:
    from clustering.assigning import Assignment, assign
    from clustering.base import NO_GROUP, FittedModel, Folded, Method, MethodParameters
    from clustering.centres import group_means
    from clustering.drift import StructureDrift, fitted_shape, structure_drift
    from clustering.matching import Matching, Transition, match_groups
    from clustering.naming import LONGEST_NAME, EndpointName, group_name, telling_endpoints
    from clustering.proposing import Candidate, Proposal, propose
    from clustering.registry import METHODS
    from clustering.scores import agreement

__all__ = [
    "LONGEST_NAME",
    "METHODS",
    "NO_GROUP",
    "Assignment",
    "Candidate",
    "EndpointName",
    "FittedModel",
    "Folded",
    "Matching",
    "Method",
    "MethodParameters",
    "Proposal",
    "StructureDrift",
    "Transition",
    "agreement",
    "assign",
    "fitted_shape",
    "group_means",
    "group_name",
    "match_groups",
    "propose",
    "structure_drift",
    "telling_endpoints",
]

__getattr__ = lazily(
    __name__,
    {
        "clustering.assigning": (
            "Assignment",
            "assign",
        ),
        "clustering.base": (
            "NO_GROUP",
            "FittedModel",
            "Folded",
            "Method",
            "MethodParameters",
        ),
        "clustering.centres": ("group_means",),
        "clustering.drift": (
            "StructureDrift",
            "fitted_shape",
            "structure_drift",
        ),
        "clustering.matching": (
            "Matching",
            "Transition",
            "match_groups",
        ),
        "clustering.naming": (
            "LONGEST_NAME",
            "EndpointName",
            "group_name",
            "telling_endpoints",
        ),
        "clustering.proposing": (
            "Candidate",
            "Proposal",
            "propose",
        ),
        "clustering.registry": ("METHODS",),
        "clustering.scores": ("agreement",),
    },
)
