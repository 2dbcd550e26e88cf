"""What to say of calls whose log line names no caller: they count for no partner, and judge nobody."""

from __future__ import annotations

from foundation import Warehouse, counted, named_sql
from pivotwatch.cli._output import say

WAY_OUT = (
    "Best let the gateway log its consumer, user or key (`pivotwatch formats snippet`). Where callers can "
    "only be told apart by address, load into a new home with --set 'ingest.identities=[\"client_ip\"]'."
)


def newest_load(warehouse: Warehouse) -> int:
    """Return the number of the newest load; 0 = there is none."""
    (newest,) = warehouse.one("SELECT coalesce(max(load_id), 0) FROM loads")
    return int(newest)


def say_whose_calls_count(warehouse: Warehouse, after_load: int = 0, way_out: str = WAY_OUT) -> bool:
    """Tell how many calls of later loads name no caller, and the way out; return whether there are any."""
    of_nobody, calls = warehouse.one(named_sql("pivotwatch", "calls_of_nobody"), {"load_id": after_load})
    if of_nobody:
        verb = "names no caller and counts" if of_nobody == 1 else "name no caller and count"
        say(f"{of_nobody:,} of {counted(calls, 'call')} {verb} for no partner. {way_out}")
    return bool(of_nobody)
