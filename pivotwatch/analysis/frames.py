"""A frame that is read when it is used, with the filters pushed down to the store."""

from __future__ import annotations

from dataclasses import InitVar, dataclass
from typing import Any

import polars as pl

from pivotwatch.analysis.source import Filters, Groups, Partners, Source, Windows


@dataclass(frozen=True)  # without slots: each frame carries the help of its own columns
class Frame:
    """One of the workspace's frames, not read yet.

    Call it for a polars frame: `pf.profiles()` is all of it, `pf.profiles(window="2026-W47", partner="acme")`
    reads only that. Used without a call it acts as the whole polars frame: `pf.profiles.head()`,
    `pf.profiles.to_pandas()`. `help(pf.profiles)`, or `pf.profiles?` in JupyterLab, tells its columns.
    """

    name: str
    source: Source
    help_text: InitVar[str | None] = None

    def __post_init__(self, help_text: str | None) -> None:
        object.__setattr__(self, "__doc__", help_text)

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

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(each for each in dir(pl.DataFrame) if not each.startswith("_"))})

    def __len__(self) -> int:
        return self().height

    def __getitem__(self, key: Any) -> Any:
        return self()[key]

    def __repr__(self) -> str:
        return f"{self.name}, all of it; call it to filter by window=, partner=, group=\n{self()!r}"

    def _repr_html_(self) -> str:
        return str(self()._repr_html_())
