"""What a tap writes of a line is the same call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from staged_calls import calls_in

from foundation import Warehouse, named_sql
from gateway_tap import hashed
from gateway_tap.redaction import Redactor
from ingest import SHIPPED, Bounds, Segment, readings
from ingest.settings import IngestSettings
from ingest.staging import Staging

KEY = b"k" * 32
READINGS = readings(IngestSettings())
BOUNDS = Bounds(datetime(2020, 1, 1), datetime(2030, 1, 1), 1 << 20)  # noqa: DTZ001 - stored without zone, UTC
CALL = (
    "ts",
    "method",
    "path",
    "route",
    "api",
    "credential",
    "credential_kind",
    "status",
    "latency_ms",
    "request_id",
)


@pytest.fixture(scope="module")
def staging() -> Iterator[Warehouse]:
    with Warehouse.in_memory() as store:
        store.execute(named_sql("ingest", "_macros"))
        yield store


@pytest.mark.parametrize("name", SHIPPED)
def test_redaction_changes_no_call(staging: Warehouse, name: str) -> None:
    """Secrets taken out before the spool change nothing of a call but an API key, which becomes its hash."""
    redact = Redactor(lambda secret: hashed(secret, KEY))
    lines = [sample.line.encode() + b"\n" for sample in SHIPPED[name].samples if sample.call]
    plain, tapped = (_calls(staging, name, data) for data in (lines, [redact(line) for line in lines]))
    assert tapped == [_with_hash(call) for call in plain] or tapped == plain


def _calls(store: Warehouse, name: str, lines: list[bytes]) -> list[tuple[object, ...]]:
    calls = []
    for line in lines:
        Staging(store).stage(Segment(line, 0, len(line), 0), READINGS[name], BOUNDS)
        calls += [tuple(call[column] for column in CALL) for call in calls_in(store)]
    return calls


def _with_hash(call: tuple[object, ...]) -> tuple[object, ...]:
    credential, kind = call[5:7]
    return call if kind != "api_key" else (*call[:5], hashed(str(credential), KEY), *call[6:])


@pytest.mark.parametrize("missing", ["-", "", "00000000", "null"])
def test_no_key_stays_no_key(missing: str) -> None:
    """The word that a gateway writes for a missing key is not hashed into a caller."""
    redact = Redactor(lambda secret: hashed(secret, KEY))
    line = b'{"api_key":"%s","path":"/a"}' % missing.encode()
    assert redact(line) == line
