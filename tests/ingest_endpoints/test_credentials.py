"""Credentials: spellings fold, secrets are hashed, nobody is nobody."""

from __future__ import annotations

from datetime import date

import polars as pl

from foundation import Warehouse
from ingest.credentials import NOBODY, credential_number, resolve

KEY = b"k" * 32
Row = tuple[str | None, str, date]


def load(warehouse: Warehouse, rows: list[Row]) -> dict[str | None, int]:
    frame = pl.DataFrame(
        rows, schema={"credential": pl.String, "kind": pl.String, "first_day": pl.Date}, orient="row"
    )
    with warehouse.lent("rows_given", frame):
        warehouse.execute(
            "CREATE OR REPLACE TEMP TABLE staged_credentials AS "
            "SELECT *, first_day + 1 AS last_day FROM rows_given"
        )
    resolve(warehouse, KEY)
    return dict(warehouse.rows("SELECT credential, credential_id FROM staged_credential_ids"))


DAY = date(2026, 11, 2)


def test_spellings_of_one_name_are_one_credential(warehouse: Warehouse) -> None:
    """Case, blanks and Unicode forms fold; the smallest spelling of the first load is shown."""
    ids = load(warehouse, [("ACME ", "consumer", DAY), ("acme", "consumer", DAY), ("\uff21cme", "user", DAY)])
    assert len(set(ids.values())) == 1
    assert warehouse.rows("SELECT shown FROM credentials") == [("ACME",)]
    assert load(warehouse, [("globex", "consumer", DAY)])["globex"] not in ids.values()


def test_an_api_key_is_stored_as_a_keyed_hash_only(warehouse: Warehouse) -> None:
    """No column of the store holds the text of a key, and another home's secret gives another hash."""
    ids = load(warehouse, [("s3cr3t-key-0001", "api_key", DAY)])
    ((shown,),) = warehouse.rows("SELECT shown FROM credentials")
    assert shown.startswith("key ")
    assert "s3cr3t" not in str(warehouse.rows("FROM credentials"))
    assert credential_number("s3cr3t-key-0001", b"x" * 32) not in ids.values()


def test_no_name_is_nobody(warehouse: Warehouse) -> None:
    """Missing, empty and `-` credentials share id 0, which no named credential has."""
    nobody: list[Row] = [(None, "consumer", DAY), ("", "consumer", DAY), (" - ", "api_key", DAY)]
    ids = load(warehouse, [*nobody, ("0", "consumer", DAY)])
    assert [ids[text] for text, _, _ in nobody] == [NOBODY] * 3
    assert ids["0"] != NOBODY
    assert warehouse.rows("SELECT shown, kind FROM credentials WHERE credential_id = 0") == [
        ("(nobody named)", "nobody")
    ]


def test_days_widen_both_ways(warehouse: Warehouse) -> None:
    """First and last day follow loads in any order; the shown spelling stays."""
    load(warehouse, [("acme", "consumer", date(2026, 11, 10))])
    load(warehouse, [("ACME", "consumer", date(2026, 11, 2))])
    load(warehouse, [("acme", "consumer", date(2026, 11, 20))])
    assert warehouse.rows("SELECT shown, first_day, last_day FROM credentials") == [
        ("acme", date(2026, 11, 2), date(2026, 11, 21))
    ]
