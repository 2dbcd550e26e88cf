"""What goes with the logs: the truth, the partner register, an OpenAPI document, the usage table."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import yaml

from foundation import stable_number, window_of
from simulation.callers import Caller
from simulation.platform import Platform, Truth

_DOCUMENTED_PART = 0.85  # of the resources; what the OpenAPI document lacks is a shadow API
_SENSITIVE = ("financials", "statements", "claims", "cards")
_REGISTER = ("id", "name", "credentials", "owner", "contacts", "tier", "declared_endpoints")
_QUIET_WEEKS = 3  # nothing is planted in them, so they tell what a use case is
_DECLARED_SHARE = 0.005


def window_key(platform: Platform, week: int) -> str:
    """Return the name of a week, `2026-W47`."""
    return window_of(platform.first_day + timedelta(weeks=week), "week").key


def write_truth(platform: Platform, path: Path) -> None:
    """Write what was planted, and how many calls each partner made, as one JSON object."""
    weeks = len(platform.successes)
    calls = platform.successes.sum(axis=(0, 2)), platform.errors.sum(axis=(0, 2))
    document = {
        "seed": platform.seed,
        "first_window": window_key(platform, 0),
        "last_window": window_key(platform, weeks - 1),
        "pivots": [_planted(platform, one) for one in platform.truth if one.is_pivot],
        "nuisances": [_planted(platform, one) for one in platform.truth if not one.is_pivot],
        "partners": [
            {
                "partner": name,
                "use_case": platform.use_cases[home],
                "calls": int(good + bad),
                "errors": int(bad),
            }
            for name, home, good, bad in zip(
                platform.partners, platform.partner_use_cases, *calls, strict=True
            )
        ],
    }
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _planted(platform: Platform, one: Truth) -> dict[str, Any]:
    return {
        "partner": one.partner,
        "kind": one.kind,
        "since_window": window_key(platform, one.start_week),
        "until_window": None if one.end_week is None else window_key(platform, one.end_week - 1),
        "from_use_case": one.from_use_case,
        "to_use_case": one.to_use_case,
    }


def write_register(platform: Platform, callers: Sequence[Caller], path: Path) -> None:
    """Write the partner register: most partners, and what some of them declared; others stay provisional."""
    declarations = _declarations(platform)
    with path.open("w", encoding="utf-8", newline="") as handle:
        rows = csv.writer(handle, lineterminator="\n")
        rows.writerow(_REGISTER)
        for one, home in zip(callers, platform.partner_use_cases, strict=True):
            if one.registered:
                contact = f"technical:{one.name} <api@{one.partner}.example.com>"
                declared = declarations[home] if one.declared else ""
                credentials = ";".join(one.credentials)
                rows.writerow((one.partner, one.name, credentials, one.owner, contact, one.tier, declared))


def _declarations(platform: Platform) -> list[str]:
    """Return, for each use case, the endpoints that its partners call, in any version of the API."""
    early = platform.successes[:_QUIET_WEEKS].sum(axis=0)
    declared = []
    for number in range(len(platform.use_cases)):
        counts = early[platform.partner_use_cases == number].sum(axis=0)
        used = np.flatnonzero(counts > _DECLARED_SHARE * counts.sum())
        labels = (platform.endpoints[index].replace("/v1/", "/v?/") for index in used)
        declared.append(";".join(labels))
    return declared


def write_openapi(platform: Platform, path: Path) -> None:
    """Write an OpenAPI 3.1 document of part of the API; what it lacks must be found in the paths."""
    documented = _documented(platform.endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for label in platform.endpoints:
        method, template = label.lower().split(" ", 1)
        if _resource(label) in documented:
            paths.setdefault(template, {})[method] = _operation(method, template)
    document = {"openapi": "3.1.0", "info": {"title": "Business API", "version": "1.0.0"}, "paths": paths}
    path.write_text(yaml.safe_dump(document, sort_keys=True), encoding="utf-8")


def _documented(labels: Sequence[str]) -> set[str]:
    """Return the resources that the document knows: the same share of every API, and always the same ones."""
    resources = sorted(
        {_resource(label) for label in labels}, key=lambda name: stable_number("document", name)
    )
    return set(resources[: math.ceil(_DOCUMENTED_PART * len(resources))])


def _resource(label: str) -> str:
    return "/".join(label.split(" ", 1)[1].split("/")[:3])


def _operation(method: str, template: str) -> dict[str, Any]:
    words = template.replace("{id}", "one").replace("/", " ").title().split()
    operation: dict[str, Any] = {
        "operationId": method + "".join(words),
        "responses": {"200": {"description": "OK"}},
    }
    if "{id}" in template:
        operation["parameters"] = [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        ]
    if any(word in template.split("/") for word in _SENSITIVE):
        operation["x-sensitive"] = True
    return operation


def write_usage(platform: Platform, path: Path) -> int:
    """Write counts as the long table that `import-usage` reads; return its rows.

    Columns: window, partner, endpoint, calls (errors among them), errors.
    """
    week, partner, endpoint = np.nonzero(platform.successes + platform.errors)
    bad = platform.errors[week, partner, endpoint]
    keys = [window_key(platform, number) for number in range(len(platform.successes))]
    table = pl.DataFrame(
        {
            "window": pl.Series(keys).gather(week),
            "partner": pl.Series(platform.partners).gather(partner),
            "endpoint": pl.Series(platform.endpoints).gather(endpoint),
            "calls": platform.successes[week, partner, endpoint] + bad,
            "errors": bad,
        }
    )
    table.write_csv(path)
    return table.height
