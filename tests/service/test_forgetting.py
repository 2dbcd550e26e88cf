"""The right to be forgotten: after `forget` no store knows the partner, and nothing else is lost."""

from __future__ import annotations

import pytest

from foundation import Home, InputError
from governance import Act, audit_entries, pause_job, verify_audit
from pivotwatch.app import App
from pivotwatch.forgetting import forget
from pivotwatch.service.context import Service
from tests.cycle.cycle_usage import run
from tests.service.filled import PARTNER, TRACES, analytics, filled_app, mentions, record_rows


def _forget(app: App, partner: str) -> str:
    with app.warehouse() as warehouse:
        return forget(Service(app, warehouse), partner, Act("mia", app.clock.now())).sentence()


def test_nothing_of_the_partner_is_left(home: Home, database: str) -> None:
    """Its id, name and people stand in no row of either store; before, they stood in many."""
    app = filled_app(home, database)
    words = (PARTNER, *TRACES)
    with app.warehouse() as warehouse:
        before = [*mentions(analytics(warehouse), *words), *mentions(record_rows(app.record), *words)]
    assert {each.split(":")[0] for each in before} >= {
        "credentials", "profiles", "findings", "rejects", "partners", "contacts", "cases", "case_history",
        "messages", "answers", "verdicts", "events", "audit_log",
    }  # fmt: skip
    told = _forget(app, PARTNER)
    assert not any(word in told for word in words)
    with app.warehouse() as warehouse:
        assert list(mentions(analytics(warehouse), *words)) == []
    assert list(mentions(record_rows(app.record), *words)) == []


def test_the_others_keep_everything(home: Home) -> None:
    """Rows of other partners stay as they are, and no window is processed again."""
    app = filled_app(home)
    tables = ("calls", "credential_usage", "profiles", "assignments", "findings", "groups", "models")
    with app.warehouse() as warehouse:
        before = analytics(warehouse)
        credentials = dict(warehouse.rows("SELECT shown, credential_id FROM credentials"))
    _forget(app, PARTNER)
    with app.warehouse() as warehouse:
        after = analytics(warehouse)
        assert run(app, warehouse) == []
    mine = {PARTNER, credentials[PARTNER]}
    for name in tables:
        assert after[name] == [row for row in before[name] if mine.isdisjoint(row)], name


def test_the_audit_log_stays_whole(home: Home, database: str) -> None:
    """A head noted before is still found, entries are blank, and the log tells of the forgetting."""
    app = filled_app(home, database)
    pause_job(app.record, "outbox", Act("mia", app.clock.now()), paused=True)
    before = verify_audit(app.record)
    _forget(app, PARTNER)
    after = verify_audit(app.record, before.head)
    assert (after.broken, after.entries) == ((), before.entries + 1)
    entries = audit_entries(app.record, limit=1000)
    assert (entries[-1].action, entries[-1].actor) == ("partner.forgotten", "mia")
    blank = [entry for entry in entries if entry.subject == "erased" and entry.action != "partner.forgotten"]
    assert blank
    assert all((entry.actor, entry.details) == ("erased", {"erased": True}) for entry in blank)
    assert any((entry.actor, entry.subject) == ("mia", "outbox") for entry in entries)


def test_blanking_without_forgetting_shows(home: Home) -> None:
    """Whoever blanks an entry by hand breaks the chain."""
    app = filled_app(home)
    with app.record.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_log_no_update")
        connection.exec_driver_sql(
            "UPDATE audit_log SET actor = 'erased', subject = 'erased', details_json = '{\"erased\":true}' "
            "WHERE number = 1"
        )
    assert "entry 1 was changed" in " ".join(verify_audit(app.record).broken)


def test_an_unregistered_partner_can_be_forgotten_too(home: Home) -> None:
    """A credential that no register names is a partner of its own; an unknown name is refused."""
    app = filled_app(home)
    _forget(app, "crm-1")
    with app.warehouse() as warehouse:
        assert list(mentions(analytics(warehouse), "crm-1")) == []
    with pytest.raises(InputError, match="No store knows a partner 'crm-1'"):
        _forget(app, "crm-1")
