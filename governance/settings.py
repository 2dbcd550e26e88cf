"""The `[governance]` section."""

from __future__ import annotations

from foundation import Section


class GovernanceSettings(Section):
    """The register and what follows from a finding."""

    database: str = ""
    """SQLAlchemy URL of the governance record; empty = SQLite in the home folder."""
