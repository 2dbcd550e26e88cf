"""The same calls as log lines and as rows of a table, with all that real tables hold."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

FIRST, LAST = "2026-03-27", "2026-03-31"  # clocks of Berlin go forward on the 29th
SCHEMA = {
    "ts": pl.Datetime("us"),
    "method": pl.String,
    "path": pl.String,
    "consumer": pl.String,
    "status": pl.Int32,
    "request_id": pl.String,
}
_PATHS = (
    "/v1/contacts/{n}",
    "/v1/contacts/{n}/notes/{n}?page=2",
    "/v1/orders/{n}/{n}",
    "/v1/files/{uuid}",
    "/v1/files/{UUID}/",
    "/v1/users/{name}/inbox",
    "/v1/search?q={name}#top",
    "https://api.example.com/v1/contacts/{n}?x=1",
    "/v1/deals/D-{n}",
    "//v1//deals/-{n}",
    "/v1/days/2026-03-{d}",
    "/.env",
    "/wp-login.php",
)
_ODD = (
    {"method": "FOO"},
    {"method": "get"},
    {"method": None},
    {"path": None},
    {"path": "*", "method": "OPTIONS"},
    {"path": "no-path"},
    {"status": 0},
    {"status": None},
    {"status": 1200},
    {"consumer": None},
    {"consumer": "-"},
    {"consumer": "  Partner   1 "},
)


def rows(count: int = 4000, seed: int = 1) -> list[dict[str, Any]]:
    """Return calls over five days, every tenth with something odd and every fiftieth twice."""
    rng = random.Random(seed)
    begin = datetime(2026, 3, 26, 23, 0, tzinfo=UTC)
    found: list[dict[str, Any]] = []
    for number in range(count):
        row: dict[str, Any] = {
            "ts": (begin + timedelta(seconds=rng.randrange(5 * 86_400 - 3_600))).replace(tzinfo=None),
            "method": rng.choice(("GET", "GET", "POST", "DELETE")),
            "path": _path(rng),
            "consumer": f"partner-{rng.randrange(8)}",
            "status": rng.choice((200, 200, 201, 404, 500)),
            "request_id": f"{seed}-{number}",
        }
        if number % 10 == 0:
            row |= _ODD[number // 10 % len(_ODD)]
        found += [row] * (2 if number % 50 == 1 else 1)
    return sorted(found, key=lambda row: row["ts"])


def _path(rng: random.Random) -> str:
    return rng.choice(_PATHS).format(
        n=rng.randrange(100_000),
        uuid=f"{rng.getrandbits(32):08x}-1234-4abc-89ab-{rng.getrandbits(48):012x}",
        UUID=f"{rng.getrandbits(32):08X}-1234-4ABC-89AB-{rng.getrandbits(48):012X}",
        name=f"user{chr(97 + rng.randrange(26))}{chr(97 + rng.randrange(26))}",
        d=rng.randrange(10, 28),
    )


def write_lines(calls: list[dict[str, Any]], folder: Path) -> None:
    """Write one file of generic JSON lines for each day in Berlin."""
    folder.mkdir(parents=True)
    zone = ZoneInfo("Europe/Berlin")
    for call in calls:
        line = {name: value for name, value in call.items() if value is not None}
        line["ts"] = call["ts"].isoformat() + "Z"
        day = call["ts"].replace(tzinfo=UTC).astimezone(zone).date()
        with (folder / f"{day}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def table(calls: list[dict[str, Any]]) -> pl.DataFrame:
    """Return the calls as a frame."""
    return pl.DataFrame(calls, schema=SCHEMA)
