"""The `[detectors]` section: what all share, and a sub-section for each file in `detectors/methods/`.

A detector's parameters become `[detectors.<file name>]` by themselves, so adding a file adds its settings.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import Field, create_model

from detectors.base import Detector
from detectors.registry import DETECTORS
from foundation import Section


class DetectorSection(Section):
    """What every detector can be told; its own parameters stand beside these."""

    enabled: bool = True
    """False = its findings are not looked for."""
    confidence: float = Field(default=0.0, ge=0, le=1)
    """A finding with less confidence than this is kept, but alerts nobody."""


class _SharedSettings(Section):
    """Judging windows."""

    learning_windows: int = Field(default=8, ge=2, le=104)
    """The first closed windows: what the reference model and the baselines learn from."""
    look_back_windows: int = Field(default=30, ge=4, le=400)
    """How many windows a judgement may look at; a new window costs this much, however long the history."""

    def sections(self) -> Iterator[tuple[str, Detector, DetectorSection]]:
        """Yield every detector's name, plug-in and settings, by name."""
        for name, detector in DETECTORS.items():
            yield name, detector, getattr(self, name)


def _section_of(name: str, detector: Detector) -> Any:
    # the plug-in's own field wins where both have one, e.g. a default `confidence` of its own
    section = create_model(name, __base__=(detector.parameters, DetectorSection), __doc__=detector.runbook)
    return section, Field(default_factory=section)


if TYPE_CHECKING:

    class DetectorSettings(_SharedSettings):
        """Judging windows, with one sub-section for each detector."""

else:
    DetectorSettings = create_model(
        "DetectorSettings",
        __base__=_SharedSettings,
        __doc__="Judging windows, with one sub-section for each detector.",
        **{name: _section_of(name, detector) for name, detector in DETECTORS.items()},
    )
