"""Whether both stores open, have the shipped version, and the audit log is whole."""

from __future__ import annotations

from collections.abc import Iterator

from governance import leader_of, verify_audit
from pivotwatch.app import App
from pivotwatch.doctor.checking import Check, Diagnosis, store


def _look(app: App) -> Iterator[Diagnosis]:
    found = verify_audit(app.record)
    if found.broken:
        yield Diagnosis(
            "wrong",
            f"The audit log is broken: {found.broken[0]}.",
            "Somebody changed the record outside the product: compare it with a backup.",
        )
    else:
        yield Diagnosis("ok", f"The governance record opens; {found.entries:,} audit entries hang together.")
    leader = leader_of(app.record)
    with store(app) as warehouse:
        if warehouse is not None:
            (loads,) = warehouse.one("SELECT count(*) FROM loads")
            yield Diagnosis("ok", f"The analytics store opens; {loads:,} loads.")
        elif not app.home.warehouse_file.exists():
            yield Diagnosis("warning", "There is no analytics store yet.", "Load logs, or start the service.")
        elif leader is not None and leader.address:
            yield Diagnosis("ok", f"The service at {leader.address} owns the analytics store.")
        else:
            yield Diagnosis("warning", "Another process works on the analytics store.", "Wait, or end it.")


PLUGIN = Check("stores", _look)
