"""From the credentials a load saw to their ids."""

from __future__ import annotations

from functools import lru_cache

import pyarrow as pa

from foundation import Warehouse, fold, named_sql, stable_number
from gateway_tap import number_of

NOBODY = 0
"""The id of calls that name nobody."""

SECRET_KINDS = frozenset({"api_key"})
"""Kinds whose text is a secret: only a short form of its keyed hash is kept."""

_NOBODY_TEXTS = frozenset({"", "-"})


@lru_cache(maxsize=65_536)  # the same callers come in every segment
def credential_number(text: str | None, key: bytes) -> int:
    """Return the id of a credential: keyed hash of its folded text; NOBODY for none, empty or `-`."""
    folded = fold(text or "")
    if folded in _NOBODY_TEXTS:
        return NOBODY
    sealed = number_of(folded, key)  # the tap hashes secrets before anything is written
    return sealed if sealed is not None else stable_number(folded, key=key) or 1


def shown_form(text: str | None, kind: str, key: bytes) -> str:
    """Return what people see: the trimmed text, or `key 3f9ac21b04d7` for a secret."""
    number = credential_number(text, key)
    if number == NOBODY:
        return "(nobody named)"
    if kind in SECRET_KINDS:
        return f"key {number:016x}"[:16]
    return " ".join((text or "").split())


def resolve(warehouse: Warehouse, key: bytes) -> None:
    """Give every staged credential its id; new ones are inserted, known ones get their days widened.

    Reads TEMP TABLE `staged_credentials(credential, kind, first_day, last_day)`; makes TEMP TABLE
    `staged_credential_ids(credential, kind, credential_id)`. Belongs in the loader's transaction.

    Parameters
    ----------
    key
        The home's secret.
    """
    staged = warehouse.table(named_sql("ingest.credentials", "staged_credentials"))
    rows = list(zip(staged["credential"].to_pylist(), staged["kind"].to_pylist(), strict=True))
    numbers = pa.array([credential_number(text, key) for text, _ in rows], pa.int64())
    shown = pa.array([shown_form(text, kind, key) for text, kind in rows], pa.string())
    resolved = staged.append_column("credential_id", numbers).append_column("shown", shown)
    with warehouse.lent("resolved_credentials", resolved):
        warehouse.execute(named_sql("ingest.credentials", "staged_credential_ids"))
        warehouse.execute(named_sql("ingest.credentials", "widen_days"))
        warehouse.execute(named_sql("ingest.credentials", "new_credentials"))
