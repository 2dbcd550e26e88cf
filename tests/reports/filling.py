"""A warehouse filled by hand: nine processed weeks of a small platform, with hostile names and paths in it.

Weeks 2026-W39 to W46 are learning time; in W47 two partners change their use case, one with a hostile name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from foundation import Warehouse, Window, window_of
from reports import Platform

FIRST_DAY = date(2026, 9, 21)
HOSTILE_PATH = "GET /<script>window.hacked=1</script>/{id}"
HOSTILE_NAME = '"><img src=x onerror="window.hacked=1"></script><b>Evil</b> & Söhne'
FORMULA_NAME = '=HYPERLINK("http://evil.example","click")'

ENDPOINTS = {
    1: "GET /v2/contacts/{id}",
    2: "POST /v2/contacts",
    3: "GET /v2/invoices/{id}",
    4: "POST /v2/invoices",
    5: "GET /v2/inventory/{id}",
    6: HOSTILE_PATH,
}
GROUPS = {1: "Contact writers", 2: "Invoice readers", 3: "Inventory <i>clerks</i>"}
USUAL = {1: {1: 400, 2: 90, 3: 8}, 2: {3: 500, 4: 60, 1: 10}, 3: {5: 300, 6: 40, 1: 20}}
NAMES = {"acme": "Acme Tools", "evil": HOSTILE_NAME, "formula": FORMULA_NAME}

PLATFORM = Platform("Example CRM <platform>", "Europe/Berlin", learning_windows=8)


def weeks(count: int) -> list[Window]:
    """The first so many weeks."""
    return [window_of(FIRST_DAY + timedelta(weeks=number), "week") for number in range(count)]


def utc(*parts: int) -> datetime:
    """A time in UTC without a zone, as the warehouse keeps it."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[arg-type,misc]


