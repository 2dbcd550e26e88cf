"""Secrets and payloads are gone before anything is written, and the credential still resolves."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway_tap import hashed, number_of
from gateway_tap.redaction import Redactor
from ingest.credentials import credential_number

KEY = b"k" * 32
SECRET = "Sup3r-Secret-Value"  # noqa: S105 - it is one only for this test
CAPTURED = Path(__file__).parents[2] / "data" / "samples"


REDACTOR = Redactor(lambda secret: hashed(secret, KEY))
BUSY_MACHINE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # which is no failure


def redacted(text: str | bytes) -> str:
    data = text.encode() if isinstance(text, str) else text
    return REDACTOR(data).decode("utf-8", "replace")


@pytest.mark.parametrize(
    "record",
    [
        '{"request":{"headers":{"apikey":"%s","host":"a"}}}',
        '{"request":{"headers":{"X-API-Key": "%s"}}}',
        '{"headers":{"x-api-key":["%s","%s"]}}',
        '{"http_x_api_key":"%s"}',
        '{"request_X-Api-Key":"%s"}',
        '{"msg":"{\\"request_X-Api-Key\\":\\"%s\\",\\"a\\":1}"}',
        '{"msg":"{\\"m\\":\\"{\\\\\\"apikey\\\\\\":\\\\\\"%s\\\\\\"}\\"}"}',
        '{"Authorization":"Basic %s"}',
        '{"Cookie":"a=1; session=%s"}',
        '{"set-cookie":["a=%s; Path=/","b=%s"]}',
        '{"request_header":"Accept=*&X-Api-Key=%s&User-Agent=x"}',
        '{"uri":"/a?b=1&api_key=%s&c=2"}',
        '{"uri":"/a?b=1\\u0026apikey=%s\\u0026c=2"}',
        '{"url":"https://h/a?subscription-key=%s"}',
        '{"querystring":{"access_token":"%s"}}',
        '1.2.3.4 - - [21/Nov/2026:09:00:00 +0000] "GET /a?key=%s HTTP/1.1" 200 5 "-" "x"',
        '{"request_body":"{\\"name\\":\\"%s\\"}","status":200}',
        '{"response_body":{"deep":[{"er":"%s"}]},"status":200}',
        '{"request_body":["%s",{"a":"%s"}]}',
        '{"raw_request":"%s"}',
        '{"password":"closed %s',
        '{"attributes":[{"key":"http.request.header.x-api-key","value":{"stringValue":"%s"}}]}',
        '{"attributes":[{"key":"token","value":{"arrayValue":{"values":[{"stringValue":"%s"},{"stringValue":"%s"}]}}}]}',
        '{"headers":[{"name":"Cookie", "value" : "a=%s"}]}',
        '{"msg":"{\\"name\\":\\"x-api-key\\",\\"value\\":\\"%s\\",\\"a\\":1}"}',
        '{"url":"https://acme:%s@h/a?b=c@d"}',
        '{"url":"https:\\/\\/acme:%s@h\\/a"}',
        '1.2.3.4 [21/Nov/2026:09:00:00.000] fe be/s 0/0/0/1/1 200 5 - - ---- {Bearer %s|x} "GET /a HTTP/1.1"',
        "2026-11-21\t07:00:00\tGET\ttoken=%s\t200",
        '{"Ocp-Apim-Subscription-Key" : "%s"}',
    ],
)
def test_secrets_go(record: str) -> None:
    """A secret in any of the places where gateways log one is gone; the lines around stay."""
    line = record.replace("%s", SECRET)
    text = redacted(f'{{"before":1}}\n{line}\n{{"after":1}}')
    assert SECRET not in text
    first, middle, last = text.split("\n")
    assert (first, last) == ('{"before":1}', '{"after":1}')
    if line.startswith("{") and "closed" not in line:
        json.loads(middle)


@pytest.mark.parametrize(
    "record",
    [
        '{"authenticated_entity":{"id":"k1"},"keyType":"PRODUCTION","accessKeyId":"ASIA1"}',
        '{"path":"/tokens/7","user_agent":"token key=","consumer":"cookie"}',
        '{"apikey":null,"password":true,"token":""}',
        '{"ai_model_input_token":17,"token_type":"x","authority":"api"}',
        '{"plan":"basic authentication","url":"https://h/a?mail=b@c","scheme":"Bearer"}',
        '{"attributes":[{"key":"plan","value":{"stringValue":"authorization"}},{"key":"a","value":"x"}]}',
        '{"path":"/monkey=1/turkey","q":"/a?b=1&keyword=x"}',
        '{"attributes":[{"key":"consumer","value":{"stringValue":"acme"}}]}',
        '{"jsonPayload":{"status":200},"body_bytes_sent":"5"}',
    ],
)
def test_the_rest_stays(record: str) -> None:
    """What only looks like a credential's name stays as it is."""
    assert redacted(record) == record


