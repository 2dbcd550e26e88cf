"""`pivotwatch pull`: an engine counts what it holds, and the store has what it would have from files."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import lake
import polars as pl
import pytest
from pulled_home import Place, source
from pydantic import SecretStr

from foundation import FixedClock, Home, InputError
from ingest.pulling import pull
from ingest.pulling.connecting import connected, table_of
from ingest.pulling.settings import ColumnSettings, WarehouseSourceSettings
from pivotwatch.app import App
from pivotwatch.terms import terms_of

RANGE = ("--from", lake.FIRST, "--to", lake.LAST)


@pytest.fixture(params=["duckdb", pytest.param("postgres", marks=pytest.mark.needs("postgres")), "spark"])
def engine(request: pytest.FixtureRequest, parquet: Path, tmp_path: Path) -> str:
    """The settings of each engine that runs here."""
    if request.param == "duckdb":
        return source("duckdb://", str(parquet))
    if request.param == "postgres":
        return source(request.getfixturevalue("postgres"), "gateway.calls")
    request.applymarker(pytest.mark.needs("java"))
    by_day = _by_day(request.getfixturevalue("calls"), tmp_path / "lake")
    return source(request.getfixturevalue("spark"), by_day, "days_per_query = 5") + 'partition = "dt"\n'


def _by_day(calls: list[dict[str, Any]], folder: Path) -> str:
    """Write a folder of files for each UTC day; return the pattern of all."""
    for (day,), part in lake.table(calls).with_columns(dt=pl.col("ts").dt.date()).group_by("dt"):
        (folder / f"dt={day}").mkdir(parents=True)
        part.drop("dt").write_parquet(folder / f"dt={day}" / "calls.parquet")
    return str(folder / "*" / "*.parquet")


def test_every_engine_counts_what_files_give(
    tmp_path: Path, engine: str, from_files: tuple[Place, list[dict[str, Any]]]
) -> None:
    """Row by row the same usage, and of every day the same calls, duplicates and rejects."""
    expected, files = from_files
    place = Place(tmp_path / "home", engine)
    days = place.listed("pull", *RANGE)
    figures = ("lines", "calls", "duplicates", "rejects")
    assert [[day[name] for name in figures] for day in days] == [[f[name] for name in figures] for f in files]
    assert sum(day["duplicates"] for day in days) > 50
    assert sum(day["rejects"] for day in days) > 100
    assert place.usage() == expected.usage()
    assert sum(day["bytes"] for day in days) == expected.statuses()
    assert all(200 < day["mean_latency_ms"] < 500 for day in days)


@pytest.mark.needs("postgres")
@pytest.mark.parametrize(
    "query",
    [
        "SELECT *, 'eu' AS region FROM gateway.calls WHERE status > 400;\n",
        "SELECT *, 'eu' AS region FROM gateway.calls -- of the union",
    ],
)
def test_a_query_is_asked_by_whoever_may_only_read(postgres: str, query: str) -> None:
    """On PostgreSQL a query of one's own needs no right to make views, and may end as one types it."""
    url = f"{postgres}?options=-c%20default_transaction_read_only%3Don"
    columns = ColumnSettings(api="region")
    asked = WarehouseSourceSettings(url=SecretStr(url), query=query, columns=columns)
    calls = table_of(connected("lake", asked), "lake", asked)
    assert calls.limit(1).to_pyarrow().to_pylist()[0]["region"] == "eu"
    wrong = WarehouseSourceSettings(url=SecretStr(url), query="SELECT * FROM gateway.call", columns=columns)
    with pytest.raises(InputError, match=r'relation "gateway.call" does not exist'):
        table_of(connected("lake", wrong), "lake", wrong)


def test_the_same_days_again_add_nothing(tmp_path: Path, parquet: Path) -> None:
    """Counting again changes neither the store nor the ledger."""
    place = Place(tmp_path / "home", source("duckdb://", str(parquet)))
    place.listed("pull", *RANGE)
    before = place.usage()
    again = place.listed("pull", *RANGE, "--again")
    assert [day["changed"] for day in again] == [False] * 5
    assert place.usage() == before


def test_late_calls_replace_their_day_and_reopen_its_window(
    tmp_path: Path, calls: list[dict[str, Any]]
) -> None:
    """A day in the look-back whose calls have grown is replaced, and the run judges its window again."""
    file = tmp_path / "calls.parquet"
    late = calls[-1] | {
        "ts": calls[-1]["ts"].replace(day=29, hour=12),
        "consumer": "latecomer",
        "request_id": "late",
    }
    lake.table(calls).write_parquet(file)
    place = Place(tmp_path / "home", source("duckdb://", str(file)))
    place.listed("pull", *RANGE)
    assert place.run("run").returncode == 0
    pl.concat([lake.table(calls), lake.table([late])]).write_parquet(file)
    taken = place.listed("pull", "--to", lake.LAST)
    assert [(day["day"], day["changed"]) for day in taken] == [
        ("2026-03-29", True), ("2026-03-30", False), ("2026-03-31", False)
    ]  # fmt: skip
    run = place.run("run")
    assert "2026-W13" in run.stdout + run.stderr
    assert any(row["partner"] == "latecomer" for row in place.listed("partners", "list"))


def test_a_day_without_calls_is_not_asked_for_again(tmp_path: Path, parquet: Path) -> None:
    """Beyond the look-back, days that held nothing are done, too; a pull that found nothing says so."""
    place = Place(tmp_path / "home", source("duckdb://", str(parquet), "lookback_days = 0"))
    early = place.run("pull", "--from", "2026-03-20", "--to", "2026-03-21")
    assert "lake holds no rows of 2026-03-20 to 2026-03-21." in early.stderr
    done = place.run("pull", "--from", "2026-03-22", "--to", lake.LAST, "--json")
    assert [json.loads(line)["lines"] for line in done.stdout.splitlines()[:5]] == [0] * 5
    assert "holds no rows" not in done.stderr
    assert "name no caller and count for no partner. `columns.credential` is empty there" in done.stderr
    assert place.listed("pull", "--to", lake.LAST) == []


