"""Which analytics store belongs to a record: an instance with another one must not take the lead unasked."""

from __future__ import annotations

import secrets

from foundation import PivotwatchError, Warehouse
from governance import Leader, Record


class OtherStoreError(PivotwatchError):
    """The analytics store here is not the one that the record was led with."""


def store_id(warehouse: Warehouse) -> str:
    """Return the store's id, made at first use."""
    rows = warehouse.rows("SELECT value FROM platform_facts WHERE name = 'store_id'")
    if rows:
        return str(rows[0][0])
    made = secrets.token_hex(12)
    warehouse.execute("INSERT INTO platform_facts VALUES ('store_id', ?)", [made])
    return made


def check_store(warehouse: Warehouse, before: Leader | None, record: Record, *, adopt: bool) -> str:
    """Return the store's id.

    Raises
    ------
    OtherStoreError
        When another store led before, and a database server says that this is no matter of one machine.
    """
    own = store_id(warehouse)
    shared = record.dialect.name != "sqlite"
    if shared and before is not None and before.store != own and not adopt:
        raise OtherStoreError(
            f"The governance record was led by {before.instance} with another analytics store than the one "
            "in this home, so the findings behind its cases are not here. Share that home folder with this "
            "instance, or restore its backup here; or start `pivotwatch serve --adopt-store` to use this one."
        )
    return own
