"""Pandas stays out while the store looks at values, and can be had afterwards."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("pandas")

CODE = """
import sys
from foundation import Warehouse, pandas_left_out
with pandas_left_out():
    import numpy, pyarrow
    pyarrow.array(numpy.arange(3))
    with Warehouse.in_memory() as warehouse:
        assert warehouse.one("SELECT $x", {"x": 1}) == (1,)
    assert "pandas" not in sys.modules
import pandas
assert pyarrow.table({"a": [1]}).to_pandas()["a"].sum() == 1
"""


def test_arrow_and_duckdb_do_without() -> None:
    """Arrow and DuckDB take values as if pandas were not there; after that both know it again."""
    subprocess.run([sys.executable, "-c", CODE], check=True)
