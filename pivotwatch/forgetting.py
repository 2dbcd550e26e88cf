"""The right to be forgotten: everything about one partner leaves both stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foundation import InputError, counted, named_sql
from governance import Act, forget_partner, partner_credentials
from pivotwatch.pending import settled
from pivotwatch.service.context import Service
from pivotwatch.stages.register import sync_register


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: how much, and nothing of whom.

    Attributes
    ----------
    analytics, record
        Table to number of rows.
    blanked
        Entries of the audit log.
    """

    analytics: Mapping[str, int]
    record: Mapping[str, int]
    blanked: int

    def sentence(self) -> str:
        """Tell it in one sentence."""
        parts = {**self.analytics, **{f"record: {name}": n for name, n in self.record.items()}}
        were = counted(self.blanked, "entry was", "entries were")
        named = ", ".join(f"{name} {n:,}" for name, n in parts.items() if n)
        return f"Forgot a partner ({named}); {were} blanked in the audit log."


def forget(service: Service, partner: str, act: Act) -> Erased:
    """Erase a partner from both stores; windows that were processed are not processed again for it.

    The record goes first: should the process die in between, the partner is found in the analytics store and
    can be forgotten again.

    Raises
    ------
    InputError
        When neither store knows the partner.
    """
    registered = partner_credentials(service.record, partner)
    mine = {"partner": partner, "registered": registered or []}
    kind, zone = service.window_kind(), service.settings.platform.zone
    with service.writing() as warehouse:
        sync_register(warehouse, service.record)
        warehouse.execute(named_sql("pivotwatch", "forget_credentials"), mine)
        (counts,) = warehouse.records(named_sql("pivotwatch", "forget_counts"))
        if registered is None and not any(counts.values()):
            raise InputError(f"No store knows a partner {partner!r}; `pivotwatch partners list` shows them.")
        findings = [
            found
            for (found,) in warehouse.rows("SELECT finding_id FROM findings WHERE partner_id = ?", [partner])
        ]
        erased = forget_partner(service.record, partner, findings, act)
        with warehouse.transaction(), settled(warehouse, kind, zone, act.now):
            warehouse.execute(named_sql("pivotwatch", "forget_partner"))
        warehouse.execute("DROP TABLE forgotten")
    return Erased(counts, erased.rows, erased.blanked)
