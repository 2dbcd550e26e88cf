"""Endpoints of a made-up business API: resources, what can be done with them, and their versions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_NAMES = """
contacts invoices inventory deals companies payments orders tickets products leads quotes expenses
subscriptions accounts shipments campaigns employees projects timesheets assets ledgers bills
refunds vendors warehouses prices taxes contracts documents notes tasks calls emails forms pages
events segments lists surveys articles comments files folders teams roles budgets journals receipts
statements transfers cards loans policies claims devices locations routes vehicles drivers bookings
rooms menus
"""
RESOURCES = tuple(_NAMES.split())

OPERATIONS = (
    ("list", "GET /{version}/{name}"),
    ("read", "GET /{version}/{name}/{{id}}"),
    ("create", "POST /{version}/{name}"),
    ("change", "PATCH /{version}/{name}/{{id}}"),
    ("search", "POST /{version}/{name}/search"),
    ("delete", "DELETE /{version}/{name}/{{id}}"),
    ("export", "GET /{version}/{name}/export"),
)

COMMON = ("POST /oauth/token", "GET /v1/me", "GET /v1/webhooks")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint.

    Attributes
    ----------
    label
        Method and template.
    resource
        Its resource's name; empty for the common ones.
    operation
        `list`, `read`, ...; empty for the common ones.
    born
        Whether it is there from the start; the others wait for a migration or a launch.
    """

    label: str
    resource: str
    operation: str
    born: bool


def draw_endpoints(count: int, rng: np.random.Generator) -> tuple[Endpoint, ...]:
    """Return `count` endpoints: the common ones, resources with 3 to 7 operations, v2 twins and new ones.

    Parameters
    ----------
    count
        At least 20.
    """
    unborn = max(4, count // 8)
    names = [RESOURCES[i] for i in rng.permutation(len(RESOURCES))]
    born = [Endpoint(label, "", "", born=True) for label in COMMON]
    mean = max(4.0, count / len(RESOURCES) + 1.5)
    for name in names:
        born += [_endpoint("v1", name, operation, born=True) for operation in _operations(mean, rng)]
    born = born[: count - unborn]
    return (*born, *_unborn(born, names, unborn, rng))


def _operations(mean: float, rng: np.random.Generator) -> list[int]:
    size = int(np.clip(rng.poisson(mean - 3) + 3, 3, len(OPERATIONS)))
    return sorted({0, 1, 2, *rng.permutation(len(OPERATIONS))[:size].tolist()})


def _endpoint(version: str, name: str, operation: int, *, born: bool) -> Endpoint:
    kind, template = OPERATIONS[operation]
    return Endpoint(template.format(version=version, name=name), name, kind, born=born)


def _unborn(born: list[Endpoint], names: list[str], count: int, rng: np.random.Generator) -> list[Endpoint]:
    """Return v2 twins of one or more resources and, for the last quarter, launches."""
    used = [name for name in names if any(one.resource == name for one in born)]
    launches = max(1, count // 4)
    twins: list[Endpoint] = []
    for name in rng.permutation(used):
        twins += [
            Endpoint(one.label.replace("/v1/", "/v2/"), one.resource, one.operation, born=False)
            for one in born
            if one.resource == name
        ]
    fresh = [
        Endpoint(f"POST /v1/{name}/{verb}", name, verb, born=False)
        for verb in ("batch", "enrich", "merge", "score", "preview")
        for name in rng.permutation(used)
    ]
    return twins[: count - launches] + fresh[:launches]
