"""A frame that is read when it is used, with the filters pushed down to the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from pivotwatch.analysis.source import Filters, Groups, Partners, Source, Windows


@dataclass(frozen=True, slots=True)
class Frame:
    """One of the workspace's frames, not read yet.

    Call it for a polars frame: `pf.profiles()` is all of it, `pf.profiles(window="2026-W47", partner="acme")`
    reads only that. Used without a call it acts as the whole polars frame: `pf.profiles.head()`,
    `pf.profiles.to_pandas()`.
    """

    name: str
    source: Source

    def __call__(
        self, *, window: Windows | None = None, partner: Partners | None = None, group: Groups | None = None
    ) -> pl.DataFrame:
        """Read the frame.

        Parameters
        ----------
        window
            Key (`"2026-W47"`), or several.
        partner
            Id, or several.
        group
            Name or id, or several: rows of partners while they were in it.

        Raises
        ------
        InputError
            When a window is none.
        HomeBusyError
            When another process holds the store for writing.
        """
        return self.source.frame(self.name, Filters.of(window, partner, group))

    def __getattr__(self, attribute: str) -> Any:
        """Pass everything else on to the whole frame; private names belong to tools that look for hooks."""
        if attribute.startswith("_"):
            raise AttributeError(attribute)
        return getattr(self(), attribute)

    def __len__(self) -> int:
        return self().height

    def __getitem__(self, key: Any) -> Any:
        return self()[key]

    def __repr__(self) -> str:
        return f"{self.name}, all of it; call it to filter by window=, partner=, group=\n{self()!r}"

    def _repr_html_(self) -> str:
        return str(self()._repr_html_())