def test_what_was_stopped_goes_on(tmp_path: Path, parquet: Path) -> None:
    """Days that are in the store are left out of a later, longer pull."""
    place = Place(tmp_path / "home", source("duckdb://", str(parquet), "lookback_days = 0"))
    place.listed("pull", "--from", lake.FIRST, "--to", "2026-03-28")
    rest = place.listed("pull", *RANGE)
    assert [day["day"] for day in rest] == ["2026-03-29", "2026-03-30", "2026-03-31"]


def test_whole_numbers_are_moments(tmp_path: Path, calls: list[dict[str, Any]]) -> None:
    """A time column of milliseconds since 1970 gives the same days; a latency has the unit that is said."""
    file = tmp_path / "calls.parquet"
    table = lake.table(calls)
    table.with_columns(pl.col("ts").dt.epoch("ms")).write_parquet(file)
    units = 'epoch = "ms"\nlatency_unit = "us"'
    numbers = Place(tmp_path / "numbers", source("duckdb://", str(file), units))
    table.write_parquet(tmp_path / "stamps.parquet")
    stamps = Place(tmp_path / "stamps", source("duckdb://", str(tmp_path / "stamps.parquet")))
    of_microseconds, of_milliseconds = numbers.listed("pull", *RANGE), stamps.listed("pull", *RANGE)
    for less, more in zip(of_microseconds, of_milliseconds, strict=True):
        assert less["mean_latency_ms"] == pytest.approx(more["mean_latency_ms"] / 1000, abs=0.001)
    assert numbers.usage() == stamps.usage()


def test_only_the_partitions_in_question_are_read(tmp_path: Path, calls: list[dict[str, Any]]) -> None:
    """With a partition column named, other days' files are not opened: one of them is garbage."""
    pattern = _by_day(calls, tmp_path / "lake")
    broken = tmp_path / "lake" / "dt=2026-04-09"
    broken.mkdir()
    lake.table(calls[:1]).write_parquet(broken / "calls.parquet")
    whole = (broken / "calls.parquet").read_bytes()
    (broken / "calls.parquet").write_bytes(
        whole[:4] + b"\0" * 40 + whole[44:]
    )  # its footer reads, its data does not
    place = Place(tmp_path / "home", source("duckdb://", pattern) + 'partition = "dt"\n')
    assert sum(day["calls"] for day in place.listed("pull", *RANGE)) > 3000


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("", "name no warehouse"),
        (source("duckdb://", "/nowhere/*.parquet"), "/nowhere/"),
        (source("duckdb://", "FILE") + 'method = "verb"\npath = "uri"\n', "'verb', 'uri'"),
        (source("teradata://host", "calls"), "ingest.warehouses.lake.url"),
        ("[ingest.warehouses.lake]\nurl = 'duckdb://'\n", "either `table` or `query`"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, parquet: Path, settings: str, told: str) -> None:
    """Settings that lead nowhere end with exit code 1 and the place to mend, without a traceback."""
    place = Place(tmp_path / "home", settings.replace("FILE", str(parquet)))
    done = place.run("pull", *RANGE)
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_partition_that_is_no_day_is_named(tmp_path: Path, calls: list[dict[str, Any]]) -> None:
    """Files in folders by month are counted without a partition column; naming one is refused."""
    (tmp_path / "month=2026-03").mkdir()
    lake.table(calls).write_parquet(tmp_path / "month=2026-03" / "calls.parquet")
    app = App(Home(tmp_path / "home"), FixedClock(datetime(2026, 4, 2, tzinfo=UTC)))
    table, day = str(tmp_path / "*" / "*.parquet"), date(2026, 3, 28)
    whole = WarehouseSourceSettings(url=SecretStr("duckdb://"), table=table)
    cut = WarehouseSourceSettings(url=whole.url, table=table, columns=ColumnSettings(partition="month"))
    with app.warehouse() as warehouse:
        (counted,) = pull(warehouse, "lake", whole, [day], terms_of(app))
        assert counted.counts.calls > 500
        with pytest.raises(InputError, match=r"`columns.partition` has to hold days"):
            list(pull(warehouse, "lake", cut, [day], terms_of(app)))


def test_a_folder_is_no_pattern() -> None:
    """Files are named by a pattern that tells their kind; a folder alone is refused with the way out."""
    asked = WarehouseSourceSettings(url=SecretStr("duckdb://"), table="/data/calls")
    with pytest.raises(InputError, match=r"'/data/calls' cannot be read: .* such as \*/\*\.parquet"):
        table_of(connected("lake", asked), "lake", asked)


def test_where_to_begin_must_be_said_once(tmp_path: Path, parquet: Path) -> None:
    """The first pull without --from says so instead of guessing how far the table goes back."""
    place = Place(tmp_path / "home", source("duckdb://", str(parquet)))
    done = place.run("pull")
    assert done.returncode == 1
    assert "--from" in done.stderr


def test_explain_asks_nothing(tmp_path: Path, parquet: Path) -> None:
    """--explain prints the engine's SQL and leaves the store as it is."""
    place = Place(tmp_path / "home", source("duckdb://", str(parquet)))
    done = place.run("pull", *RANGE, "--explain")
    assert done.returncode == 0
    assert "GROUP BY" in done.stdout
    assert not (place.home / "pivotwatch.duckdb").exists()
