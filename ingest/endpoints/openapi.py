"""OpenAPI documents (3.0 and 3.1, JSON or YAML) become operations. Pure, but for reading the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from foundation import Problem
from ingest.endpoints.matching import Operation

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_VARIABLE = re.compile(r"\{([^{}]+)\}")
_MOST_BYTES = 64 << 20


class DocumentError(ValueError):
    """The document cannot be read; the text says why and what to do."""


def read_operations(file: Path, api: str) -> list[Operation]:
    """Return the operations of a document, one for each server's base path.

    Parameters
    ----------
    api
        Name of the API it describes; empty = the only one.

    Raises
    ------
    DocumentError
        When it is not there, no JSON or YAML, or no OpenAPI 3 document.
    """
    document = _parsed(file)
    version = document.get("openapi")
    if "swagger" in document:
        raise DocumentError(
            f"is Swagger {document['swagger']}; convert it to OpenAPI 3 (for instance with swagger2openapi)"
        )
    if not isinstance(version, str) or not version.startswith("3."):
        raise DocumentError("is no OpenAPI 3 document: its member `openapi` should be 3.0.x or 3.1.x")
    paths = document.get("paths")
    if not isinstance(paths, Mapping) or not paths:
        raise DocumentError("has no paths")
    return list(dict.fromkeys(_operations(document, paths, api)))


def read_or_problem(file: Path, api: str) -> list[Operation] | Problem:
    """Return the operations, or what is wrong with the document."""
    try:
        return read_operations(file, api)
    except DocumentError as error:
        return Problem(str(file), "", str(error))


def _parsed(file: Path) -> Mapping[str, Any]:
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise DocumentError(f"is larger than {_MOST_BYTES >> 20} MB")
        text = file.read_text(encoding="utf-8-sig")
        # JSON first: its reader is a hundred times as fast, and YAML reads tabs otherwise
        document = json.loads(text) if text.lstrip().startswith("{") else _yaml(text)
    except OSError as error:
        raise DocumentError(f"cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, json.JSONDecodeError, yaml.YAMLError, RecursionError) as error:
        raise DocumentError(f"is neither JSON nor YAML: {' '.join(str(error).split())}") from error
    if not isinstance(document, Mapping):
        raise DocumentError("is no OpenAPI document: there is no object in it")
    return document


def _yaml(text: str) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders


def _operations(document: Mapping[str, Any], paths: Mapping[Any, Any], api: str) -> Iterator[Operation]:
    for path, item in paths.items():
        entry = _followed(document, item)
        for method in _METHODS:
            operation = entry.get(method)
            if not isinstance(operation, Mapping):
                continue
            servers = operation.get("servers") or entry.get("servers") or document.get("servers")
            for base in _base_paths(servers):
                yield Operation(
                    api=api,
                    method=method.upper(),
                    template=_joined(base, str(path)),
                    operation_id=_text(operation.get("operationId")),
                    deprecated=operation.get("deprecated") is True,
                    sensitive=_is_sensitive(operation) or entry.get("x-sensitive") is True,
                )


def _followed(document: Mapping[str, Any], item: Any) -> Mapping[str, Any]:
    """Return a path item; a reference inside the document is followed once."""
    if not isinstance(item, Mapping):
        return {}
    reference = item.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/"):
        target: Any = document
        for part in reference[2:].split("/"):
            name = part.replace("~1", "/").replace("~0", "~")  # RFC 6901
            target = target.get(name) if isinstance(target, Mapping) else None
        return target if isinstance(target, Mapping) else {}
    return item


def _base_paths(servers: Any) -> list[str]:
    bases = [_base_path(server) for server in servers or () if isinstance(server, Mapping)]
    return sorted(set(bases)) or [""]


def _base_path(server: Mapping[str, Any]) -> str:
    variables = server.get("variables")
    defaults = variables if isinstance(variables, Mapping) else {}

    def default_of(match: re.Match[str]) -> str:
        variable = defaults.get(match[1])
        return str(variable.get("default", "")) if isinstance(variable, Mapping) else match[0]

    url = _VARIABLE.sub(default_of, str(server.get("url", "")))
    return urlsplit(url).path if "://" in url or url.startswith("/") else "/" + url.lstrip("./")


def _joined(base: str, path: str) -> str:
    return "/" + "/".join(part for part in f"{base}/{path.split('?', 1)[0]}".split("/") if part)


def _is_sensitive(operation: Mapping[str, Any]) -> bool:
    tags = operation.get("tags")
    names = tags if isinstance(tags, list) else []
    return operation.get("x-sensitive") is True or any(str(tag).casefold() == "sensitive" for tag in names)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
