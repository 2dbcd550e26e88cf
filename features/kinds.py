"""The names of scalings, apart from their formulas: settings and the command line need no numpy."""

from __future__ import annotations

from typing import Literal

Scaling = Literal["row_minmax", "shares", "hellinger"]
