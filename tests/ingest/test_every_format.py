"""Each format's sample lines, from a file through the store."""

from __future__ import annotations

from pathlib import Path

import pytest
from ingest_files import Ingest

from foundation import Warehouse
from ingest import SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_samples_load(ingest: Ingest, store: Warehouse, tmp_path: Path, name: str) -> None:
    """A file of sample lines becomes calls with endpoints and usage, and the rest is quarantined."""
    samples = SHIPPED[name].samples
    file = tmp_path / "samples.log"
    file.write_text("".join(f"{sample.line}\n" for sample in samples), newline="")
    result = ingest(file, form=name)
    good = sum(sample.call is not None for sample in samples)
    assert (result.counts.lines, result.counts.calls) == (len(samples), good)
    assert store.one("SELECT count(*), count(endpoint_id) FROM calls") == (good, good)
    assert store.one("SELECT sum(calls) FROM credential_usage") == (good,)
