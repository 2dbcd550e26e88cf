"""Where each setting's value comes from, for people: secrets are never shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr

from foundation.errors import Problem
from foundation.settings import Section, values_given

MASK = "********"
DEFAULT = "default"
# names of values that are secret wherever they stand, also in tables that no model describes
_SECRET_NAMES = re.compile(r"password|secret|token|(^|_)key$|webhook", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """One setting as people may see it.

    Attributes
    ----------
    name
        Dotted.
    value
        As JSON has it; a secret is masked when there is one.
    origin
        `default`, the file's name, `$VARIABLE`, or `--set`.
    """

    name: str
    value: Any
    origin: str


def shown_settings(
    settings: Section, file: Path, environ: Mapping[str, str], overrides: Mapping[str, str] | None = None
) -> list[ShownSetting]:
    """Return every setting with its value and where that comes from, in the order of the reference.

    Parameters
    ----------
    settings
        As `load_settings` made them of the same file, environment and overrides.
    """
    problems: list[Problem] = []
    given = values_given(type(settings), file, environ, overrides, problems)
    origins = {name: place for place, top, value in given for name in _names(top, value)}
    return [ShownSetting(name, value, _origin(name, origins)) for name, value in _leaves(settings, "")]


def _leaves(section: BaseModel, above: str) -> Iterator[tuple[str, Any]]:
    plain = section.model_dump(mode="json")
    for field in type(section).model_fields:
        name, value = f"{above}{field}", getattr(section, field)
        if isinstance(value, BaseModel):
            yield from _leaves(value, f"{name}.")
        elif isinstance(value, SecretStr):
            yield name, MASK if value.get_secret_value() else plain[field]
        else:
            yield name, _masked(field, plain[field])


def _masked(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _masked(key, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_masked("", inner) for inner in value]
    if isinstance(value, str) and value:
        return MASK if _SECRET_NAMES.search(name) else _without_password(value)
    return value


def _without_password(text: str) -> str:
    """Return a URL without the password in it; any other text as it is."""
    try:
        password = urlsplit(text).password if "://" in text else None
    except ValueError:
        return text
    return text if not password else text.replace(f":{password}@", f":{MASK}@")


def _names(top: str, value: Any) -> Iterator[str]:
    yield top
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _names(f"{top}.{key}", inner)


def _origin(name: str, origins: Mapping[str, str]) -> str:
    if name in origins:
        return origins[name]
    below = {place for given, place in origins.items() if given.startswith(f"{name}.")}
    return ", ".join(sorted(below)) or DEFAULT
