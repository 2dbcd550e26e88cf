"""Findings from assignments, profiles and usage. Sends nothing."""

from detectors.base import (
    NO_GROUP,
    Detector,
    Evidence,
    Example,
    Finding,
    History,
    PivotKind,
    Severity,
)
from detectors.registry import DETECTORS

__all__ = [
    "DETECTORS",
    "NO_GROUP",
    "Detector",
    "Evidence",
    "Example",
    "Finding",
    "History",
    "PivotKind",
    "Severity",
]
