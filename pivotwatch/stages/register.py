"""What SQL needs of the partner register, copied from the governance record to the warehouse."""

from __future__ import annotations

import polars as pl

from foundation import Warehouse
from governance import Record, read_partners

_PARTNERS = {"partner_id": pl.String, "name": pl.String, "tier": pl.String, "owner": pl.String}
_CREDENTIALS = {"credential_id": pl.Int64, "partner_id": pl.String}


def sync_register(warehouse: Warehouse, record: Record) -> None:
    """Replace the warehouse's copy of who is registered and which credentials are whose, in one transaction.

    Windows that this changes are re-opened by the next run: their register version is another one then.
    """
    partners = read_partners(record)
    names = [(each.partner_id, each.name, each.tier, each.owner) for each in partners]
    owned = [(known.credential_id, each.partner_id) for each in partners for known in each.credentials]
    with warehouse.transaction():
        warehouse.execute("DELETE FROM registered_partners; DELETE FROM credential_partners")
        warehouse.append("registered_partners", pl.DataFrame(names, schema=_PARTNERS, orient="row"))
        warehouse.append("credential_partners", pl.DataFrame(owned, schema=_CREDENTIALS, orient="row"))
