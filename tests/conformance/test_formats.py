"""Every log format reads its own samples, is told from the others, and is fast and careful alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from staged_calls import calls_in, refused_in

from foundation import Warehouse, named_sql
from ingest import SHIPPED, Bounds, readings
from ingest.detection import detect
from ingest.format import Text
from ingest.reading import Reading
from ingest.segments import Segment
from ingest.settings import IngestSettings
from ingest.staging import Staging
from tests.request_numbers import request_number

READINGS = readings(IngestSettings(identities=("consumer", "user", "api_key", "certificate")))
BOUNDS = Bounds(datetime(2020, 1, 1), datetime(2030, 1, 1), 1 << 20)  # noqa: DTZ001 - stored without zone, UTC
# what looks the same to everyone: a file of either is read right by the other
LOOKS_LIKE = {"apache_combined": {"nginx_combined"}}


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with Warehouse.in_memory() as store:
        store.execute(named_sql("ingest", "_macros"))
        yield store


def _segment(text: list[str]) -> Segment:
    data = "".join(f"{line}\n" for line in text).encode()
    return Segment(data, 0, len(data), 0)


@pytest.mark.parametrize("name", SHIPPED)
def test_samples(warehouse: Warehouse, name: str) -> None:
    """Each sample line becomes the call that the format says it is, or is rejected with a reason."""
    for sample in SHIPPED[name].samples:
        Staging(warehouse).stage(_segment([sample.line]), READINGS[name], BOUNDS)
        if sample.call is None:
            assert refused_in(warehouse) == 1, sample.line
        else:
            assert refused_in(warehouse) == 0, sample.line
            (row,) = calls_in(warehouse)
            row["ts"] = re.sub(r"\.(\d*?)0*$", r".\1", str(row["ts"]))
            expected = dict(sample.call)
            if expected.get("request_id"):
                expected["request_id"] = request_number(expected["request_id"])
            found = {column: row[column] for column in expected}
            assert found == pytest.approx(expected, nan_ok=True) if _numeric(found) else found == expected


def _numeric(values: dict[str, object]) -> bool:
    return all(isinstance(value, (int, float)) for value in values.values())


@pytest.mark.parametrize("name", SHIPPED)
def test_it_carries_samples_of_both_kinds(name: str) -> None:
    """A format shows a line that is a call and says where its description comes from."""
    form = SHIPPED[name]
    assert any(sample.call for sample in form.samples)
    assert form.source.startswith("https://")
    assert form.notes


@pytest.mark.parametrize("name", SHIPPED)
def test_it_is_detected(warehouse: Warehouse, name: str) -> None:
    """A text made of a format's samples is recognised as that format and no other."""
    text = _segment([sample.line for sample in SHIPPED[name].samples]).data
    found = detect(Staging(warehouse), text, READINGS, BOUNDS)
    assert found is not None
    assert found.name in {name} | LOOKS_LIKE.get(name, set())


@pytest.mark.parametrize("name", SHIPPED)
def test_every_way_of_reading_finds_the_same_calls(warehouse: Warehouse, name: str) -> None:
    """What is read at once or cut all together is what reading line by line finds, too."""
    good = _segment([sample.line for sample in SHIPPED[name].samples if sample.call])
    staging = Staging(warehouse)
    staging.stage(good, READINGS[name], BOUNDS)
    cut = calls_in(warehouse)
    warehouse.execute("DELETE FROM staged")
    staging.read_carefully(good.data, 0, READINGS[name], BOUNDS)
    assert calls_in(warehouse) == cut
    Staging(warehouse, least_bytes=0).stage(good, READINGS[name], BOUNDS)
    assert _without_numbers(calls_in(warehouse)) == _without_numbers(cut)


def _without_numbers(calls: list[dict[str, object]]) -> list[str]:
    return sorted(str({**call, "line_number": None}) for call in calls)


@pytest.mark.parametrize("name", [name for name in SHIPPED if isinstance(SHIPPED[name].reader, Text)])
def test_every_group_is_named(name: str) -> None:
    """Groups of a pattern have names, because they are matched to columns by their order."""
    reader = SHIPPED[name].reader
    assert isinstance(reader, Text)
    compiled = re.compile(reader.pattern)
    assert compiled.groups == len(compiled.groupindex)


@pytest.mark.parametrize("name", SHIPPED)
def test_junk_is_rejected(warehouse: Warehouse, name: str) -> None:
    """Lines that no gateway wrote fail nothing and become no calls."""
    junk = [
        "{",
        "null",
        "[]",
        '"',
        "\x00\x01\x02",
        '{"a": {"b": ',
        "x" * 5000,
        "- - -",
        '"" "" ""',
        "12",
        "{}",
    ]
    reading = Reading(name, SHIPPED[name], ("consumer",))
    Staging(warehouse, least_bytes=0).stage(_segment(junk), reading, BOUNDS)
    assert calls_in(warehouse) == []
    assert refused_in(warehouse) == len(junk)
