"""The commands of governance as a user types them, on a platform of two processed weeks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from foundation import ConfigurationError, Home, InputError, PivotwatchError
from governance import ConflictError, Partner, open_record, save_partners
from pivotwatch.cli import pivotwatch
from tests.governance.governance_examples import NOW, finding, register


def run(home: Home, *arguments: str) -> Result:
    found = CliRunner().invoke(pivotwatch, ["--home", str(home.path), *arguments])
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found


def listed(home: Home, *arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(home, *arguments, "--json").stdout.splitlines()]


@pytest.fixture
def judged(home: Home) -> Home:
    """A home whose newest window has one alerting pivot of acme, and a quiet finding of globex."""
    from pivotwatch.app import App  # noqa: PLC0415 - for this fixture alone

    app = App(home)
    register(app.record)
    save_partners(app.record, [Partner("globex", "Globex", owner="bob")], "test", NOW)
    with app.warehouse() as warehouse:
        for week, start in (("2026-W45", "2026-11-02"), ("2026-W46", "2026-11-09")):
            warehouse.execute(
                "INSERT INTO windows VALUES (?, ?::DATE, ?::DATE + 7, now()::TIMESTAMP, 0, 'x')",
                [week, start, start],
            )
        for one in (finding(), finding("globex", alert=False, severity="low", kind="excursion")):
            _insert(warehouse, one.facts)
    app.record.dispose()
    return home


def _insert(warehouse: Any, facts: Any) -> None:
    values = {
        "finding_id": facts["finding_id"],
        "win": facts["window"],
        "partner_id": facts["partner"],
        "detector": "pivot",
        "kind": facts["kind"],
        "severity": facts["severity"],
        "confidence": facts["confidence"],
        "alert": facts["alert"],
        "provisional": False,
        "since_window": facts["since_window"],
        "sentence": facts["sentence"],
        "evidence": json.dumps(facts["evidence"]),
        "reasons": json.dumps(facts["reasons"]),
        "peers": "{}",
        "subject": "",
    }
    names, marks = ", ".join(values), ", ".join("?" for _ in values)
    warehouse.execute(f"INSERT INTO findings ({names}) VALUES ({marks})", list(values.values()))  # noqa: S608


def test_the_way_of_a_case(judged: Home) -> None:
    """From govern to resolve: each command does its step, and its listing shows it."""
    run(judged, "owners", "add", "anna", "anna@crm.example")
    assert "1 case would have been opened" in run(judged, "govern", "--dry-run").stderr
    assert listed(judged, "cases") == []
    assert "2026-W46: 1 case opened, 0 joined, 2 messages written" in run(judged, "govern").stderr
    assert "0 cases opened" in run(judged, "govern").stderr
    (case,) = listed(judged, "cases")
    assert (case["partner"], case["state"], case["rule"]) == ("acme", "open", "new-use-case")
    run(judged, "cases", "take", case["case_id"], "--by", "bob")
    run(judged, "cases", "comment", case["case_id"], "Looks planned.\nReally.", "--by", "bob")
    run(judged, "cases", "due", case["case_id"], "2026-12-01")
    run(judged, "cases", "snooze", case["case_id"], "2026-11-30")
    run(judged, "cases", "move", case["case_id"], "contacted")
    shown = run(judged, "cases", "show", case["case_id"]).stdout
    for told in (
        "owner bob, due 2026-12-01",
        "Looks planned. / Really.",
        "Snoozed until 2026-11-30",
        "contacted",
    ):
        assert told in shown
    run(
        judged, "cases", "resolve", case["case_id"], "--as", "approved", "--group", "Invoicing", "--by", "bob"
    )
    assert listed(judged, "cases") == []
    (closed,) = listed(judged, "cases", "--all")
    assert (closed["state"], closed["resolution"]) == ("resolved", "approved")
    (partner,) = listed(judged, "partners", "show", "acme")
    assert partner["declarations"][-1]["groups"] == ["Invoicing"]
    run(judged, "cases", "reopen", case["case_id"], "too early")
    with pytest.raises(ConflictError, match="No answer"):
        run(judged, "cases", "decide", case["case_id"], "--approve")


def test_messages_are_read_changed_and_approved(judged: Home) -> None:
    """A draft is previewed, gets a note, is approved, and cannot be thrown away any more."""
    run(judged, "govern")
    (draft,) = listed(judged, "messages", "list", "--state", "draft")
    run(judged, "messages", "note", draft["message_id"], "We talked on Monday.")
    preview = run(judged, "messages", "preview", draft["message_id"])
    assert "We talked on Monday." in preview.stdout
    assert "To: Jo Doe <jo@acme.example>" in preview.stdout
    assert "answer-link.invalid" in preview.stdout
    assert "<html" in run(judged, "messages", "preview", draft["message_id"], "--html").stdout
    run(judged, "messages", "approve", draft["message_id"], "--by", "anna")
    (would,) = listed(judged, "messages", "send", "--dry-run")
    assert (would["outcome"], "mail.host is empty" in would["reason"]) == ("would wait", True)
    with pytest.raises(ConflictError, match="no draft any more"):
        run(judged, "messages", "discard", draft["message_id"])
    run(judged, "messages", "suppressed", "add", "jo@acme.example")
    assert [each["address"] for each in listed(judged, "messages", "suppressed")] == ["jo@acme.example"]
    run(judged, "messages", "suppressed", "remove", "jo@acme.example")
    with pytest.raises(InputError, match="No mailbox is set up"):
        run(judged, "messages", "receive")


def test_the_policy_is_a_file_to_work_on(judged: Home, tmp_path: Path) -> None:
    """Init writes it once, check reads it, test plays it, explain tells of a finding, versions remember."""
    file = Path(run(judged, "policy", "init").stdout.strip())
    with pytest.raises(InputError, match="there already"):
        run(judged, "policy", "init")
    assert "5 rules" in run(judged, "policy", "check").stdout
    rows = listed(judged, "policy", "test")
    assert {(row["partner"], row["rule"]) for row in rows} == {("acme", "new-use-case"), ("globex", None)}
    finding_id = rows[0]["finding_id"]
    told = run(judged, "policy", "explain", finding_id).stdout
    assert "rule whole-group: silent: peer_event is false, not true" in told
    assert "do open_case: A partner changed its use case" in told
    run(judged, "govern")
    assert "leave open_case: It is in case-" in run(judged, "policy", "explain", finding_id).stdout
    (version,) = listed(judged, "policy", "versions")
    assert run(judged, "policy", "show", version["version"]).stdout == file.read_text(encoding="utf-8")
    bad = tmp_path / "bad.toml"
    bad.write_text("format = 1\n[[rule]]\nname = 'x'\nwhy = 'y'\ndo = ['fly']\n")
    with pytest.raises(ConfigurationError, match="rule 1"):
        run(judged, "policy", "check", str(bad))
    bad.write_text("format = 1\n[[rule]]\nname='x'\nwhy='y'\ndo=[{action='webhook', channel='nowhere'}]\n")
    with pytest.raises(InputError, match="nowhere"):
        run(judged, "policy", "check", str(bad))


def test_the_audit_log_is_listed_verified_and_exported(judged: Home) -> None:
    """What was done is listed newest first, proven whole, exported as JSON Lines; tampering exits with 1."""
    run(judged, "govern")
    newest = listed(judged, "audit", "list", "--limit", "2")
    assert len(newest) == 2
    assert newest[0]["number"] > newest[1]["number"]
    count, head = _verified(judged)
    lines = [json.loads(line) for line in run(judged, "audit", "export").stdout.splitlines()]
    assert (len(lines), lines[-1]["hash"]) == (count, head)
    assert "whole" in run(judged, "audit", "verify", "--head", head).stdout
    record = open_record("", judged.governance_file)
    with record.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_log_no_delete")
        connection.exec_driver_sql("DELETE FROM audit_log WHERE number = 2")
    record.dispose()
    with pytest.raises(PivotwatchError, match="entry 2 is missing"):
        run(judged, "audit", "verify")


def _verified(home: Home) -> tuple[int, str]:
    words = run(home, "audit", "verify").stdout.split()
    return int(words[0].replace(",", "")), words[-1]


def test_late_findings_of_seen_windows_are_governed(judged: Home) -> None:
    """The first time only the newest window counts; later, new findings of seen windows are not missed."""
    from pivotwatch.app import App  # noqa: PLC0415 - for this test alone

    run(judged, "govern")
    app = App(judged)
    with app.warehouse() as warehouse:
        _insert(warehouse, finding("initech").facts)
        _insert(warehouse, finding("umbrella", window="2026-W45").facts)
    run(judged, "govern")
    assert {case["partner"] for case in listed(judged, "cases")} == {"acme", "initech"}