def test_logins_without_a_name() -> None:
    """What HTTP's schemes carry is gone from columns that nothing names."""
    packed = base64.b64encode(f"acme:{SECRET}".encode()).decode()
    assert redacted(f'"GET /a" 200 "Basic {packed}" "x"') == '"GET /a" 200 "-" "x"'


def test_columns_that_a_header_names() -> None:
    """The columns of credential-looking headers are emptied, or hashed, wherever the header puts them."""
    lines = [
        "#Fields: date cs(Cookie) cs-uri-query cs(X-Api-Key)",
        f"1 a={SECRET} apikey={SECRET} {SECRET}",
        "2 - - -",
        "#Fields: cs(Authorization) date",
        f"{SECRET} 3",
    ]
    key = hashed(SECRET, KEY)
    wanted = [lines[0], f"1 - apikey={key} {key}", lines[2], lines[3], "- 3"]
    assert redacted("\n".join(lines)).split("\n") == wanted
    tabbed = [line if line.startswith("#") else line.replace(" ", "\t") for line in lines]
    assert SECRET not in redacted("\n".join(tabbed))


def test_the_credential_is_the_same() -> None:
    """A hashed key resolves to the credential that file ingest gives the same key, however it is spelled."""
    for spelled in (SECRET, f" {SECRET.upper()} "):
        text = json.loads(redacted(json.dumps({"apikey": spelled})))["apikey"]
        assert credential_number(text, KEY) == credential_number(SECRET, KEY)
    percent = redacted("GET /a?apikey=a%2Bb")
    assert credential_number(percent.rpartition("=")[2], KEY) == credential_number("a+b", KEY)


def test_a_hash_cannot_be_forged() -> None:
    """A caller who sends a number as its key is itself, not the credential of that number."""
    number = credential_number(SECRET, KEY)
    assert number_of(f"hash:{number:016x}{0:016x}", KEY) is None
    assert number_of(hashed(SECRET, b"other key"), KEY) is None
    forged = json.loads(redacted(json.dumps({"apikey": hashed(SECRET, KEY)})))["apikey"]
    assert credential_number(forged, KEY) != number


def test_more_names() -> None:
    """Names from the settings are hashed too."""
    redactor = Redactor(lambda _: "gone", ["X-Partner-Pin"])
    assert redactor(b'{"x_partner_pin":"1234","x-partner-pinned":"1"}') == (
        b'{"x_partner_pin":"gone","x-partner-pinned":"1"}'
    )


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["apikey", "Cookie", "x", "request_body"]) | st.text(), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@BUSY_MACHINE
@given(records=st.lists(st.dictionaries(st.text(), _values, max_size=4), max_size=4))
def test_json_stays_json(records: list[dict[str, object]]) -> None:
    """Whatever stands in them, records stay as many and stay readable, and no dropped value survives."""
    text = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    lines = redacted(text.encode("utf-8", "surrogatepass")).split("\n")
    assert len(lines) == max(1, len(records))
    for line in lines if records else ():
        json.loads(line)


@BUSY_MACHINE
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    """No bytes make it fail, and the lines stay as many."""
    assert Redactor(str)(data).count(b"\n") == data.count(b"\n")


def test_hostile_input_takes_no_longer() -> None:
    """A megabyte of half-open names is done at once: no quadratic search."""
    redactor = Redactor(lambda _: "gone")
    started = time.process_time()
    for piece in (
        b'"apikey":["',
        b'{"request_body":{',
        b"apikey=",
        b'apikey\\"',
        b'"token":"\\',
        b'"token","value":{',
        b"://a",
        b"basic a ",
    ):
        redactor(piece * (200_000 // len(piece)))
    assert time.process_time() - started < 20
