"""The detectors there are: one file each in `detectors/methods/`."""

from __future__ import annotations

from detectors.base import Detector
from foundation import Registry

DETECTORS: Registry[Detector] = Registry("detectors.methods", Detector, "detector")
"""By file name, sorted."""
