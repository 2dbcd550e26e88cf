"""Work in a process of its own: it uses the store as if it were here, and its end is never the service's."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from foundation import InputError, PivotwatchError, UnknownNameError, Warehouse
from foundation.warehouse import DistantWarehouse, Owner, portable
from governance import ConflictError
from pivotwatch.service.apart import STORE, told_apart, told_here

ENDPOINTS = "SELECT template FROM endpoints ORDER BY 1"


def _row(template: str) -> pl.DataFrame:
    row = {"endpoint_id": 1, "api": "", "method": "GET", "template": template, "label": template}
    return pl.DataFrame([row | {"source": "import", "counted": True, "first_day": date(2026, 1, 5)}])


def _fails(warehouse: Warehouse) -> None:
    with warehouse.transaction():
        warehouse.append("endpoints", _row("/a"))
        raise KeyError


def test_it_has_every_method_of_the_store() -> None:
    """Rows, records, frames and tables are the same; what a block wrote is there when it ended well."""
    with Warehouse.in_memory() as warehouse, Owner(warehouse) as owner:
        distant = DistantWarehouse(owner.do)
        with distant.transaction():
            distant.append("endpoints", _row("/a"))
        assert distant.rows(ENDPOINTS) == warehouse.rows(ENDPOINTS) == [("/a",)]
        assert distant.one("SELECT count(*) FROM endpoints WHERE template = $t", {"t": "/a"}) == (1,)
        assert list(distant.records(ENDPOINTS)) == [{"template": "/a"}]
        assert distant.frame(ENDPOINTS).equals(warehouse.frame(ENDPOINTS))
        assert distant.table(ENDPOINTS) == warehouse.table(ENDPOINTS)
        assert isinstance(distant.refusal("SELECT CAST('x' AS INTEGER)"), str)
        assert distant.refusal("SELECT 1") is None


def test_what_did_not_end_well_is_taken_back() -> None:
    """An error in a block, and an end in the midst of one, leave nothing; the store goes on."""
    with Warehouse.in_memory() as warehouse:
        with Owner(warehouse) as owner:
            distant = DistantWarehouse(owner.do)
            with pytest.raises(KeyError):
                _fails(distant)
            owner.do("begin", ())
            distant.append("endpoints", _row("/b"))
        assert warehouse.rows(ENDPOINTS) == []
        with warehouse.transaction():
            warehouse.append("endpoints", _row("/c"))


def test_another_process_does_it(tmp_path: Path) -> None:
    """It is another process, with low priority; its answers and its errors come back."""
    with Warehouse.in_memory() as warehouse:
        assert list(told_apart(warehouse, "os:nice", 0)) == [min(19, os.nice(0) + 10)]
        list(told_apart(warehouse, "foundation.warehouse:copy_store", STORE, tmp_path / "copy.duckdb"))
        with pytest.raises(InputError, match="nonsense") as raised:
            list(told_apart(warehouse, "foundation:parse_window", "nonsense"))
        assert "parse_window" in "".join(raised.value.__notes__)  # the log tells where it was
    assert (tmp_path / "copy.duckdb").exists()


def test_its_death_is_an_error_and_no_more() -> None:
    """A process that ends without a word is told of; the store can be used after it."""
    with Warehouse.in_memory() as warehouse:
        with pytest.raises(PivotwatchError, match="ended with 3 and without a word"):
            list(told_apart(warehouse, "os:_exit", 3))
        assert warehouse.one("SELECT 1") == (1,)


def test_here_it_is_the_same() -> None:
    """Where a second process is not worth its start, things yielded and returned come likewise."""
    with Warehouse.in_memory() as warehouse:
        (window,) = told_here(warehouse, "foundation:parse_window", "2026-W02")
        assert window.key == "2026-W02"
        (same,) = told_here(warehouse, "copy:copy", STORE)
        assert same.rows("SELECT 1") == [(1,)]


@pytest.mark.parametrize(
    "error", [InputError("no"), UnknownNameError("window", "x", ["a"]), ConflictError("no"), KeyError("a")]
)
def test_errors_travel(error: Exception) -> None:
    """Errors that can be copied come as they are, others as one that says the same."""
    assert portable(error) is error or str(portable(error)) == str(error)
    odd = subprocess.CalledProcessError(1, "x")
    odd.cmd = (each for each in ())  # cannot be copied
    assert "CalledProcessError" in str(portable(odd))
