"""The home folder: where one platform's settings, stores and secret live."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

DEFAULT_HOME = ".pivotwatch"
HOME_VARIABLE = "PIVOTWATCH_HOME"


@dataclass(frozen=True, slots=True)
class Home:
    """Paths inside the home folder.

    Attributes
    ----------
    path
        The folder itself.
    """

    path: Path

    @classmethod
    def at(cls, given: str | None) -> Home:
        """Return the home given, else that of `$PIVOTWATCH_HOME`, else `./.pivotwatch`."""
        return cls(Path(given or os.environ.get(HOME_VARIABLE) or DEFAULT_HOME).expanduser().absolute())

    @property
    def settings_file(self) -> Path:
        """The settings, TOML."""
        return self.path / "pivotwatch.toml"

    @property
    def warehouse_file(self) -> Path:
        """The analytics store."""
        return self.path / "pivotwatch.duckdb"

    @property
    def governance_file(self) -> Path:
        """The governance record, when it is SQLite."""
        return self.path / "governance.sqlite"

    @property
    def reports_folder(self) -> Path:
        """Where reports are written unless the user names another place."""
        return self.path / "reports"

    def create(self) -> None:
        """Make the folder, readable by its owner alone, if it is not there."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)

    def secret_key(self) -> bytes:
        """Return the 32-byte key for hashing credentials; made at first use, mode 0600.

        Losing the file means that stored hashes match no credential any more, so it belongs in backups.
        """
        file = self.path / "secret.key"
        if not file.exists():
            self.create()
            scratch = file.with_suffix(f".{os.getpid()}")
            with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
                handle.write(secrets.token_bytes(32))
                handle.flush()
                os.fsync(handle.fileno())
            try:
                os.link(scratch, file)  # atomic, and the first of two starting processes wins
            except FileExistsError:
                pass
            finally:
                scratch.unlink()
        return file.read_bytes()
