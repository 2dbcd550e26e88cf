"""A program subscribes, gets every event once, signed, from then on, and nothing after it unsubscribed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from foundation import Home
from governance import audit_entries
from pivotwatch.governing import follow, outbox_of
from tests.api.api_world import ACME, World, make_world


@pytest.fixture
def heard() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A receiver on loopback: its address, and what it got."""
    got: list[tuple[dict[str, str], bytes]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook/s3cret-path", got
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def allowing(home: Home, database: str) -> Iterator[World]:
    """A world whose channels may call loopback."""
    home.create()
    home.settings_file.write_text('[governance]\nallow_private_targets = ["127.0.0.1"]\n')
    made = make_world(home, database)
    yield made
    made.service.record.dispose()


def _round(world: World) -> None:
    follow(world.service.app)
    list(outbox_of(world.service.app).deliver())


def test_events_arrive_once_and_signed(allowing: World, heard: tuple[str, list[Any]]) -> None:
    """What happens after subscribing is posted once and signed; what it did not ask for is not."""
    url, got = heard
    client = allowing.client()
    client.post("/cases", json={"finding_id": "finding-evil-pivot"})
    made = client.post("/webhooks", json={"url": url, "events": ["case.*"]})
    assert made.status_code == 201
    client.post("/cases", json={"finding_id": ACME})
    client.put("/partners/acme", json={"name": "Acme"})
    for _ in range(3):
        _round(allowing)
    ((headers, body),) = got
    told = json.loads(body)
    assert (told["type"], told["data"]["finding"]) == ("case.opened", ACME)
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(made.json()["secret"].removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def test_nothing_after_the_end(allowing: World, heard: tuple[str, list[Any]]) -> None:
    """An ended subscription gets nothing, also not what waited; ending it twice is 404."""
    url, got = heard
    client = allowing.client()
    subscription = client.post("/webhooks", json={"url": url, "events": ["*"]}).json()["subscription_id"]
    client.post("/cases", json={"finding_id": ACME})
    follow(allowing.service.app)
    assert client.delete(f"/webhooks/{subscription}").status_code == 200
    _round(allowing)
    assert got == []
    assert client.delete(f"/webhooks/{subscription}").status_code == 404
    assert client.get("/webhooks").json() == []


def test_secrets_are_told_once(allowing: World, heard: tuple[str, list[Any]]) -> None:
    """Neither the list nor the audit log has the secret or the path of the URL."""
    client = allowing.client()
    secret = client.post("/webhooks", json={"url": heard[0], "events": ["case.opened"]}).json()["secret"]
    listed = client.get("/webhooks").text
    logged = "".join(each.as_json() for each in audit_entries(allowing.service.record))
    assert "webhook.subscribed" in logged
    for place in (listed, logged):
        assert secret not in place
        assert "s3cret" not in place


@pytest.mark.parametrize(
    "given",
    [
        {"url": "ftp://x/", "events": ["*"]},
        {"url": "https://u:p@x/", "events": ["*"]},
        {"url": "https://x/ y", "events": ["*"]},
        {"url": "https://x/", "events": []},
        {"url": "https://x/", "events": ["case.eaten", "cas*e"]},
    ],
    ids=str,
)
def test_what_is_refused(world: World, given: dict[str, Any]) -> None:
    """No web address, one with a password, no event, an unknown one: 422, and nothing is subscribed."""
    client = world.client("webhooks:write", "read")
    assert client.post("/webhooks", json=given).status_code == 422
    assert client.get("/webhooks").json() == []


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "[::ffff:127.0.0.1]", "localhost", "[::]"])
def test_private_addresses_are_refused(world: World, host: str) -> None:
    """Unless the settings allow it, nobody may subscribe an address of the inside, however it is written."""
    client = world.client()
    refused = client.post("/webhooks", json={"url": f"http://{host}:8080/x", "events": ["case.*"]})
    assert refused.status_code == 422
    assert "allow_private_targets" in refused.json()["errors"][0]["reason"]
    assert client.get("/webhooks").json() == []