class Fill:
    """Writes the rows that the stages would write."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse

    def insert(self, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self.warehouse.append(table, pl.DataFrame(list(rows), infer_schema_length=None))

    def platform(self) -> None:
        self.insert(
            "endpoints",
            [
                {
                    "endpoint_id": endpoint,
                    "api": "",
                    "method": label.split()[0],
                    "template": label.split(maxsplit=1)[1],
                    "label": label,
                    "source": "heuristic",
                    "counted": True,
                    "first_day": FIRST_DAY,
                }
                for endpoint, label in ENDPOINTS.items()
            ]
            + [
                {
                    "endpoint_id": 99,
                    "api": "",
                    "method": "*",
                    "template": "(unmatched)",
                    "label": "(unmatched)",
                    "source": "unmatched",
                    "counted": False,
                    "first_day": FIRST_DAY,
                }
            ],
        )
        self.insert(
            "groups",
            [
                {"group_id": group, "name": name, "named_by_hand": False, "born_in": "2026-W39"}
                for group, name in GROUPS.items()
            ],
        )
        self.insert(
            "registered_partners",
            [
                {"partner_id": partner, "name": name, "tier": "gold", "owner": "mia@example.com"}
                for partner, name in NAMES.items()
            ],
        )

    def week(
        self,
        window: Window,
        groups: Mapping[str, int | None],
        own_mixes: Mapping[str, Mapping[int, int]] | None = None,
        model: str = "model-1",
    ) -> None:
        """A processed week: each partner in its group, calling what is usual there or its own mix."""
        mixes = own_mixes or {}
        load = int(window.start.strftime("%y%j"))
        profiles, usage = [], []
        for number, (partner, group) in enumerate(groups.items(), start=1):
            mix = mixes.get(partner) or USUAL[group or 1]
            top, low = max(mix.values()), min(mix.values()) if len(mix) == len(ENDPOINTS) else 0
            profiles += [
                {
                    "win": window.key,
                    "partner_id": partner,
                    "endpoint_id": endpoint,
                    "calls": calls,
                    "errors": 0,
                    "value": (calls - low) / (top - low),
                }
                for endpoint, calls in mix.items()
            ]
            usage += [
                {
                    "day": window.start + timedelta(days=number % 7),
                    "credential_id": number,
                    "endpoint_id": endpoint,
                    "calls": calls,
                    "errors": 0,
                    "load_id": load,
                }
                for endpoint, calls in mix.items()
            ]
        self.insert("profiles", profiles)
        self.insert("credential_usage", usage)
        self.insert(
            "assignments",
            [
                {
                    "win": window.key,
                    "partner_id": partner,
                    "model_id": model,
                    "group_id": group,
                    "confidence": 0.9,
                    "distance": 0.1,
                    "calls": sum((mixes.get(partner) or USUAL[group or 1]).values()),
                }
                for partner, group in groups.items()
            ],
        )
        self._loaded(window, load, sum(row["calls"] for row in usage))
        self._processed(window, load)

    def _loaded(self, window: Window, load: int, calls: int) -> None:
        start = datetime.combine(window.start, datetime.min.time())
        self.insert(
            "loads",
            [
                {
                    "load_id": load,
                    "source": f"logs/{window.key}.log",
                    "fingerprint": window.key,
                    "format": "nginx_combined",
                    "start_offset": 0,
                    "end_offset": calls * 100,
                    "lines": calls + 5,
                    "calls": calls,
                    "duplicates": 2,
                    "rejects": 3,
                    "first_ts": start,
                    "last_ts": start + timedelta(days=6, hours=20),
                    "loaded_at": start + timedelta(days=7, hours=2),
                    "seconds": 0.5,
                }
            ],
        )
        self.insert(
            "rejects",
            [
                {
                    "load_id": load,
                    "source": f"logs/{window.key}.log",
                    "line_number": line,
                    "reason": "no time <stamp>",
                    "excerpt": "<script>window.hacked=1</script>",
                }
                for line in (17, 4, 90)
            ],
        )

    def _processed(self, window: Window, load: int) -> None:
        at = datetime.combine(window.end, datetime.min.time()) + timedelta(hours=6)
        self.insert(
            "windows",
            [
                {
                    "win": window.key,
                    "start_day": window.start,
                    "end_day": window.end,
                    "processed_at": at,
                    "last_load_id": load,
                    "register_version": "r1",
                }
            ],
        )
        for stage in ("profiles", "groups", "findings"):
            self.run(stage, window.key, at)

    def run(self, stage: str, win: str, at: datetime, parameters: Mapping[str, Any] | None = None) -> None:
        """A row in `runs`."""
        values = [stage, win, "{}", json.dumps(parameters or {}), "source", at, 0.1]
        self.warehouse.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    def lineage(self, window: Window, kind: str, before: list[int], after: list[int], shared: int) -> None:
        """What a refit did to groups."""
        values = ["model-1", "model-2", window.key, kind, before, after, shared]
        self.warehouse.execute("INSERT INTO lineage VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    def finding(self, **given: Any) -> None:
        """A finding; what is not given is that of an ordinary pivot in W47."""
        usual = {
            "finding_id": f"finding-{given.get('partner_id')}-{given.get('kind', 'pivot')}",
            "win": "2026-W47",
            "detector": "pivot",
            "kind": "pivot",
            "pivot_kind": "abrupt",
            "from_group": 1,
            "to_group": 2,
            "severity": "medium",
            "confidence": 0.93,
            "alert": True,
            "provisional": False,
            "since_window": "2026-W46",
            "sentence": "It changed.",
            "evidence": [],
            "reasons": {},
            "peers": {},
        }
        row = usual | given
        row |= {name: json.dumps(row[name]) for name in ("evidence", "reasons", "peers")}
        self.insert("findings", [{name: value for name, value in row.items() if value is not None}])


MEMBERS: dict[str, int | None] = {
    "acme": 1, "evil": 2, "formula": 3,
    **{f"writer-{n}": 1 for n in range(6)},
    **{f"reader-{n}": 2 for n in range(5)},
    **{f"clerk-{n}": 3 for n in range(4)},
}  # fmt: skip


def write_pivots(fill: Fill) -> None:
    """Acme Tools becomes an invoice reader; the partner with the hostile name calls hostile paths."""
    fill.finding(
        partner_id="acme",
        severity="high",
        confidence=0.97,
        sentence="Acme Tools went from Contact writers to Invoice readers: invoices are 65% of its calls.",
        evidence=[
            {"endpoint": ENDPOINTS[3], "before": 0.016, "after": 0.646, "contribution": 0.55},
            {"endpoint": ENDPOINTS[1], "before": 0.803, "after": 0.188, "contribution": 0.31},
            {"endpoint": ENDPOINTS[4], "before": 0.0, "after": 0.166, "contribution": 0.14},
        ],
        reasons={
            "real": "12.4 standard errors beyond its own count noise (3.5 are asked for).",
            "own": "None of the 7 other partners of its group moved the same way.",
            "lasting": "Each of the last 2 weeks carries at least half of the change.",
            "large": "63% of its calls changed endpoint (10% are asked for).",
        },
        peers={
            "size": 7,
            "moved": 0,
            "runner_up": "or: 50% of Invoice readers also began to use GET /v2/invoices/{id} about 2026-W46",
        },
    )
    fill.finding(
        partner_id="evil",
        from_group=2,
        to_group=None,
        pivot_kind="novel",
        confidence=0.71,
        sentence=f"{HOSTILE_NAME} now calls {HOSTILE_PATH}.",
        evidence=[{"endpoint": HOSTILE_PATH, "before": 0.0, "after": 0.6, "contribution": 1.0}],
        reasons={
            "real": "<b>4.1</b> standard errors.",
            "own": "1 of 6 moved.",
            "lasting": "yes",
            "large": "60%",
        },
        peers={"size": 6, "moved": 1},
    )


def write_others(fill: Fill) -> None:
    """A volume spike, two error storms and an endpoint of the hostile kind."""
    plain = {"pivot_kind": None, "from_group": None, "to_group": None, "alert": False, "severity": "low"}
    fill.finding(**plain | {
        "partner_id": "formula", "detector": "volume", "kind": "volume_spike",
        "sentence": f"{FORMULA_NAME} made 20 times its usual calls.",
    })  # fmt: skip
    for partner in ("reader-1", "reader-2"):
        fill.finding(**plain | {
            "partner_id": partner, "detector": "errors", "kind": "error_storm",
            "alert": partner == "reader-1",
            "sentence": f"{partner} saw 40% of its calls fail.", "severity": "medium",
        })  # fmt: skip
    fill.finding(**plain | {
        "partner_id": None, "group_id": 2, "detector": "pivot", "kind": "group_shift",
        "sentence": f"Invoice readers as a whole moved towards {HOSTILE_PATH}.",
    })  # fmt: skip


def started() -> Fill:
    """Return a warehouse that knows the platform's endpoints, groups and register, and no week yet."""
    fill = Fill(Warehouse.in_memory())
    fill.platform()
    return fill


def eventful_warehouse() -> Warehouse:
    """Return nine weeks; in the last, two pivots, four other findings, a newcomer and a silent partner."""
    fill = started()
    *calm, last = weeks(9)
    for window in calm:
        fill.week(window, MEMBERS)
    here = MEMBERS | {"acme": 2, "evil": 3, "writer-5": None, "newcomer": 1}
    del here["clerk-3"]
    fill.week(last, here, {"acme": {3: 310, 4: 80, 1: 90}, "evil": {6: 200, 5: 90, 3: 40}})
    write_pivots(fill)
    write_others(fill)
    return fill.warehouse
