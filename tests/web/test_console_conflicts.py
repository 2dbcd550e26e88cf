"""Two managers on the same case are told of each other; nobody's words are lost."""

from __future__ import annotations

import re

from foundation import Home
from governance import list_messages, read_case, read_message
from pivotwatch.service.context import Service
from tests.api.api_world import ACME
from tests.web.web_world import client_of, filled_service, form_token


def _case_with_draft(service: Service) -> tuple[str, str]:
    client = client_of(service, "mia")
    token = form_token(client.get("/").text)
    client.post(f"/pivots/{ACME}/case", data={"form_token": token})
    (case_id,) = set(re.findall(r"case-[0-9a-f]{12}", client.get("/cases").text))
    client.post(f"/cases/{case_id}/draft", data={"form_token": token})
    (message,) = list_messages(service.record, case_id=case_id)
    return case_id, message.message_id


def test_the_second_to_approve_sees_both_texts(home: Home) -> None:
    """Who approves a draft that somebody changed is told by whom it is now, and keeps their own words."""
    service = filled_service(home)
    _, message_id = _case_with_draft(service)
    mia, ben = client_of(service, "mia"), client_of(service, "ben")
    version = read_message(service.record, message_id).version
    data = {"version": version, "subject": "Mia's words", "text": "from Mia"}
    mia.post(f"/messages/{message_id}/revise", data=data | {"form_token": form_token(mia.get("/").text)})
    data |= {"subject": "Ben's words", "text": "from Ben", "form_token": form_token(ben.get("/").text)}
    answer = ben.post(f"/messages/{message_id}/approve", data=data)
    assert answer.status_code == 409
    assert "Somebody else changed this meanwhile" in answer.text
    for words in ("Mia&#39;s words", "from Mia", "Ben&#39;s words", "from Ben"):
        assert words in answer.text
    message = read_message(service.record, message_id)
    assert (message.state, message.subject) == ("draft", "Mia's words")
    service.record.dispose()


def test_the_second_to_change_a_case_is_told(home: Home) -> None:
    """Two resolve the same case at once: one does, the other reads that it was changed."""
    service = filled_service(home)
    case_id, _ = _case_with_draft(service)
    mia, ben = client_of(service, "mia"), client_of(service, "ben")
    version = read_case(service.record, case_id).version
    for client, resolution, status in ((mia, "upsell", 200), (ben, "false_alarm", 409)):
        data = {"form_token": form_token(client.get("/").text), "version": version, "resolution": resolution}
        answer = client.post(f"/cases/{case_id}/resolve", data=data)
        assert answer.status_code == status
    assert "was changed meanwhile" in answer.text
    assert read_case(service.record, case_id).resolution == "upsell"
    service.record.dispose()


def test_comments_do_not_collide(home: Home) -> None:
    """Two comments written at once are both kept: neither overwrites anything."""
    service = filled_service(home)
    case_id, _ = _case_with_draft(service)
    version = read_case(service.record, case_id).version
    for login in ("mia", "ben"):
        client = client_of(service, login)
        token = form_token(client.get("/").text)
        data = {"form_token": token, "version": version, "text": f"said by {login}"}
        assert client.post(f"/cases/{case_id}/comment", data=data).status_code == 200
    page = client.get(f"/cases/{case_id}").text
    assert "said by mia" in page
    assert "said by ben" in page
    service.record.dispose()
