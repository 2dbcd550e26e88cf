"""Writes docs/settings.md from the settings' own definitions: `python -m tools.settings_reference`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from foundation import meanings_of
from pivotwatch.settings import Settings

FILE = Path(__file__).parents[1] / "docs" / "settings.md"

_HEAD = """# Settings

Made from the settings' own definitions by `python -m tools.settings_reference`; `make check` refuses a
stale one.

Settings stand in `pivotwatch.toml` in the home folder. `PIVOTWATCH_SECTION__NAME` in the environment goes
before the file, `--set section.name=value` before both. `PIVOTWATCH_SECTION__NAME_FILE` names a file that
holds the value, for secrets. An unknown name or a bad value is refused, and all of them are shown at once.

| setting | default | meaning |
|---|---|---|"""


def reference() -> str:
    """Return the page."""
    return "\n".join([_HEAD, *_rows(Settings, "")]) + "\n"


def _rows(model: type[BaseModel], prefix: str) -> Iterator[str]:
    meanings = meanings_of(model)
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _rows(inner, f"{prefix}{name}.")
        else:
            yield f"| `{prefix}{name}` | {_default(field)} | {_cell(meanings.get(name, ''))} |"
            sections = [
                one for one in get_args(inner) if isinstance(one, type) and issubclass(one, BaseModel)
            ]
            for section in sections:  # under names that the reader gives
                yield from _rows(section, f"{prefix}{name}.NAME.")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value: Any = field.get_default(call_default_factory=True, validated_data={})
    shown = "unset" if value in (None, "", {}, (), []) else f"`{_cell(str(value))}`"
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    bounds = [
        (words[key], getattr(part, key)) for part in field.metadata for key in words if hasattr(part, key)
    ]
    limits = ", ".join(f"{word} {bound}" for word, bound in bounds)
    return f"{shown} ({limits})" if limits else shown


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    FILE.write_text(reference(), encoding="utf-8")
    click.echo(f"Wrote {FILE.name}.")
