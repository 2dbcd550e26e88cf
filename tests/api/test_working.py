"""Cases, messages, policy over the API: nobody overwrites another, nothing unapproved is sent."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from governance import case_findings, read_message, verdict_history
from tests.api.api_world import ACME, World

TOML = {"Content-Type": "application/toml"}


def _case(client: TestClient, finding: str = ACME) -> str:
    opened = client.post("/cases", json={"finding_id": finding, "due_on": "2026-12-01"})
    assert opened.status_code in (200, 201), opened.text
    case_id: str = opened.json()["case"]["case_id"]
    return case_id


def test_a_case_from_end_to_end(both_worlds: World) -> None:
    """Opened once, taken, commented, snoozed, moved, resolved and reopened; each change has its actor."""
    client = both_worlds.client("read", "cases:write")
    case_id = _case(client)
    again = client.post("/cases", json={"finding_id": ACME})
    assert (again.status_code, again.json()["how"]) == (200, "known")
    path = f"/cases/{case_id}"
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("PUT", "owner", {"owner": "mia"}),
        ("POST", "comments", {"text": "Called them."}),
        ("PUT", "due", {"day": "2026-12-24"}),
        ("PUT", "snooze", {"day": "2026-12-01"}),
        ("PUT", "snooze", {"day": None}),
        ("PUT", "state", {"state": "contacted"}),
        (
            "POST",
            "resolution",
            {"resolution": "approved", "note": "fine", "declared": {"groups": ["Invoice readers"]}},
        ),
        ("POST", "reopening", {"text": "They asked again."}),
    ]
    for number, (method, name, body) in enumerate(steps, start=2):
        done = client.request(method, f"{path}/{name}", json=body)
        assert done.status_code in (200, 201), (name, done.text)
        assert done.headers["ETag"] == f'"v{number}"'
    history = client.get(f"{path}/history").json()
    assert {each["kind"] for each in history} >= {
        "opened",
        "owner",
        "comment",
        "due",
        "snooze",
        "state",
        "resolved",
    }
    assert all(each["actor"].startswith("token:") for each in history)
    assert client.get("/partners/acme").json()["declarations"][-1]["groups"] == ["Invoice readers"]
    assert [each.verdict for each in verdict_history(both_worlds.service.record)] == ["confirmed"]
    assert client.post(f"{path}/resolution", json={"resolution": "shrug"}).status_code == 422
    assert client.put(f"{path}/state", json={"state": "contacted"}).status_code == 200
    assert client.put(f"{path}/state", json={"state": "open"}).status_code == 409


def test_nobody_overwrites_another(both_worlds: World) -> None:
    """If-Match with what was seen changes once; then 412 tells the version; If-None-Match spares reading."""
    client = both_worlds.client("read", "cases:write")
    path = f"/cases/{_case(client)}"
    seen = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": seen}).status_code == 304
    first = client.put(f"{path}/owner", json={"owner": "a"}, headers={"If-Match": seen})
    second = client.put(f"{path}/owner", json={"owner": "b"}, headers={"If-Match": seen})
    assert (first.status_code, second.status_code) == (200, 412)
    assert second.json()["type"] == "urn:pivotwatch:problem:changed-meanwhile"
    assert client.get(path).json()["owner"] == "a"
    assert client.get(path, headers={"If-None-Match": seen}).status_code == 200
    assert client.put(f"{path}/owner", json={"owner": "b"}, headers={"If-Match": "*"}).status_code == 200
    assert client.put(f"{path}/owner", json={"owner": "c"}, headers={"If-Match": '"x"'}).status_code == 412


def test_a_message_is_read_approved_and_only_then_sent(both_worlds: World) -> None:
    """A draft cannot be sent; it is approved at the version that was read; what was approved is no draft."""
    drafter = both_worlds.client("read", "cases:write", "messages:draft")
    approver = both_worlds.client("messages:approve")
    sender = both_worlds.client("messages:send")
    draft = drafter.post("/messages", json={"case_id": _case(drafter), "note": "Is it the new app?"})
    assert draft.status_code == 201
    assert "answer-link.invalid" in draft.json()["text"]
    path = f"/messages/{draft.json()['message_id']}"
    assert sender.post(f"{path}/sending").status_code == 409
    revised = drafter.patch(path, json={"subject": "A question"}, headers={"If-Match": '"v1"'})
    assert revised.headers["ETag"] == '"v2"'
    assert approver.post(f"{path}/approval", headers={"If-Match": '"v1"'}).status_code == 412
    assert approver.post(f"{path}/approval", headers={"If-Match": '"v2"'}).json()["state"] == "approved"
    assert drafter.patch(path, json={"subject": "Another"}).status_code == 409
    assert drafter.delete(path).status_code == 409
    told = sender.post(f"{path}/sending").json()
    assert (told["outcome"], told["reason"]) == (
        "later",
        "No mail server is set up: governance.mail.host is empty.",
    )
    message = read_message(both_worlds.service.record, draft.json()["message_id"])
    assert (message.subject, message.approved_by is not None) == ("A question", True)


def test_drafts_that_are_refused(world: World) -> None:
    """A contact that the register does not name, an unknown purpose, a line end in the subject: no draft."""
    client = world.client()
    case_id = _case(client)
    wrong: list[dict[str, Any]] = [
        {"case_id": case_id, "email": "somebody@else.example"},
        {"case_id": case_id, "purpose": "owner_notice"},
        {"case_id": "case-none"},
    ]
    for body in wrong:
        assert client.post("/messages", json=body).status_code == 404
    group_case = _case(client, "finding-None-group_shift")
    assert client.post("/messages", json={"case_id": group_case}).status_code == 422
    assert client.get("/messages").json()["items"] == []
    draft = client.post("/messages", json={"case_id": case_id}).json()["message_id"]
    assert client.patch(f"/messages/{draft}", json={"subject": "a\r\nBcc: x@y.example"}).status_code == 422
    assert client.delete(f"/messages/{draft}").json()["state"] == "discarded"


def test_the_policy(world: World) -> None:
    """Read, tested without a change, replaced as a whole or not at all; who replaced it is on record."""
    client = world.client()
    shown = client.get("/policy")
    assert "new-use-case" in shown.json()["rules"]
    tested = client.post("/policy/test").json()
    assert any(each["action"] == "open_case" for window in tested for each in window["decisions"])
    assert client.get("/cases").json()["items"] == []
    wrong = client.put("/policy", content='format = 1\n[[rule]]\nname = "x"\n', headers=TOML)
    assert wrong.status_code == 422
    assert "why" in wrong.text
    new = shown.json()["text"] + "\n# ours\n"
    stale = client.put("/policy", content=new, headers=TOML | {"If-Match": '"policy-000000000000"'})
    assert stale.status_code == 412
    done = client.put("/policy", content=new, headers=TOML | {"If-Match": shown.headers["ETag"]})
    assert done.status_code == 200
    assert client.get("/policy").json()["text"] == new
    (version,) = client.get("/policy/versions").json()
    assert version["version"] == done.json()["version"]
    assert client.get(f"/findings/{ACME}/decisions").json() == []


def test_events_are_read_on(world: World) -> None:
    """The cursor of the last page gives what happened since, also when that was nothing."""
    client = world.client()
    start = client.get("/events").json()["next_cursor"]
    case_id = _case(client)
    first = client.get("/events", params={"cursor": start}).json()
    assert [(each["type"], each["subject"]) for each in first["items"]] == [("case.opened", case_id)]
    nothing = client.get("/events", params={"cursor": first["next_cursor"]}).json()
    assert nothing == {"items": [], "next_cursor": first["next_cursor"]}


def test_partners_are_saved_whole(both_worlds: World) -> None:
    """A PUT adds or replaces, the history of declarations grows, a clash of credentials is refused."""
    client = both_worlds.client("read", "partners:write")
    given = {
        "name": "New Ltd",
        "credentials": ["new-app"],
        "contacts": [{"role": "legal", "name": "Li", "email": "li@new.example"}],
        "declared_groups": ["Contact writers"],
    }
    assert client.put("/partners/new", json=given).json()["contacts"][0]["role"] == "legal"
    changed = client.put("/partners/new", json=given | {"declared_groups": ["Invoice readers"]}).json()
    assert [each["groups"] for each in changed["declarations"]] == [["Contact writers"], ["Invoice readers"]]
    assert client.put("/partners/a%2Fb", json={"name": "Slash"}).json()["partner"] == "a/b"
    assert client.get("/partners/a/b").json()["name"] == "Slash"
    clash = client.put("/partners/other", json={"credentials": ["new-app"]})
    assert clash.status_code == 422
    assert client.get("/partners/other").status_code == 404
    csv = {"Content-Type": "text/csv"}
    table = "id,name,owner\nnew,New Ltd,mia\nthird,Third,mia\n"
    dry = client.post("/partners/import", params={"dry_run": True}, content=table, headers=csv)
    assert (dry.json()["added"], client.get("/partners/third").status_code) == (["third"], 404)
    assert client.post("/partners/import", content=table, headers=csv).json()["added"] == ["third"]
    assert client.post("/partners/import", content="name\nx\n", headers=csv).status_code == 422


@pytest.mark.parametrize("body", ["{", "[]", '{"finding_id": 1}', '{"finding_id": "a", "more": 1}'])
def test_bodies_that_are_refused(world: World, body: str) -> None:
    """No JSON, no object, another type, a field that nobody knows: a problem with its place."""
    answer = world.client("cases:write").post(
        "/cases", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == (400 if body == "{" else 422)
    assert answer.json()["errors"]
    assert case_findings(world.service.record, "none") == []


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_pages_of_cases_and_messages(both_worlds: World, limit: int) -> None:
    """The newest first; what is opened or changed between two pages neither repeats nor hides another."""
    client = both_worlds.client("read", "cases:write", "messages:draft")
    findings = [ACME, "finding-evil-pivot", "finding-formula-volume_spike", "finding-reader-1-error_storm"]
    known = {_case(client, each) for each in findings}
    for case_id in sorted(known)[:2]:
        client.post("/messages", json={"case_id": case_id})
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        page = client.get("/cases", params={"limit": limit, "cursor": cursor}).json()
        seen += [each["case_id"] for each in page["items"]]
        cursor = page["next_cursor"]
        _case(client, "finding-reader-2-error_storm")
        client.post(f"/cases/{seen[0]}/comments", json={"text": "seen"})
    assert len(seen) == len(set(seen))
    assert set(seen) >= known
    listed = client.get("/messages").json()["items"]
    first = client.get("/messages", params={"limit": 1}).json()
    assert first["items"] == listed[:1]
    assert client.get("/messages", params={"cursor": "WzFlOTksICJhIl0"}).status_code == 422
    huge = "WzkyMjMzNzIwMzY4NTQ3NzU4MDcsICJhIl0"  # the largest time that JSON here may hold
    assert client.get("/cases", params={"cursor": huge}).status_code == 422
