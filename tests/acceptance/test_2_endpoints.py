"""Point 2 of issue 2: endpoints."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.command_line import Platform

_IDS = {
    "number": "12345",
    "uuid": "550e8400-e29b-41d4-a716-446655440000",
    "ulid": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "hex": "deadbeef00112233",
    "date": "2026-11-16",
    "base64-like": "eyJpZCI6MTIzNDU2Nzg5fQ==",
    "e-mail": "jo@acme.example",
    "encoded e-mail": "jo%40acme.example",
}
_OPENAPI = """
openapi: {version}
info: {{title: {title}, version: "1"}}
servers: [{{url: "https://a.example{base}"}}, {{url: "{base}/beta"}}]
paths:
  /things/{{thing_id}}:
    get: {{responses: {{"200": {{description: ok}}}}}}
  /things/special:
    get: {{responses: {{"200": {{description: ok}}}}}}
"""


def _log(*requests: str, status: int = 200) -> bytes:
    return b"".join(
        f'1.1.1.1 - acme [16/Nov/2026:00:{n // 60:02}:{n % 60:02} +0000] "{request} HTTP/1.1" '
        f'{status} 5 "-" "x"\n'.encode()
        for n, request in enumerate(requests)
    )


def _endpoints(platform: Platform) -> dict[str, int]:
    return {row["endpoint"]: row["calls"] for row in platform.rows("endpoints")}


@pytest.mark.parametrize("kind", sorted(_IDS))
def test_ids_become_parameters(platform: Platform, kind: str) -> None:
    """Heuristics: numbers, UUIDs, ULIDs, hex, dates, base64-like, e-mails."""
    platform("ingest", "-", stdin=_log(f"GET /v2/things/{_IDS[kind]}/parts", "GET /v2/things/search"))
    assert _endpoints(platform) == {"GET /v2/things/{id}/parts": 1, "GET /v2/things/search": 1}


def test_names_are_learned_and_static_routes_stay(platform: Platform) -> None:
    """`/users/alice/orders` -> `/users/{user}/orders`, never swallowing static routes."""
    names = [a + b for a in ("al", "be", "ca", "do", "ev", "fa") for b in ("ice", "rta", "rlo", "ris", "lyn")]
    calls = [f"GET /users/{name}/orders" for name in names for _ in range(3)] + ["GET /users/me/orders"] * 9
    platform("ingest", "-", stdin=_log(*calls, *["GET /users/export"] * 5))
    assert _endpoints(platform) == {
        "GET /users/{user}/orders": 90,
        "GET /users/me/orders": 9,
        "GET /users/export": 5,
    }


def test_documents_go_before_guesses(platform: Platform, tmp_path: Path) -> None:
    """OpenAPI documents (3.0/3.1, several APIs), longest-literal match, several servers."""
    for name, version, base in (("crm", "3.0.3", "/crm"), ("shop", "3.1.0", "/shop/v1")):
        text = _OPENAPI.format(version=version, title=name, base=base)
        (tmp_path / f"{name}.yaml").write_text(text)
    assert platform("endpoints", "import", tmp_path / "crm.yaml", tmp_path / "shop.yaml").code == 0
    paths = ("/crm/things/blue", "/crm/things/special", "/shop/v1/things/blue", "/crm/beta/things/blue")
    platform("ingest", "-", stdin=_log(*(f"GET {path}" for path in paths)))
    rows = [row for row in platform.rows("endpoints") if row["calls"]]
    assert {row["source"] for row in rows} == {"openapi"}
    templates = {row["template"]: row["calls"] for row in rows}
    assert templates["/crm/things/special"] == templates["/shop/v1/things/{thing_id}"] == 1
    assert sum(templates.values()) == 4


def test_a_bad_document_is_refused_with_its_place(platform: Platform, tmp_path: Path) -> None:
    """What is no OpenAPI document is refused with exit code 1, and nothing is written."""
    bad = tmp_path / "bad.yaml"
    for text in ("swagger: '2.0'\npaths: {}\n", "just text", "a: [", ""):
        bad.write_text(text)
        answer = platform("endpoints", "import", bad)
        assert (answer.code, answer.out) == (1, "")
        assert "bad.yaml" in answer.err


def test_queries_are_not_stored(platform: Platform) -> None:
    """Query strings never stored."""
    platform(
        "ingest", "-", stdin=_log("GET /v2/a?token=HUSHHUSH", "GET /v2/b;jsessionid=HUSHHUSH", "bad HUSHHUSH")
    )
    kept = [file for file in platform.home.rglob("*") if file.is_file() and b"HUSHHUSH" in file.read_bytes()]
    assert [row["excerpt"] for row in platform.rows("rejects") if "token" in row["excerpt"]] == []
    assert set(_endpoints(platform)) >= {"GET /v2/a", "GET /v2/b"}
    assert len(kept) <= 1  # the quarantine alone, which keeps the start of a line it could not read


def test_methods_are_normalised_and_scanners_ignored(platform: Platform) -> None:
    """Methods normalised; scanners' junk does not create endpoints, but is counted as unmatched."""
    platform(
        "ingest",
        "-",
        stdin=_log("get /v2/a", "GET /v2/a", "GET /wp-login.php", "GET /.env", "GET /cgi-bin/x"),
    )
    assert _endpoints(platform) == {"GET /v2/a": 2, "GET (unmatched)": 3}


