"""Findings from assignments, profiles and usage. Sends nothing."""

from typing import TYPE_CHECKING

from foundation import lazily

if TYPE_CHECKING:
    from detectors.base import (
        NO_GROUP,
        CredentialDays,
        Detector,
        Evidence,
        Example,
        Finding,
        History,
        PivotKind,
        Severity,
    )
    from detectors.declarations import is_declared
    from detectors.registry import DETECTORS

__all__ = [
    "DETECTORS",
    "NO_GROUP",
    "CredentialDays",
    "Detector",
    "Evidence",
    "Example",
    "Finding",
    "History",
    "PivotKind",
    "Severity",
    "is_declared",
]

__getattr__ = lazily(
    __name__,
    {
        "detectors.base": (
            "NO_GROUP",
            "CredentialDays",
            "Detector",
            "Evidence",
            "Example",
            "Finding",
            "History",
            "PivotKind",
            "Severity",
        ),
        "detectors.declarations": ("is_declared",),
        "detectors.registry": ("DETECTORS",),
    },
)
