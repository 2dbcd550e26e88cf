"""Findings from assignments, profiles and usage. Sends nothing."""

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