def test_ids_are_the_same_in_any_order_and_any_home(platform: Platform, tmp_path: Path) -> None:
    """Deterministic and stable as data grows: order and cutting of loads do not matter."""
    calls = [f"GET /users/n{chr(97 + n)}x/orders" for n in range(26) for _ in range(3)] + ["GET /v2/a/1"] * 3
    lines = _log(*calls).splitlines(keepends=True)
    other = Platform(tmp_path / "other")
    platform("ingest", "-", stdin=b"".join(lines))
    for part in (lines[::-1][:40], lines[::-1][40:]):
        other("ingest", "-", stdin=b"".join(part))
    assert _endpoints(platform) == _endpoints(other)


def test_an_endpoint_that_was_merged_is_on_record(platform: Platform, tmp_path: Path) -> None:
    """An endpoint id keeps its meaning: what a document describes counts there, and the merge is listed."""
    platform("ingest", "-", stdin=_log(*["GET /v1/things/7"] * 3, "GET /v1/things/7/parts"))
    document = tmp_path / "things.yaml"
    document.write_text(
        "openapi: 3.1.0\ninfo: {title: things, version: '1'}\npaths:\n"
        "  /v1/things/{thing}:\n    get: {responses: {'200': {description: ok}}}\n"
    )
    assert platform("endpoints", "import", document).code == 0
    (merge,) = platform.rows("endpoints", "merges")
    assert (merge["endpoint"], merge["into"]) == ("GET /v1/things/{id}", "GET /v1/things/{thing}")
    assert "OpenAPI" in merge["reason"]
    assert _endpoints(platform) == {"GET /v1/things/{thing}": 3, "GET /v1/things/{id}/parts": 1}
    platform("ingest", "-", stdin=_log("GET /v1/things/8", status=201))
    assert _endpoints(platform)["GET /v1/things/{thing}"] == 4
    assert len(platform.rows("endpoints", "merges")) == 1


def test_names_that_turn_out_to_be_ids_are_merged(platform: Platform) -> None:
    """Endpoints made before a place was known to hold ids are merged when that is learned."""
    names = [a + b for a in ("al", "be", "ca", "do", "ev", "fa") for b in ("ice", "rta", "rlo", "ris", "lyn")]
    platform(
        "ingest", "-", stdin=_log(*(f"GET /users/{name}/orders" for name in names[:4] for _ in range(3)))
    )
    assert len(_endpoints(platform)) == 4
    platform("ingest", "-", stdin=_log(*(f"GET /users/{name}/orders?p" for name in names for _ in range(3))))
    assert set(_endpoints(platform)) == {"GET /users/{user}/orders"}
    merges = {row["endpoint"]: row["into"] for row in platform.rows("endpoints", "merges")}
    assert merges == {f"GET /users/{name}/orders": "GET /users/{user}/orders" for name in names[:4]}


def test_paths_without_end_go_into_one_bucket(platform: Platform) -> None:
    """Beyond the cap, paths make no further endpoints: their calls are counted as unmatched, none is lost."""
    words = [f"{a}{b}" for a in ("red", "blue", "green", "black") for b in ("wood", "stone", "sand", "lake")]
    requests = [f"GET /{one}/{other}" for one in words for other in ("paint", "mend")]
    platform("--set", "ingest.endpoints.most_per_api=10", "ingest", "-", stdin=_log(*requests))
    found = {row["endpoint"]: row for row in platform.rows("endpoints")}
    assert found["GET (unmatched)"]["calls"] == len(requests) - 10
    assert (found["GET (unmatched)"]["source"], found["GET (unmatched)"]["counted"]) == ("unmatched", False)
    assert len(found) == 11
