"""Every file in governance/channels/ renders without side effects, shows no secret, raises one error."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from foundation import Section, meanings_of
from governance import CHANNELS, DeliveryError, Message, Surroundings
from governance.settings import MailSettings

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
EVIL = "Evil <@everyone> [x](http://e) \u202e|*\n</script>\x1b[31m"
MESSAGE = Message(
    message_id="message-0123456789ab",
    case_id="case-0123456789ab",
    partner="acme",
    purpose="pivot",
    channel="x",
    recipient="jo@acme.example",
    recipient_name="Jo",
    to_partner=False,
    language="en",
    subject="acme: pivot",
    text="acme moved.",
    html="<p>acme moved.</p>",
    note="",
    facts={"type": "finding.pivot", "data": {"partner": "acme"}},
    state="claimed",
    created_by="pivotwatch",
    created_at=NOW,
    approved_by="pivotwatch",
    approved_at=NOW,
    not_before=None,
    claim="c",
    lease_until=NOW,
    attempts=1,
    reason="",
    sent_at=None,
    internet_id="<m@crm.example>",
    in_reply_to=None,
    rule="r",
    updated_at=NOW,
    version=2,
)
AROUND = Surroundings(NOW)


@pytest.fixture(params=sorted(CHANNELS))
def name(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


def parameters(name: str) -> Any:
    return CHANNELS[name].parameters.model_validate(CHANNELS[name].example)


def test_settings_are_explained(name: str) -> None:
    """Every setting of a channel has a sentence, and a reference tells where its form is described."""
    channel = CHANNELS[name]
    assert issubclass(channel.parameters, Section)
    assert set(meanings_of(channel.parameters)) == set(channel.parameters.model_fields)
    assert channel.reference.startswith("https://")


def test_rendering_is_pure(name: str) -> None:
    """Twice the same message gives the same bytes, but for what separates the parts of an e-mail."""
    one, other = (CHANNELS[name].render(MESSAGE, parameters(name), AROUND) for _ in range(2))
    if name != "email":
        assert one == other
    assert b"acme moved" in one.body


def test_hostile_texts_stay_texts(name: str) -> None:
    """A partner-controlled text leaves a body that its reader can parse, with nothing slipped in."""
    evil = replace(MESSAGE, text=EVIL, facts={"type": "x", "data": {"sentence": EVIL}})
    body = CHANNELS[name].render(evil, parameters(name), AROUND).body
    if name == "email":
        return  # its headers are tested in tests/governance/test_outbox.py
    assert "\n" not in body.decode().strip("\n")
    told = json.dumps(json.loads(body))
    if name == "slack":
        assert "<@everyone>" not in told
    if name == "teams":
        assert "[x](http://e)" not in told


def test_no_secret_is_shown(name: str) -> None:
    """Neither the text of the settings nor that of an error holds a URL's or a key's secret part."""
    channel = CHANNELS[name]
    shown = repr(parameters(name))
    for secret in ("secret", "hooks.example.com"):
        if channel.parameters is not MailSettings:
            assert f"/{secret}" not in shown


def test_what_cannot_be_reached_is_a_delivery_error(name: str) -> None:
    """Nobody answers: the plug-in raises DeliveryError and nothing else, and it is worth trying again."""
    channel = CHANNELS[name]
    dead = {"url": "http://127.0.0.1:1/x", "host": "127.0.0.1", "port": 1, "path": "/dev/null/no/file"}
    fields = channel.parameters.model_fields
    given = {**channel.example, **{key: value for key, value in dead.items() if key in fields}}
    if channel.parameters is MailSettings:
        given["timeout_seconds"] = 2
    settings = channel.parameters.model_validate(given)
    around = replace(AROUND, allowed_targets=("127.0.0.0/8",))
    with pytest.raises(DeliveryError) as refused:
        channel.send(channel.render(MESSAGE, settings, around), MESSAGE, settings, around)
    assert not refused.value.permanent
