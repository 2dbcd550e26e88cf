"""Settings: TOML, then environment, then command line; every error is shown at once.

Each folder declares its own section (a pydantic model); the composition root puts them together.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from foundation.errors import ConfigurationError, Problem
from foundation.windows import WindowKind

ENV_PREFIX = "PIVOTWATCH_"
_NOT_SETTINGS = frozenset({"PIVOTWATCH_HOME", "PIVOTWATCH_NOW", "PIVOTWATCH_TOKEN"})


class Section(BaseModel):
    """A part of the settings: frozen, and an unknown name is an error rather than silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class PlatformSettings(Section):
    """What holds for the whole platform."""

    name: str = "API platform"
    """What reports call the platform."""
    time_zone: str = "UTC"
    """IANA name; days and windows begin at local midnight there."""
    window: WindowKind | None = None
    """One of week (ISO), month, day; unset = week, unless the first data is a table by month or day."""

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(
                "there is no such time zone; write an IANA name such as Europe/Berlin"
            ) from error
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.time_zone)


class WarehouseSettings(Section):
    """Bounds of the analytics store."""

    memory_limit: str = "1GB"
    """What DuckDB's buffers may take; past it they spill to disk."""
    threads: int | None = Field(default=None, ge=1)
    """Worker threads; unset = one for each core."""


SettingsT = TypeVar("SettingsT", bound=Section)


def load_settings(
    model: type[SettingsT],
    file: Path,
    environ: Mapping[str, str],
    overrides: Mapping[str, str] | None = None,
) -> SettingsT:
    """Read the settings from a TOML file, the environment and overrides; the later wins.

    Parameters
    ----------
    file
        TOML; may be missing.
    environ
        `PIVOTWATCH_INGEST__TIME_ZONE=…` sets `ingest.time_zone`; the value is read as TOML where it
        can be, else as text. `…_FILE` names a file that holds the value.
    overrides
        Dotted name to value, as `--set` gives them.

    Raises
    ------
    ConfigurationError
        Naming every problem at once.
    """
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for place, name, value in values_given(model, file, environ, overrides, problems):
        origin[name] = place
        _put(values, name.split("."), value)
    try:
        settings = model.model_validate(values)
    except ValidationError as error:
        problems.extend(_as_problem(detail, origin, file, model) for detail in error.errors())
    if problems:
        raise ConfigurationError("The settings have problems:", problems)
    return settings


def values_given(
    model: type[BaseModel],
    file: Path,
    environ: Mapping[str, str],
    overrides: Mapping[str, str] | None,
    problems: list[Problem],
) -> list[tuple[str, str, Any]]:
    """Return what was given: place, dotted name, value; the later wins. What cannot be read is a problem."""
    return [
        *_from_file(file, problems),
        *_from_environment(environ, problems, model),
        *(("--set", name, _as_toml(text)) for name, text in (overrides or {}).items()),
    ]


def changed(section: SettingsT, **given: Any) -> SettingsT:
    """Return a section with other values; raises ConfigurationError that names every value refused."""
    try:
        return type(section).model_validate({**section.model_dump(), **given})
    except ValidationError as error:
        problems = [
            Problem(".".join(map(str, one["loc"])), str(one["input"]), _reason(one)) for one in error.errors()
        ]
        raise ConfigurationError("Values were refused:", problems) from error


def _from_file(file: Path, problems: list[Problem]) -> Iterator[tuple[str, str, Any]]:
    if not file.exists():
        return
    try:
        tree = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        problems.append(Problem(str(file), "", f"cannot be read as TOML: {error}"))
        return
    for section, content in tree.items():
        if isinstance(content, dict):
            for name, value in content.items():
                yield file.name, f"{section}.{name}", value
        else:
            yield file.name, section, content


def _from_environment(
    environ: Mapping[str, str], problems: list[Problem], model: type[BaseModel]
) -> Iterator[tuple[str, str, Any]]:
    for variable, text in sorted(environ.items()):
        if not variable.startswith(ENV_PREFIX) or variable in _NOT_SETTINGS:
            continue
        name = variable.removeprefix(ENV_PREFIX).lower().replace("__", ".")
        *path, last = name.split(".")
        if last.endswith("_file") and last not in _fields_at(model, path):
            try:
                content = Path(text).read_text(encoding="utf-8").strip()
            except OSError as error:
                problems.append(Problem(f"${variable}", text, f"cannot be read: {error.strerror}"))
                continue
            yield f"${variable}", name.removesuffix("_file"), content
        else:
            yield f"${variable}", name, _as_toml(text)


def _as_toml(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _put(tree: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        child = tree.setdefault(part, {})
        if not isinstance(child, dict):
            return  # the model reports that this place is no section
        tree = child
    old = tree.get(path[-1])
    tree[path[-1]] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value


def _as_problem(detail: Any, origin: Mapping[str, str], file: Path, model: type[BaseModel]) -> Problem:
    parts = [str(part) for part in detail["loc"] if part != "[key]"]  # what pydantic calls a name in a table
    name = ".".join(parts)
    above = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    below = (key for key in origin if key.startswith(f"{name}."))
    place = next((origin[key] for key in (*above, *below) if key in origin), file.name)
    if detail["type"] == "extra_forbidden":
        known = ", ".join(sorted(_fields_at(model, parts[:-1])))
        return Problem(f"{place}: {name}", "", f"there is no such setting; here are: {known}")
    if detail["type"] == "missing":  # the input is what stands around it
        return Problem(f"{place}: {name}", "", "is missing")
    return Problem(f"{place}: {name}", str(detail["input"]), _reason(detail))


def _reason(detail: Any) -> str:
    reason: str = detail["msg"]
    return reason.removeprefix("Value error, ")


def _fields_at(model: type[BaseModel], path: list[str]) -> list[str]:
    """Return the names in a section, also in one of several, e.g. `warehouses.lake`; none where none is."""
    inner: Any = model
    for part in path:
        if _is_section(inner):
            inner = inner.model_fields[part].annotation if part in inner.model_fields else None
        else:
            *_, inner = get_args(inner) or (None,)  # the part is a name of the user's own
    return list(inner.model_fields) if _is_section(inner) else []


def _is_section(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
