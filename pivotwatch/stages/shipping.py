"""Segments of taps on other hosts, fetched from wherever fsspec can reach.

A segment's name is nobody else's, and the note that it was loaded stands in the transaction of its rows. So
it may be fetched any number of times, by a loader that was killed at any point, and is loaded once.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from foundation import InputError
from gateway_tap import SEALED, SegmentName, sync_folder

_PART = ".part"
_OBJECT_STORES = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "oci", "oss"})
"""Where a folder is but the beginning of names, and gone with the last file in it."""


@dataclass(frozen=True, slots=True)
class ShippedFolder:
    """A folder with sealed segments: `s3://bucket/spool`, `sftp://tap1/var/spool`, `/mnt/tap1`, ...

    Attributes
    ----------
    url
        As fsspec reads it; keys and passwords are better left to the environment.
    """

    url: str

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.hostname or ''}{parts.path}" if parts.scheme else self.url

    def listed(self) -> Sequence[SegmentName]:
        """Return the sealed segments that are there, oldest first.

        Raises
        ------
        InputError
            When the folder cannot be reached, or fsspec or the client for it is not installed.
        """
        system, folder = self._opened()
        try:
            files = system.ls(folder, detail=False, refresh=True)
        except Exception as error:  # every file system has errors of its own
            if not (isinstance(error, FileNotFoundError) and self._is_an_empty_part(system, folder)):
                raise self._unreachable(error) from error
            files = []
        stems = (str(file).rsplit("/", 1)[-1] for file in files)
        found = (SegmentName.parse(stem.removesuffix(SEALED)) for stem in stems if stem.endswith(SEALED))
        return sorted(name for name in found if name is not None)

    def fetch(self, names: Iterable[SegmentName], spool: Path) -> None:
        """Copy segments into the spool; each appears there when it is complete and on the disk."""
        system, folder = self._opened()
        for name in names:
            part = spool / f"{name}{_PART}"
            try:
                system.get_file(f"{folder}/{name}{SEALED}", str(part))
            except Exception as error:
                part.unlink(missing_ok=True)
                raise self._unreachable(error) from error
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.rename(spool / f"{name}{SEALED}")
        sync_folder(spool)

    def remove(self, names: Iterable[SegmentName]) -> None:
        """Delete segments that are in the store."""
        system, folder = self._opened()
        for name in names:
            try:
                system.rm_file(f"{folder}/{name}{SEALED}")
            except FileNotFoundError:
                continue  # somebody who ships by moving was quicker
            except Exception as error:
                raise self._unreachable(error) from error

    def _is_an_empty_part(self, system: Any, folder: str) -> bool:
        """Tell whether this is a place in a bucket that is there: nothing found means nothing left."""
        bucket, _, inside = folder.strip("/").partition("/")
        if urlsplit(self.url).scheme not in _OBJECT_STORES or not inside:
            return False
        try:
            system.ls(bucket, detail=False, refresh=True)
        except Exception:  # noqa: BLE001 - as above; the first error tells more than this one
            return False
        return True

    def _opened(self) -> tuple[Any, str]:
        try:
            system, folder = import_module("fsspec").url_to_fs(self.url, use_listings_cache=False)
        except (ImportError, ValueError) as error:
            raise InputError(
                f"{self} cannot be read: {error}. `pip install 'pivotwatch[shipping]'` brings fsspec; some "
                "places want a client beside it (s3fs, gcsfs, adlfs, paramiko)."
            ) from error
        except Exception as error:
            raise self._unreachable(error) from error
        return system, str(folder).rstrip("/")

    def _unreachable(self, error: Exception) -> InputError:
        return InputError(f"Segments in {self} cannot be fetched: {type(error).__name__}: {error}")
