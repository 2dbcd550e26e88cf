"""The gate: rates, sizes, headers; and that it tells nothing it should not."""

from __future__ import annotations

import logging

import pytest

from foundation import Home
from pivotwatch.api.limits import RateLimiter
from tests.api.api_world import ACME, World, make_world


def test_rates_are_counted_for_each_token(home: Home) -> None:
    """Past the quota a token gets 429 with Retry-After; another goes on, and so does it a minute later."""
    world = make_world(home, requests_per_minute=3)
    busy, other = world.client("read"), world.client("read")
    left = [busy.get("/windows").headers["RateLimit"] for _ in range(3)]
    assert left == ['"token";r=2;t=60', '"token";r=1;t=60', '"token";r=0;t=60']
    world.seconds[0] = 20.5
    refused = busy.get("/windows")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "40"
    assert refused.headers["RateLimit-Policy"] == '"token";q=3;w=60'
    assert refused.json()["type"] == "urn:pivotwatch:problem:too-many-requests"
    assert other.get("/windows").status_code == 200
    world.seconds[0] = 60.0
    assert busy.get("/windows").status_code == 200


def test_the_limiter_forgets_callers_that_are_gone() -> None:
    """Ten thousand callers that came once do not stay in memory."""
    now = [0.0]
    limiter = RateLimiter(5, lambda: now[0])
    for number in range(10_000):
        limiter.spend(str(number))
    now[0] = 61.0
    limiter.spend("new")
    assert len(limiter._windows) == 1


def test_bodies_have_a_size(home: Home) -> None:
    """A body past the bound is 413, whether it says its length or comes in pieces; one within it is read."""
    client = make_world(home, largest_body_bytes=2048).client("feedback", "partners:write")
    path, large = f"/findings/{ACME}/verdicts", b'{"verdict": "fine", "note": "' + b"x" * 3000 + b'"}'
    headers = {"Content-Type": "application/json"}
    assert client.post(path, content=large, headers=headers).status_code == 413
    pieces = (large[start : start + 500] for start in range(0, len(large), 500))
    assert client.post(path, content=pieces, headers=headers).status_code == 413
    keyed = headers | {"Idempotency-Key": "k"}
    pieces = (large[start : start + 500] for start in range(0, len(large), 500))
    assert client.post(path, content=pieces, headers=keyed).status_code == 413
    assert client.post(path, json={"verdict": "fine"}).status_code == 201


def test_headers_of_every_answer(quiet_world: World) -> None:
    """Answers stay out of shared caches, are not sniffed, and tell the rate; refusals too."""
    for path in ("/windows", "/nothing"):
        headers = quiet_world.client("read").get(path).headers
        assert headers["Cache-Control"] == "private, no-cache"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "RateLimit" in headers


def test_nothing_secret_is_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the token nor a credential that was sent is in any log line, whatever went wrong."""
    caplog.set_level(logging.DEBUG)
    token = world.token()
    client = world.with_token(token)
    client.get("/windows")
    refused = client.put("/partners/x", json={"credentials": ["key: s3cr3t-of-x"], "locale": "no locale"})
    assert refused.status_code == 422
    assert "s3cr3t" not in refused.text
    saved = client.put("/partners/x", json={"credentials": ["key: s3cr3t-of-x"]})
    assert saved.status_code == 200
    assert "s3cr3t" not in saved.text
    client.get("/windows", headers={"Authorization": f"Bearer {token}x"})
    told = "\n".join(each.getMessage() for each in caplog.records)
    assert token.split("_", 2)[2] not in told
    assert "s3cr3t" not in told


def test_errors_inside_tell_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected error is a problem with 500 and without a word of the inside."""
    client = world.client("read")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("/home/secret/path")

    monkeypatch.setattr("pivotwatch.api.resources.windows._rows", broken)
    answer = client.get("/windows")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "secret" not in answer.text
