"""The `[detectors]` section."""

from __future__ import annotations

from pydantic import Field

from foundation import Section


class DetectorSettings(Section):
    """Judging windows."""

    learning_windows: int = Field(default=8, ge=2, le=104)
    """The first closed windows: what the reference model and the baselines learn from."""
