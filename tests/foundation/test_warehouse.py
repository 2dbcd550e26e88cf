"""The warehouse: opening, owning, migrating, transactions."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys

import duckdb
import polars as pl
import pytest

from foundation import Home, HomeBusyError, InputError, PivotwatchError, Warehouse
from foundation.warehouse.migrations import known_migrations
from tests.request_numbers import request_number

_HOLD = """
import sys
from pathlib import Path
from foundation import Warehouse
with Warehouse.open(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_told_who_owns_the_store(home: Home) -> None:
    """While one process works on the store, another is refused with the reason, and can work afterwards."""
    command = [sys.executable, "-c", _HOLD, str(home.warehouse_file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        owner.stdout.readline()
        with pytest.raises(HomeBusyError, match="Another process"):
            Warehouse.open(home.warehouse_file)
        owner.communicate(b"")
    Warehouse.open(home.warehouse_file).close()


_CUT_SHORT = """
import resource, signal, sys
from pathlib import Path
from foundation import Warehouse
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
Warehouse.open(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("written", [0, 4096])
def test_a_store_can_be_opened_though_its_maker_was_killed(home: Home, written: int) -> None:
    """Whoever is killed before or between the headers of a new store leaves nothing in the way."""
    maker = subprocess.run(
        [sys.executable, "-c", _CUT_SHORT, str(home.warehouse_file), str(written)], check=False
    )
    assert maker.returncode == -signal.SIGXFSZ
    with Warehouse.open(home.warehouse_file) as store:
        assert store.rows("SELECT count(*) FROM calls") == [(0,)]


def test_a_log_without_its_store_is_no_obstacle(home: Home) -> None:
    """Where somebody deleted the store but not its log, a new one is made, and takes nothing from it."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(home.warehouse_file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout is not None
        owner.stdout.readline()
        owner.kill()
    home.warehouse_file.unlink()
    Warehouse.open(home.warehouse_file).close()
    assert sorted(file.name for file in home.warehouse_file.parent.glob(f"{home.warehouse_file.name}*")) == [
        home.warehouse_file.name
    ]


def test_a_store_of_a_newer_version_is_left_alone(home: Home) -> None:
    """A store written by a newer version is refused with both versions named."""
    with Warehouse.open(home.warehouse_file) as store:
        store.execute("INSERT INTO schema_versions VALUES (9999, 'future')")
    with pytest.raises(PivotwatchError, match="9999"):
        Warehouse.open(home.warehouse_file)


def test_request_ids_of_an_older_store_become_their_numbers(home: Home) -> None:
    """Calls loaded by an older version are still recognised when their lines come again."""
    with duckdb.connect(str(home.warehouse_file)) as old:
        for step in list(known_migrations())[:3]:
            old.execute(step.sql)
        old.execute("CREATE TABLE schema_versions AS SELECT 3 AS version, '' AS name")
        day = "DATE '2026-11-21'"
        old.execute(f"INSERT INTO calls SELECT {day}, {day}, 1, 1, 200, 1, 1, unnest(['r1', NULL]), 1")
    with Warehouse.open(home.warehouse_file) as store:
        assert set(store.rows("SELECT request_id FROM calls")) == {(request_number("r1"),), (None,)}


def test_what_is_no_database_is_refused(home: Home) -> None:
    """A file that is no DuckDB database is refused by its name, with the way out, and stays as it was."""
    home.warehouse_file.write_bytes(b"not a database at all" * 1000)
    with pytest.raises(InputError, match=r"pivotwatch\.duckdb.*pivotwatch restore"):
        Warehouse.open(home.warehouse_file)
    assert home.warehouse_file.read_bytes().startswith(b"not a database")


def test_reading_before_there_is_a_store_tells_the_first_step(home: Home) -> None:
    """Reading where nothing was loaded yet names the command to begin with, and makes no file."""
    with pytest.raises(InputError, match="pivotwatch ingest"):
        Warehouse.open(home.warehouse_file, read_only=True)
    assert not home.warehouse_file.exists()


def test_a_failed_transaction_leaves_nothing(warehouse: Warehouse) -> None:
    """What a block wrote before it failed is taken back."""
    fact = pl.DataFrame({"name": ["window"], "value": ["month"]})

    def fail_half_way() -> None:
        with warehouse.transaction():
            warehouse.append("platform_facts", fact)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert warehouse.rows("SELECT * FROM platform_facts") == []
    with warehouse.transaction():
        warehouse.append("platform_facts", fact)
    assert warehouse.rows("SELECT * FROM platform_facts") == [("window", "month")]


def test_a_store_that_was_killed_at_birth_opens_again(home: Home) -> None:
    """What lies on disk right after the first open is a whole store: nobody closed it, and it opens."""
    killed = home.path / "killed.duckdb"
    with Warehouse.open(home.warehouse_file) as warehouse:
        warehouse.execute("INSERT INTO platform_facts VALUES ('key', 'value')")
        for ending in ("", ".wal"):
            shutil.copy(f"{home.warehouse_file}{ending}", f"{killed}{ending}")
    with Warehouse.open(killed) as again:
        assert again.rows("SELECT value FROM platform_facts WHERE name = 'key'") == [("value",)]
