"""Lets the tests of this folder share `ingest_files`; tests are no package."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from ingest_files import ingest, store

__all__ = ["ingest", "store"]
