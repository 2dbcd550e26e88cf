"""The closed loop by a bot: finding, case, draft, approval, real e-mail, the partner's answer, decision."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient

from foundation import Home
from governance import Owner, save_owners
from pivotwatch.governing import follow, outbox_of
from pivotwatch.service.application import application
from tests.api.api_world import ACME, ACT, make_world
from tests.governance.mail_servers import SmtpServer


def test_the_loop(home: Home) -> None:
    """The partner gets one e-mail, answers on the page that its link opens, and the case ends as approved."""
    with SmtpServer() as post:
        home.create()
        home.settings_file.write_text(
            "[governance]\npublic_url = 'http://testserver'\n[governance.mail]\nhost = 'localhost'\n"
            f"port = {post.port}\nsecurity = 'none'\nsender = 'api@crm.example'\n"
        )
        world = make_world(home)
        save_owners(world.service.record, [Owner("mia@example.com", "mia@example.com")], ACT)
        house = TestClient(application(world.service), raise_server_exceptions=False)
        bot = {"Authorization": f"Bearer {world.token()}"}
        case_id = house.post(
            "/api/v1/cases", json={"finding_id": ACME, "owner": "mia@example.com"}, headers=bot
        )
        case = case_id.json()["case"]["case_id"]
        draft = house.post("/api/v1/messages", json={"case_id": case}, headers=bot).json()["message_id"]
        house.post(f"/api/v1/messages/{draft}/approval", headers=bot | {"If-Match": '"v1"'})
        sent = house.post(f"/api/v1/messages/{draft}/sending", headers=bot).json()
        assert (sent["outcome"], sent["reason"]) == ("sent", "")
        again = house.post(f"/api/v1/messages/{draft}/sending", headers=bot)
        assert again.status_code == 409

        (mail,) = post.taken
        plain = mail.get_body(("plain",))
        assert plain is not None
        found = re.search(r"http://testserver(/answer/\S+)", plain.get_content())
        assert found is not None
        assert house.get(f"/api/v1/cases/{case}", headers=bot).json()["state"] == "contacted"
        page = house.get(found[1])
        assert page.status_code == 200
        assert '<html lang="de">' in page.text
        thanks = house.post(found[1], data={"kind": "planned", "text": "Unsere neue Rechnungs-App"})
        assert "Danke" in thanks.text

        follow(world.service.app)
        list(outbox_of(world.service.app).deliver())
        assert [recipients for _, recipients in post.envelopes[1:]] == [["mia@example.com"]]
        (answer,) = house.get(f"/api/v1/cases/{case}/answers", headers=bot).json()
        assert (answer["kind"], answer["via"], answer["decision"]) == ("planned", "page", None)
        decision = f"/api/v1/answers/{answer['answer_id']}/decision"
        done = house.post(decision, json={"approve": True, "note": "ok"}, headers=bot)
        assert done.json()["resolution"] == "approved"
        assert house.post(decision, json={"approve": False}, headers=bot).status_code == 409
        declared = house.get("/api/v1/partners/acme", headers=bot).json()["declarations"][-1]["groups"]
        assert declared == ["Contact writers", "Invoice readers"]
        world.service.record.dispose()
