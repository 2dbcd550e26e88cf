"""A case as people read it: with its findings, messages, answers and history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from governance import Record, case_answers, case_findings, case_history, list_messages, read_case

_MESSAGE = ("message_id", "purpose", "channel", "recipient", "state", "reason", "sent_at")


def case_file(record: Record, case_id: str) -> dict[str, Any]:
    """Return everything on record about a case; survives JSON with `default=str`."""
    return {
        **asdict(read_case(record, case_id)),
        "findings": [dict(each.facts) for each in case_findings(record, case_id)],
        "messages": [
            {name: getattr(each, name) for name in _MESSAGE}
            for each in reversed(list_messages(record, case_id=case_id))
        ],
        "answers": [asdict(each) for each in case_answers(record, case_id)],
        "history": [asdict(each) for each in case_history(record, case_id)],
    }


def told(whole: dict[str, Any]) -> list[str]:
    """Return the same as lines of text."""
    state = whole["state"] + (f" as {whole['resolution']}" if whole["resolution"] else "")
    lines = [
        f"{whole['case_id']}: {whole['title']}",
        (
            f"{state}, severity {whole['severity']}, owner {whole['owner'] or 'nobody'}, "
            f"due {whole['due_on'] or 'no day'}, version {whole['version']}"
        ),
    ]
    if whole["rule"]:
        lines.append(f"Opened by rule {whole['rule']} of {whole['policy_version']}.")
    if whole["snoozed_until"]:
        lines.append(f"Snoozed until {whole['snoozed_until']}.")
    lines += _section("Findings", (f"{each['window']} {each['sentence']}" for each in whole["findings"]))
    lines += _section("Messages", map(_message, whole["messages"]))
    lines += _section("Answers", map(_answer, whole["answers"]))
    lines += _section(
        "History",
        (f"{each['at']:%Y-%m-%d %H:%M} {each['actor']}: {each['text']}" for each in whole["history"]),
    )
    return lines


def _message(each: dict[str, Any]) -> str:
    reason = f": {each['reason']}" if each["reason"] else ""
    return f"{each['message_id']} {each['purpose']} to {each['recipient']}, {each['state']}{reason}"


def _answer(each: dict[str, Any]) -> str:
    decision = (
        f", {each['decision']} by {each['decided_by']}" if each["decision"] else ", waits for a decision"
    )
    return f"{each['at']:%Y-%m-%d %H:%M} {each['kind']}{decision}: {each['text']}"


def _section(title: str, rows: Iterable[str]) -> list[str]:
    # a line end in a comment or an answer must not look like a line of ours
    found = [f"  {' / '.join(row.splitlines())}" for row in rows]
    return ["", f"{title}:", *found] if found else []
