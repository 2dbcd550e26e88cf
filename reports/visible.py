"""Text that cannot pretend: control and direction characters are shown as a mark."""

from __future__ import annotations

import unicodedata

from markupsafe import Markup

__all__ = ["visible"]

_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn"}


def visible(value: object) -> object:
    """Show control and direction characters as a mark: with them a name can look like another."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) in _HIDDEN and char != "\n" else char
        for char in value
    )
