"""Opening the record makes every table, whatever was imported before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import governance
from governance.record import TABLE_MODULES

_CODE = """
import sys
from pathlib import Path
from governance import open_record
from sqlalchemy import inspect
print(*inspect(open_record("", Path(sys.argv[1]))).get_table_names())
"""


def test_a_fresh_process_makes_all_tables(tmp_path: Path) -> None:
    """A process that has imported nothing else opens a record with cases, messages, users, audit log."""
    call = [sys.executable, "-c", _CODE, str(tmp_path / "record.sqlite")]
    made = subprocess.run(call, check=True, capture_output=True, text=True).stdout.split()
    assert {"cases", "messages", "users", "sessions", "audit_log", "answers"} <= set(made)


def test_every_module_with_tables_is_listed() -> None:
    """Whoever adds a table's module adds it to the list."""
    folder = Path(governance.__file__).parent
    found = {
        ".".join(file.relative_to(folder).with_suffix("").parts)
        for file in folder.rglob("*.py")
        if "import METADATA" in file.read_text(encoding="utf-8") and file.name != "record.py"
    }
    assert found == set(TABLE_MODULES)
