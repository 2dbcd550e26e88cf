"""Writes docs/api-reference.md from the REST API's own description: `python -m tools.api_reference`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from fastapi import FastAPI

from governance import SCOPES
from pivotwatch.api.application import routers
from pivotwatch.api.description import described

FILE = Path(__file__).parents[1] / "docs" / "api-reference.md"

_HEAD = """# REST API: all operations

Made from the API itself by `python -m tools.api_reference`; `make check` refuses a stale one. How to use it
is told in [api.md](api.md). A running service describes every field at `/api/v1/openapi.json` (OpenAPI 3.1).

## Scopes
"""


def reference() -> str:
    """Return the page."""
    app = FastAPI()
    for router in routers():
        app.router.routes.extend(router.routes)
    document = described(app)
    lines = [_HEAD, "| scope | allows |", "|---|---|"]
    lines += [f"| `{name}` | {meaning} |" for name, meaning in SCOPES.items()]
    sections: dict[str, list[str]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            rows = sections.setdefault(operation["tags"][0], [])
            rows.append("\n".join(_operation(method.upper(), path, operation)))
    for tag in sorted(sections):
        lines += ["", f"## {tag.capitalize()}", "", "\n\n".join(sections[tag])]
    return "\n".join(lines) + "\n"


def _operation(method: str, path: str, operation: dict[str, Any]) -> Iterator[str]:
    (scope,) = operation["security"][0]["token"]
    yield f"### `{method} {path}`"
    yield ""
    yield f"{operation['description'].partition('Needs the scope')[0].strip()} Scope: `{scope}`."
    asked = [each for each in operation.get("parameters", ()) if each["in"] == "query"]
    if asked:
        yield ""
        yield from (f"- `{each['name']}`: {each.get('description', '')}" for each in asked)


if __name__ == "__main__":
    FILE.write_text(reference(), encoding="utf-8")
    click.echo(f"Wrote {FILE.name}.")
