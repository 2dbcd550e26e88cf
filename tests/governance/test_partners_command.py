"""`pivotwatch partners` and `pivotwatch endpoints` as a user types them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from foundation import Home, InputError
from governance import open_record
from ingest.credentials import resolve as resolve_credentials
from ingest.endpoints import Endpoint
from pivotwatch.app import App
from pivotwatch.cli import pivotwatch

DAY = date(2026, 11, 2)


def run(home: Home, *arguments: str) -> Result:
    found = CliRunner().invoke(pivotwatch, ["--home", str(home.path), *arguments])
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found


def listed(home: Home, *arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(home, *arguments, "--json").stdout.splitlines()]


@pytest.fixture
def logs(home: Home) -> Home:
    """A store that has seen three callers of two endpoints, one caller under two spellings and a key."""
    callers = [("ACME ", "consumer"), ("acme", "consumer"), ("letmein", "api_key"), ("stranger", "consumer")]
    with App(home).warehouse() as warehouse:
        frame = pl.DataFrame(callers, schema=["credential", "kind"], orient="row").with_columns(
            pl.lit(DAY).alias("first_day"), pl.lit(DAY).alias("last_day")
        )
        warehouse.append("endpoints", _endpoints())
        with warehouse.lent("callers", frame):
            warehouse.execute("CREATE TEMP TABLE staged_credentials AS FROM callers")
        resolve_credentials(warehouse, home.secret_key())
        warehouse.execute(
            "INSERT INTO credential_usage SELECT DISTINCT ?, credential_id, endpoint_id, 10, 1, 1 "
            "FROM staged_credential_ids, endpoints WHERE template = '/contacts'",
            [DAY],
        )
    return home


def _endpoints() -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "endpoint_id": endpoint.number,
                "api": "",
                "method": "GET",
                "template": endpoint.template,
                "label": endpoint.label,
                "source": "heuristic",
                "counted": True,
                "first_day": DAY,
            }
            for endpoint in (Endpoint("", "GET", "/contacts"), Endpoint("", "GET", "/idle"))
        ]
    )


@pytest.fixture
def register(tmp_path: Path) -> Path:
    file = tmp_path / "partners.csv"
    file.write_text(
        "id,name,credentials,tier\nacme,Acme GmbH,key:letmein,gold\nsilent,Silent,,\n", encoding="utf-8"
    )
    return file


def test_callers_without_a_register_are_provisional_partners(logs: Home) -> None:
    """Before there is a register every credential is a partner of its own, and listed as provisional."""
    rows = listed(logs, "partners")
    assert all(row["provisional"] for row in rows)
    assert [row["name"] for row in rows if not row["name"].startswith("key ")] == ["ACME", "stranger"]


def test_the_register_joins_credentials_to_partners(logs: Home, register: Path) -> None:
    """After the import a partner's credentials sum up; who is not registered stays provisional."""
    assert run(logs, "partners", "import", str(register)).stderr.splitlines() == [
        "2 added (acme, silent)",
        "0 changed",
        "0 unchanged",
    ]
    rows = {row["partner"]: row for row in listed(logs, "partners")}
    assert (rows["acme"]["calls"], rows["acme"]["name"], rows["acme"]["provisional"]) == (
        20,
        "Acme GmbH",
        False,
    )
    assert (rows["silent"]["calls"], rows["silent"]["first_day"]) == (0, None)
    assert rows["stranger"]["provisional"]
    with App(logs).warehouse(read_only=True) as warehouse:
        usage = warehouse.rows("SELECT partner_id, calls FROM usage ORDER BY ALL")
    assert usage == [("acme", 20), ("stranger", 10)]


def test_a_dry_run_and_a_refused_file_leave_everything(logs: Home, register: Path, tmp_path: Path) -> None:
    """A dry run tells the outcome; a bad file is refused; after both the listing is what it was."""
    before = listed(logs, "partners")
    assert "2 added" in run(logs, "partners", "import", "--dry-run", str(register)).stderr
    bad = tmp_path / "bad.csv"
    bad.write_text("id,time_zone\na,Mars/One\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.csv:2: time_zone"):
        run(logs, "partners", "import", str(bad))
    assert listed(logs, "partners") == before


def test_no_store_holds_the_text_of_a_key(logs: Home, register: Path) -> None:
    """Neither the record nor the warehouse contains a key that the register named."""
    run(logs, "partners", "import", str(register))
    open_record("", logs.governance_file).dispose()
    for file in logs.path.iterdir():
        assert b"letmein" not in file.read_bytes(), file


def test_a_partner_is_shown_with_what_logs_know(logs: Home, register: Path) -> None:
    """`partners show` names credentials, calls and declarations, under any spelling of the id."""
    run(logs, "partners", "import", str(register))
    (facts,) = listed(logs, "partners", "show", " ACME")
    assert facts["tier"] == "gold"
    assert sorted(each["calls"] for each in facts["credentials"]) == [0, 10, 10]
    assert "letmein" not in json.dumps(facts)


def test_endpoints_list_calls_and_partners(logs: Home, register: Path) -> None:
    """`endpoints` counts calls and partners, not credentials; a window limits both."""
    run(logs, "partners", "import", str(register))
    rows = {row["endpoint"]: row for row in listed(logs, "endpoints")}
    assert (rows["GET /contacts"]["calls"], rows["GET /contacts"]["partners"]) == (30, 2)
    assert (rows["GET /idle"]["calls"], rows["GET /idle"]["documented"]) == (0, None)
    assert [row["endpoint"] for row in listed(logs, "endpoints", "--window", "2026-W45")] == ["GET /contacts"]
    assert listed(logs, "endpoints", "list", "--window", "2026-W44") == []


def test_a_document_shows_in_the_listing(logs: Home, tmp_path: Path) -> None:
    """After an import the listing tells which endpoints are documented and which are deprecated."""
    spec = tmp_path / "api.yaml"
    spec.write_text("openapi: 3.0.0\npaths: {/contacts: {get: {deprecated: true}}}\n", encoding="utf-8")
    run(logs, "endpoints", "import", str(spec))
    rows = {row["endpoint"]: row for row in listed(logs, "endpoints")}
    assert (rows["GET /contacts"]["documented"], rows["GET /contacts"]["deprecated"]) == (True, True)
    assert rows["GET /idle"]["documented"] is False
    assert "No endpoint was merged" in run(logs, "endpoints", "merges").stderr
