"""Channels against a real HTTP server on loopback: signed, once, and never where it must not go."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from foundation import ConfigurationError
from governance import (
    Act,
    DeliveryError,
    Record,
    configured_ways,
    draft_message,
    events_after,
    list_messages,
    open_case,
    read_message,
    resolve_case,
)
from governance.channels._targets import checked_target
from governance.event_posts import post_events
from governance.settings import GovernanceSettings
from tests.governance.governance_examples import ANNA, finding
from tests.governance.mail_examples import WRITER, MovingClock, outbox

SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()
LOOPBACK = ["127.0.0.0/8"]


class Receiver:
    """Keeps every request.

    Attributes
    ----------
    status
        What is answered, one after another; then 204.
    """

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.status: list[int] = []
        self.headers: dict[str, str] = {}
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests.append((self.path, dict(self.headers), body))
                self.send_response(receiver.status.pop(0) if receiver.status else 204)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *told: Any) -> None:
                del told

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?key=k"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    thread = threading.Thread(target=found.server.serve_forever, daemon=True)
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()


def given(allowed: list[str] = LOOPBACK, **channels: Any) -> GovernanceSettings:
    return GovernanceSettings.model_validate({"allow_private_targets": allowed, "channels": channels})


def post(record: Record, settings: GovernanceSettings, clock: MovingClock | None = None) -> str:
    """Write a post to channel `ops`, deliver it, and return the outcome with its reason."""
    new = WRITER.to_channel("ops", "acme: pivot", ["acme moved."], ("one",), "finding.pivot", {"x": 1})
    draft_message(record, new, ANNA, approved=True)
    (done,) = outbox(record, settings, clock).deliver()
    return f"{done.outcome}: {done.reason}"


def test_a_webhook_verifies_with_the_reference_library(record: Record, receiver: Receiver) -> None:
    """The signature is good for the Standard Webhooks library, with each of two secrets and no other."""
    other = "whsec_" + base64.b64encode(b"o" * 32).decode()
    now = MovingClock(datetime.now(UTC))  # the library compares with the machine's clock
    hook = {"kind": "webhook", "url": receiver.url, "secret": f"{SECRET} {other}"}
    assert post(record, given(ops=hook), now) == "sent: "
    ((path, headers, body),) = receiver.requests
    assert path == "/hook?key=k"
    for secret in (SECRET, other):
        told = Webhook(secret).verify(body, {name.lower(): value for name, value in headers.items()})
        assert (told["type"], told["data"]["x"]) == ("finding.pivot", 1)
    with pytest.raises(Exception, match="matching signature"):
        Webhook("whsec_" + base64.b64encode(b"z" * 32).decode()).verify(
            body, {name.lower(): value for name, value in headers.items()}
        )


@pytest.mark.parametrize("kind", ["slack", "teams"])
def test_chats_get_their_form(record: Record, receiver: Receiver, kind: str) -> None:
    """Slack gets a text with blocks, Teams an Adaptive Card."""
    assert post(record, given(ops={"kind": kind, "url": receiver.url})) == "sent: "
    told = json.loads(receiver.requests[0][2])
    if kind == "slack":
        assert told["blocks"][1]["text"]["text"].startswith("acme moved.")
    else:
        card = told["attachments"][0]["content"]
        assert (card["type"], card["body"][0]["text"]) == ("AdaptiveCard", "acme: pivot")


def test_a_file_gets_a_line(record: Record, tmp_path: Path) -> None:
    """The file channel appends one line of JSON, readable by its owner alone."""
    file = tmp_path / "out" / "messages.jsonl"
    assert post(record, given(ops={"kind": "file", "path": str(file)})) == "sent: "
    assert json.loads(file.read_text())["data"] == {"type": "finding.pivot", "data": {"x": 1}}
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("status", "outcome"), [(503, "later"), (429, "later"), (302, "failed"), (410, "failed"), (400, "failed")]
)
def test_answers_that_are_no_success(record: Record, receiver: Receiver, status: int, outcome: str) -> None:
    """What may pass is tried again with the same id; a refusal and a redirect are not; no URL is shown."""
    receiver.status, receiver.headers = [status], {"Location": "http://127.0.0.1:1/elsewhere"}
    hook = given(ops={"kind": "webhook", "url": receiver.url, "secret": SECRET})
    clock = MovingClock()
    told = post(record, hook, clock)
    assert told.startswith(f"{outcome}: 127.0.0.1 answered {status}")
    assert "key=k" not in told
    assert len(receiver.requests) == 1
    if outcome == "later":
        clock.at += timedelta(hours=1)
        assert [each.outcome for each in outbox(record, hook, clock).deliver()] == ["sent"]
        assert len({headers["webhook-id"] for _, headers, _ in receiver.requests}) == 1


def test_loopback_is_refused_unless_it_is_named(record: Record, receiver: Receiver) -> None:
    """Without the setting the server cannot be talked into calling itself; the refusal names the setting."""
    told = post(record, given([], ops={"kind": "slack", "url": receiver.url}))
    assert told.startswith("failed: 127.0.0.1 is 127.0.0.1, which is no public address")
    assert "allow_private_targets" in told
    assert receiver.requests == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "0.0.0.0",  # noqa: S104 - as a target
        "10.1.2.3",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[fe80::1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fd00::1]",
        "2130706433",
        "0x7f.1",
        "224.0.0.1",
    ],
)
def test_private_addresses_in_any_spelling(host: str) -> None:
    """Loopback, private, link-local, shared and multicast addresses are refused for good, however written."""
    with pytest.raises(DeliveryError) as refused:
        checked_target(f"http://{host}/", [])
    assert refused.value.permanent or "resolved" in str(refused.value)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "gopher://x", "http://", "http://u:p@example.com/", "http://a:b/"]
)
def test_odd_urls_are_refused(url: str) -> None:
    """Only http and https, with a host and without a password."""
    with pytest.raises(DeliveryError) as refused:
        checked_target(url, [])
    assert refused.value.permanent


def test_public_and_allowed_addresses_pass() -> None:
    """A public address passes; a private one that the setting names does, by network or by name."""
    assert checked_target("https://93.184.215.14/x?y=1", []).path == "/x?y=1"
    assert checked_target("http://10.1.2.3/", ["10.1.0.0/16"]).port == 80
    assert checked_target("http://localhost:8080/", ["localhost"]).address in ("127.0.0.1", "::1")


def test_wrong_channels_are_all_named() -> None:
    """Every mistake in every channel is told at once, and no value, which may be secret, is shown."""
    with pytest.raises(ConfigurationError) as refused:
        configured_ways(
            given(
                a={"kind": "pigeon"},
                b={"kind": "webhook", "url": "https://x.example", "secret": "topsecret!"},
                c={"kind": "slack"},
                email={"kind": "email"},
            )
        )
    text = str(refused.value)
    for place in ("channels.a.kind", "channels.b.secret", "channels.c.url", "channels.email"):
        assert place in text
    assert "topsecret" not in text


def test_events_go_to_those_who_asked(record: Record, receiver: Receiver) -> None:
    """A channel hears of the events it asked for, from when it is there, each once, not of its own posts."""
    settings = given(ops={"kind": "webhook", "url": receiver.url, "secret": SECRET, "events": ["case.*"]})
    ways = configured_ways(settings)
    open_case(record, finding("before"), ANNA)
    assert post_events(record, WRITER, ways, ANNA) == 0
    case = open_case(record, finding(), ANNA).case
    resolve_case(record, case.case_id, "reverted", ANNA)
    assert post_events(record, WRITER, ways, ANNA) == 2
    assert post_events(record, WRITER, ways, ANNA) == 0
    assert [each.outcome for each in outbox(record, settings).deliver()] == ["sent", "sent"]
    assert post_events(record, WRITER, ways, Act("later", ANNA.now)) == 0
    types = sorted(json.loads(body)["type"] for _, _, body in receiver.requests)
    assert types == ["case.opened", "case.resolved"]
    assert [event.type for event in events_after(record)].count("message.sent") == 2


def test_a_channel_that_is_gone_leaves_its_posts_waiting(record: Record) -> None:
    """A post to a channel that the settings no longer have waits, and says why."""
    assert post(record, given()).startswith("later: There is no channel 'ops'")
    (waiting,) = list_messages(record)
    assert (read_message(record, waiting.message_id).attempts, waiting.state) == (0, "approved")
