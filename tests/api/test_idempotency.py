"""A POST with an Idempotency-Key is done once, whoever repeats it, also at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from governance import Record, record_verdicts, verdict_history
from tests.api.api_world import ACME, World

PATH = f"/findings/{ACME}/verdicts"
BODY = {"verdict": "confirmed", "note": "yes"}
KEY = {"Idempotency-Key": "2f0c1a52-triage-17"}


def test_a_repetition_gets_the_first_answer(both_worlds: World) -> None:
    """The second request is answered as the first was, says so, and changes nothing."""
    client = both_worlds.client("feedback")
    first, second = (client.post(PATH, json=BODY, headers=KEY) for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(verdict_history(both_worlds.service.record)) == 1


def test_another_request_with_the_key_is_refused(both_worlds: World) -> None:
    """Another body, another address or another query with the same key is 422 and is not done."""
    client = both_worlds.client("feedback", "read")
    client.post(PATH, json=BODY, headers=KEY)
    for path, body in (
        (PATH, BODY | {"note": "no"}),
        (PATH.replace("acme", "evil"), BODY),
        (f"{PATH}?x=1", BODY),
    ):
        refused = client.post(path, json=body, headers=KEY)
        assert refused.status_code == 422
        assert refused.json()["type"] == "urn:pivotwatch:problem:idempotency-key-reused"
    assert len(verdict_history(both_worlds.service.record)) == 1


def test_keys_belong_to_their_token(both_worlds: World) -> None:
    """Two tokens may use the same key; without a key every POST is done."""
    for _ in range(2):
        both_worlds.client("feedback").post(PATH, json=BODY, headers=KEY)
        both_worlds.client("feedback").post(PATH, json=BODY)
    assert len(verdict_history(both_worlds.service.record)) == 4


def test_two_at_once_do_it_once(both_worlds: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the first is being done, the second is told so with 409; later it gets the first's answer."""
    client = both_worlds.client("feedback")
    began, go_on = threading.Event(), threading.Event()

    def slowly(record: Record, verdicts: Any) -> None:
        began.set()
        assert go_on.wait(20)
        record_verdicts(record, verdicts)

    monkeypatch.setattr("pivotwatch.findings.record_verdicts", slowly)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(client.post, PATH, json=BODY, headers=KEY)
        assert began.wait(20)
        second = pool.submit(client.post, PATH, json=BODY, headers=KEY).result(20)
        go_on.set()
        assert first.result(20).status_code == 201
    assert second.status_code == 409
    assert second.headers["Retry-After"] == "1"
    assert client.post(PATH, json=BODY, headers=KEY).headers["Idempotency-Replayed"] == "true"
    assert len(verdict_history(both_worlds.service.record)) == 1


def test_a_race_of_many_does_it_once(both_worlds: World) -> None:
    """Eight threads with one key leave one verdict; each got its answer or 409."""
    client = both_worlds.client("feedback")
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(client.post, PATH, json=BODY, headers=KEY) for _ in range(8)]
        codes = sorted(each.result(60).status_code for each in asked)
    assert set(codes) <= {201, 409}
    assert 201 in codes
    assert len(verdict_history(both_worlds.service.record)) == 1


def test_a_refused_request_frees_its_key(world: World) -> None:
    """Refused for scope or content, nothing was done: the mended request may use the key again."""
    token = world.token("feedback")
    client = world.with_token(token)
    assert client.post(PATH, json={"verdict": "maybe"}, headers=KEY).status_code == 422
    assert client.post(PATH, json=BODY, headers=KEY).status_code == 201


def test_an_unknown_outcome_is_not_done_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the first one broke inside, a repetition is refused rather than done twice, and told why."""
    client = world.client("feedback")

    def broken(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("pivotwatch.findings.record_verdicts", broken)
    assert client.post(PATH, json=BODY, headers=KEY).status_code == 500
    monkeypatch.undo()
    again = client.post(PATH, json=BODY, headers=KEY)
    assert again.status_code == 409
    assert "not known" in again.json()["detail"]


@pytest.mark.parametrize("key", ["", "two words", "x" * 256])
def test_keys_that_are_none(world: World, key: str) -> None:
    """An empty key, one with a blank, and one that is too long are 400."""
    assert world.client("feedback").post(PATH, json=BODY, headers={"Idempotency-Key": key}).status_code == 400
