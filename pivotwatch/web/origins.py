"""Every setting with its value, where it came from and what it means; secrets are never shown."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, SecretStr

from foundation.settings import ENV_PREFIX
from pivotwatch.app import App

_SECRET_NAMES = ("password", "secret", "token", "key", "database")


@dataclass(frozen=True, slots=True)
class Origin:
    """One setting.

    Attributes
    ----------
    came_from
        `default`, the settings file, an environment variable, or the command line.
    """

    name: str
    value: str
    came_from: str
    meaning: str


def origins(app: App) -> list[Origin]:
    """Return every setting, in the order of the sections."""
    tree: Mapping[str, Any] = {}
    if app.home.settings_file.exists():
        tree = tomllib.loads(app.home.settings_file.read_text(encoding="utf-8"))
    return list(_walk(app.settings, "", tree, app.overrides))


def _walk(section: BaseModel, prefix: str, tree: Any, overrides: Mapping[str, str]) -> Iterator[Origin]:
    for name, field in type(section).model_fields.items():
        value, dotted = getattr(section, name), f"{prefix}{name}"
        below = tree.get(name) if isinstance(tree, Mapping) else None
        if isinstance(value, BaseModel):
            yield from _walk(value, f"{dotted}.", below, overrides)
        else:
            came_from = _came_from(dotted, below is not None, overrides)
            yield Origin(dotted, _shown(name, value), came_from, field.description or "")


def _came_from(dotted: str, in_file: bool, overrides: Mapping[str, str]) -> str:
    if dotted in overrides:
        return f"--set {dotted}"
    variable = ENV_PREFIX + dotted.upper().replace(".", "__")
    for each in (variable, f"{variable}_FILE"):
        if each in os.environ:
            return each
    return "pivotwatch.toml" if in_file else "default"


def _shown(name: str, value: object) -> str:
    secret = isinstance(value, SecretStr) or any(part in name.lower() for part in _SECRET_NAMES)
    if secret and isinstance(value, SecretStr | str | dict | list | tuple):
        bare = value.get_secret_value() if isinstance(value, SecretStr) else value
        return "set, not shown" if bare else "not set"
    if value is None or value == "":
        return "not set"
    return str(value) if not isinstance(value, tuple | list) else ", ".join(map(str, value)) or "none"
