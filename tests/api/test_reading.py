"""What the API tells: pages that nothing shifts, frames in four formats, refusals in one form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest
from fastapi.testclient import TestClient

from pivotwatch.analysis.source import FRAMES
from tests.api.api_world import ACME, World
from tests.reports.filling import FORMULA_NAME, HOSTILE_NAME, Fill


@pytest.fixture(scope="module")
def reader(quiet_world: World) -> TestClient:
    return quiet_world.client("read")


def pages(client: TestClient, path: str, limit: int) -> Iterator[list[dict[str, Any]]]:
    """Give the pages of a list."""
    cursor: str | None = ""
    while cursor is not None:
        answer = client.get(path, params={"limit": limit} | ({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.text
        yield answer.json()["items"]
        cursor = answer.json()["next_cursor"]


@pytest.mark.parametrize(
    "path", ["/windows", "/partners", "/groups", "/profiles", "/assignments", "/findings"]
)
@pytest.mark.parametrize("limit", [1, 7])
def test_pages_are_the_list(reader: TestClient, path: str, limit: int) -> None:
    """All pages together are the list, in its order, without a gap and without a repetition."""
    (whole,) = pages(reader, path, 1000)
    few = [row for page in pages(reader, f"{path}", limit) for row in page] if len(whole) < 100 else None
    assert len(whole) > 2
    if few is not None:
        assert few == whole


def test_new_rows_shift_no_page(world: World) -> None:
    """Findings that come between two pages neither repeat nor hide one that was there before."""
    client = world.client("read")
    (before,) = pages(client, "/findings", 1000)
    seen: list[str] = []
    for number, page in enumerate(pages(client, "/findings", 2)):
        seen += [each["finding_id"] for each in page]
        with world.service.writing() as warehouse:
            for place in ("a", "m", "zz"):
                Fill(warehouse).finding(finding_id=f"{place}-{number}", partner_id="acme", win="2026-W47")
                Fill(warehouse).finding(finding_id=f"n{place}-{number}", partner_id="acme", win="2026-W48")
        if number > 20:
            break
    old = [each["finding_id"] for each in before]
    assert [each for each in seen if each in old] == old
    assert len(seen) == len(set(seen))


def test_filters(reader: TestClient) -> None:
    """Filters choose: a partner's, a kind's, the alerts, a window's; an unknown partner gives nothing."""
    found = reader.get("/findings", params={"partner": "acme", "kind": "pivot", "alert": True}).json()[
        "items"
    ]
    assert [each["finding_id"] for each in found] == [ACME]
    assert reader.get("/findings", params={"partner": "nobody"}).json() == {"items": [], "next_cursor": None}
    assert reader.get("/findings", params={"window": "2026-W46"}).json()["items"] == []
    assert reader.get("/findings", params={"severity": "high"}).json()["items"][0]["severity"] == "high"
    profile = reader.get("/profiles", params={"window": "2026-W47", "partner": "acme"}).json()["items"]
    assert {each["endpoint_id"] for each in profile} == {"1", "3", "4"}
    grouped = reader.get("/assignments", params={"group": 3, "window": "2026-W47"}).json()["items"]
    assert {each["group_name"] for each in grouped} == {"Inventory <i>clerks</i>"}
    tiers = reader.get("/partners", params={"tier": "gold", "owner": "mia@example.com"}).json()["items"]
    assert [each["partner"] for each in tiers] == ["acme", "evil", "formula"]


def test_one_of_each(reader: TestClient) -> None:
    """A window, a partner, a group, a finding and its explanation are there by their id; others are 404."""
    assert reader.get("/windows/2026-W47").json()["alerts"] == 3
    partner = reader.get("/partners/ACME").json()
    assert (partner["partner"], partner["contacts"][0]["email"]) == ("acme", "jo@acme.example")
    assert reader.get("/groups/2").json()["name"] == "Invoice readers"
    assert reader.get(f"/findings/{ACME}").json()["evidence"][0]["endpoint"] == "GET /v2/invoices/{id}"
    told = reader.get(f"/findings/{ACME}/explanation")
    assert told.headers["content-type"].startswith("text/plain")
    assert "What to do:" in told.text
    for path in ("/windows/2025-W01", "/partners/nobody", "/groups/77", "/findings/none", "/nothing"):
        answer = reader.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == "urn:pivotwatch:problem:not-found"


@pytest.mark.parametrize("name", FRAMES)
def test_exports_agree(reader: TestClient, name: str) -> None:
    """A frame has the same rows as JSON, CSV, Arrow and Parquet, by `format` and by Accept."""
    arrow = pl.read_ipc_stream(reader.get(f"/exports/{name}?format=arrow").content)
    parquet = pl.read_parquet(
        reader.get(f"/exports/{name}", headers={"Accept": "application/vnd.apache.parquet"}).content
    )
    rows = list(
        csv.DictReader(io.StringIO(reader.get(f"/exports/{name}", headers={"Accept": "text/csv"}).text))
    )
    assert arrow.equals(parquet)
    assert len(reader.get(f"/exports/{name}").json()) == len(rows) == arrow.height
    assert pl.read_ipc_stream(reader.get(f"/frames/{name}").content).equals(arrow)
    if rows:
        assert list(rows[0]) == arrow.columns


def test_hostile_cells_in_csv_are_harmless(reader: TestClient) -> None:
    """A name that a spreadsheet would run gets a quote in front; other formats keep it as it is."""
    rows = list(csv.DictReader(io.StringIO(reader.get("/exports/partners?format=csv").text)))
    names = {each["partner"]: each["name"] for each in rows}
    assert names["formula"] == f"'{FORMULA_NAME}"
    assert names["evil"] == HOSTILE_NAME
    plain = {each["partner"]: each["name"] for each in reader.get("/exports/partners").json()}
    assert plain["formula"] == FORMULA_NAME


def test_what_is_refused(reader: TestClient) -> None:
    """No known format is 406, a wrong cursor, window or limit 422, each with the place and the way out."""
    assert reader.get("/exports/usage", headers={"Accept": "image/png"}).status_code == 406
    for path in (
        "/findings?cursor=%21",
        "/profiles?cursor=WzFd",
        "/findings?window=soon",
        "/exports/usage?window=x",
    ):
        assert reader.get(path).status_code == 422, path
    wrong = reader.get("/findings?limit=0&severity=fatal").json()
    assert {each["place"] for each in wrong["errors"]} == {"query.limit", "query.severity"}
    assert reader.get("/partners/a%00b").status_code == 400
    refused = reader.delete("/cases")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    ("path", "sent", "wanted"),
    [("/cases", "text/plain", "application/json"), ("/partners/import", "application/json", "text")],
)
def test_a_body_of_another_kind_is_told_so(world: World, path: str, sent: str, wanted: str) -> None:
    """Text where JSON is wanted and JSON where text is: 415, naming what to send."""
    refused = world.client().post(path, content='{"id": "a"}', headers={"Content-Type": sent})
    assert refused.status_code == 415
    assert f"Send the body as {wanted}" in refused.json()["detail"]
