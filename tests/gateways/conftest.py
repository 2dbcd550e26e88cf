"""What the gateway tests share: load a log by the command line, and count what is in the warehouse then."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from foundation import Home, Warehouse
from ingest.credentials import shown_form
from pivotwatch.cli import pivotwatch
from tools.record_gateways.traffic import CREDENTIALS

sys.path.insert(0, str(Path(__file__).parent))  # tests are no package, and share snippet_gateways

Calls = Counter[tuple[str, str]]
_COUNTS = """
    SELECT CASE WHEN credential_id = 0 THEN '' ELSE shown END, label, sum(calls)
    FROM credential_usage JOIN endpoints USING (endpoint_id) LEFT JOIN credentials USING (credential_id)
    WHERE counted GROUP BY ALL
"""


class Loader:
    """Loads logs into a home of its own."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def ingest(self, path: Path) -> Mapping[str, Any]:
        """Load one file by the command line and return what it says of it."""
        arguments = ["--home", str(self.home.path), "ingest", str(path), "--json"]
        result = CliRunner().invoke(pivotwatch, arguments, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        answer: Mapping[str, Any] = json.loads(result.stdout)
        return answer

    def calls(self) -> Calls:
        """Return the calls in DuckDB by credential and endpoint; "" = nobody named."""
        with Warehouse.open(self.home.warehouse_file, read_only=True) as warehouse:
            rows = warehouse.rows(_COUNTS)
        return self.alike(((self._name(shown), label), int(count)) for shown, label, count in rows)

    def _name(self, shown: str) -> str:
        """Return the credential; one that was taken for a secret is shown by its hash."""
        key = self.home.secret_key()
        return {shown_form(name, "api_key", key): name for name in CREDENTIALS}.get(shown, shown)

    def named_calls(self) -> Calls:
        """Return the calls of callers that have a name."""
        return Counter({key: count for key, count in self.calls().items() if key[0]})

    @staticmethod
    def alike(counts: Iterable[tuple[tuple[str, str], int]]) -> Calls:
        """Return counts with all placeholders alike: what they are called is a matter of taste."""
        return Counter({(who, re.sub(r"\{[^}]*\}", "{}", label)): count for (who, label), count in counts})


@pytest.fixture
def loader(home: Home) -> Loader:
    """Loads into an empty home."""
    return Loader(home)
