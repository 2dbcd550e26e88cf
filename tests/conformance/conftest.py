"""Lets other tests of what formats read share `staged_calls`; tests are no package."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
