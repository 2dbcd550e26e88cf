"""Findings from assignments, profiles and usage. Sends nothing."""

from typing import TYPE_CHECKING

from foundation.lazy import lazily

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

lazily(__name__)
