"""Where the sample data is: `data/samples/` in a checkout, inside the package in a wheel."""

from __future__ import annotations

from pathlib import Path

from foundation import InputError


def samples_folder() -> Path:
    """Return the folder of the sample data.

    Raises
    ------
    InputError
        When this installation carries none.
    """
    package = Path(__file__).parent
    for folder in (package / "samples", package.parent / "data" / "samples"):
        if folder.is_dir():
            return folder
    raise InputError("This installation carries no sample data; `pivotwatch simulate DIR` makes some.")
