"""Lets the tests of this folder share `ingest_files`, and `staged_calls`; tests are no package."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.append(str(Path(__file__).parents[1] / "conformance"))

from ingest_files import ingest, store

__all__ = ["ingest", "store"]
