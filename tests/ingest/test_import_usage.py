"""A ready-made usage table becomes usage, once, or is refused as a whole with every bad row named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from ingest_files import NOW, Ingest, combined, write

from foundation import InputError, Warehouse, WindowKind
from ingest import Imported, import_usage, read_usage_table

ARTICLE = Path(__file__).parents[2] / "data" / "samples" / "article.csv"
KEY = b"k" * 32


def bring(
    store: Warehouse,
    file: Path,
    window: str | None = None,
    setting: WindowKind | None = None,
    *,
    replace: bool = False,
) -> Imported:
    return import_usage(store, read_usage_table(file, window), str(file), KEY, NOW, setting, replace=replace)


def csv(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def usage(store: Warehouse) -> dict[tuple[str, str], int]:
    rows = store.rows("SELECT partner_id, label, calls FROM usage JOIN endpoints USING (endpoint_id)")
    return {(partner, label): calls for partner, label, calls in rows}


def test_the_article(store: Warehouse) -> None:
    """The canonical table of seven partners comes in with its labels and counts as they are."""
    done = bring(store, ARTICLE, "2026-11")
    assert (done.partners, done.endpoints, done.windows) == (7, 6, 1)
    found = usage(store)
    assert found["A", "POST Contact"] == 30
    assert found["G", "GET Inventory"] == 89
    assert ("A", "POST Inventory") not in found
    assert store.rows("SELECT value FROM platform_facts WHERE name = 'window'") == [("month",)]
    assert store.one("SELECT DISTINCT day FROM credential_usage") == (date(2026, 11, 1),)


def test_same_table_again(store: Warehouse, tmp_path: Path) -> None:
    """The same table adds nothing, even with its rows in another order and under another name."""
    bring(store, ARTICLE, "2026-11")
    head, *rows = ARTICLE.read_text().splitlines()
    assert bring(store, csv(tmp_path / "b.csv", "\n".join([head, *reversed(rows)])), "2026-11").known
    assert sum(usage(store).values()) == pl.read_csv(ARTICLE).drop("partner").to_numpy().sum()


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_long_table(store: Warehouse, tmp_path: Path, suffix: str) -> None:
    """A long table brings windows of its own, and errors as part of its calls."""
    table = pl.DataFrame(
        {
            "Window": ["2026-W46", "2026-W47", "2026-11-20"],
            "partner": ["acme", "ACME ", "acme"],
            "endpoint": ["GET /v1/things/{id}"] * 3,
            "calls": [5, 7, 1],
            "errors": [0, 7, None],
        }
    )
    file = tmp_path / f"t.{suffix}"
    table.write_csv(file) if suffix == "csv" else table.write_parquet(file)
    bring(store, file)
    assert usage_by_day(store) == {
        date(2026, 11, 9): (5, 0),
        date(2026, 11, 16): (7, 7),
        date(2026, 11, 20): (1, 0),
    }
    assert store.one("SELECT count(DISTINCT credential_id) FROM credential_usage") == (1,)


def usage_by_day(store: Warehouse) -> dict[date, tuple[int, int]]:
    return {day: (calls, errors) for day, calls, errors in store.rows("SELECT day, calls, errors FROM usage")}


def test_same_endpoint_as_the_logs(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """`GET /path` in a table is the endpoint that logs give, also one that was only refused there."""
    refused = combined(2, "GET /v1/others/2 HTTP/1.1").replace(" 200 ", " 404 ")
    ingest(write(tmp_path / "access.log", [combined(1), refused]))
    table = (
        "window,partner,endpoint,calls\n2026-W40,p,GET /v1/things/{id},3\n2026-W40,p,GET /v1/others/{id},5\n"
    )
    bring(store, csv(tmp_path / "t.csv", table))
    assert store.one("SELECT count(*) FROM endpoints WHERE counted") == (2,)
    assert usage(store)["p", "GET /v1/others/{id}"] == 5


def test_all_bad_rows_are_named(store: Warehouse, tmp_path: Path) -> None:
    """A table with bad rows is refused, each is named, and nothing is written."""
    text = (
        "window,partner,endpoint,calls,errors\n"
        "2026-W47,acme,GET a,5,0\n2026-W99,acme,GET b,5,0\n2026-W47,,GET c,5,0\n2026-W47,acme,GET d,five,0\n"
        "2026-W47,acme,GET e,5,6\n2026-W47,acme,GET f,-1,0\n2026-W47,acme,GET a,9,0\n2026-W47,acme,,1.5,0\n"
    )
    with pytest.raises(InputError) as refused:
        bring(store, csv(tmp_path / "t.csv", text))
    rows = {int(problem.place.partition("row ")[2].partition(",")[0]) for problem in refused.value.problems}
    assert rows == {1, 2, 3, 4, 5, 6, 7, 8}
    assert all("column '" in problem.place for problem in refused.value.problems)
    assert store.one("SELECT count(*) FROM loads") == (0,)


@pytest.mark.parametrize(
    ("text", "window", "message"),
    [
        ("partner,GET a\nacme,1\n", None, "--window"),
        ("partner,endpoint,calls\nacme,GET a,1\n", None, "--window"),
        ("window,partner,endpoint,calls\n2026-11,acme,GET a,1\n", "2026-11", "leave --window away"),
        ("window,partner,endpoint,calls\n2026-11,a,GET a,1\n2026-W40,a,GET a,1\n", None, "several kinds"),
        ("", None, "no usage"),
        ("partner,GET a,GET b,GET a\nacme,1,2,3\n", "2026-11", "several columns 'GET a'; give each"),
        ("partner,GET a\n", "2026-11", "no usage"),
    ],
)
def test_tables_that_cannot_be_read(
    store: Warehouse, tmp_path: Path, text: str, window: str | None, message: str
) -> None:
    """What is missing is said, with the way to give it."""
    with pytest.raises(InputError, match=message):
        bring(store, csv(tmp_path / "t.csv", text), window)


def test_another_kind_of_window(store: Warehouse) -> None:
    """A platform of months refuses a table of weeks and takes one of days."""
    bring(store, ARTICLE, "2026-11")
    with pytest.raises(InputError, match="by week, this platform by month"):
        bring(store, ARTICLE, "2026-W10")
    assert bring(store, ARTICLE, "2026-10-01").rows == 26


def test_logs_fix_weeks(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """After logs, without a setting, a table of months is refused: the platform has weeks."""
    ingest(write(tmp_path / "access.log", [combined(1)]))
    with pytest.raises(InputError, match="by month, this platform by week"):
        bring(store, ARTICLE, "2026-11")


def test_corrected_table(store: Warehouse, tmp_path: Path) -> None:
    """A corrected table is refused as an overlap, and with `replace` takes the place of the first one."""
    bring(store, ARTICLE, "2026-11")
    fixed = csv(tmp_path / "fixed.csv", ARTICLE.read_text().replace("A,30", "A,31"))
    with pytest.raises(InputError, match="--replace"):
        bring(store, fixed, "2026-11")
    assert bring(store, fixed, "2026-11", replace=True).replaced == 26
    assert usage(store)["A", "POST Contact"] == 31
    assert bring(store, ARTICLE, "2026-11", replace=True).rows == 26
    assert usage(store)["A", "POST Contact"] == 30


def test_other_partners_of_the_window(store: Warehouse, tmp_path: Path) -> None:
    """A second table of the same window with other partners is no overlap."""
    bring(store, ARTICLE, "2026-11")
    assert bring(store, csv(tmp_path / "t.csv", "partner,POST Contact\nH,5\n"), "2026-11").rows == 1
