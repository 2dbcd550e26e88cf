"""Whether the settings can be read, and the home is there and private."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from pivotwatch.app import App
from pivotwatch.doctor.checking import Check, Diagnosis


def _look(app: App) -> Iterator[Diagnosis]:
    _ = app.settings
    yield Diagnosis("ok", f"The settings of {app.home.settings_file} are right.")
    home = app.home.path
    if not home.is_dir():
        yield Diagnosis("wrong", f"There is no home at {home}.", "Run `pivotwatch init`, or give --home.")
        return
    if not os.access(home, os.W_OK | os.X_OK):
        yield Diagnosis("wrong", f"{home} cannot be written by this user.", "Run as the user who owns it.")
    for path in (home, home / "secret.key", app.home.settings_file):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o007:
            yield Diagnosis("warning", f"Everybody on this machine may read {path}.", f"chmod o-rwx {path}")


PLUGIN = Check("settings and home", _look)
