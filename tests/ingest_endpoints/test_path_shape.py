"""path_shape: which segments of a path are ids, and which are words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation import Warehouse

_STORE = Warehouse.in_memory()


def shape(path: str) -> str:
    return str(_STORE.rows("SELECT path_shape(?)", [path])[0][0])


@pytest.mark.parametrize(
    "identifier",
    [
        "42",
        "-7",
        "9f1c2c9e-5a0b-4a57-9d0e-2d1f5f0a1b2c",
        "9F1C2C9E-5A0B-4A57-9D0E-2D1F5F0A1B2C",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "507f1f77bcf86cd799439011",
        "deadbeef12",
        "2026-11-21",
        "2026-W47",
        "20261121T093000Z",
        "2026-11-21T09:30:00Z",
        "ord_12345",
        "INV-2026-0001",
        "cus_9s6XKzkNRiz8i3",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmN",
        "alice@example.com",
        "alice%40example.com",
        "52.5200,13.4050",
        "192.0.2.7",
        "1,2,3",
        "m%C3%BCller",
        "group%2Fproject",
        "a%20b",
        "<script>alert(1)",
        "+49123456789",
    ],
)
def test_an_id_of_any_kind_becomes_a_parameter(identifier: str) -> None:
    """Ids of every common kind are found, at the end of a path and inside it, twice in a row too."""
    assert shape(f"/v2/things/{identifier}") == "/v2/things/{id}"
    assert shape(f"/v2/things/{identifier}/{identifier}/parts") == "/v2/things/{id}/{id}/parts"


@pytest.mark.parametrize(
    "word",
    [
        "v2",
        "v1.0",
        "v2beta1",
        "v1p1beta1",
        "v2026-10-15",
        "1.0",
        "oauth2",
        "sha256",
        "base64",
        "utf-8",
        "s3",
        "ipv4",
        "iso20022",
        "iso-8601",
        "rfc7807",
        "facade",
        "decade",
        "added",
        "deadbeef",
        ".well-known",
        "openid-configuration",
        "messages:send",
        "report.csv",
        "$metadata",
        "getOAuth2AccessToken",
        "internationalization",
        "UserProfile",
    ],
)
def test_a_word_stays(word: str) -> None:
    """Versions, standards and words that only resemble ids keep their text."""
    assert shape(f"/{word}/things") == f"/{word}/things"
    assert shape(f"/things/{word}") == f"/things/{word}"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", "/"),
        ("/", "/"),
        ("//contacts//42/", "/contacts/{id}"),
        ("/a/./b/../c/", "/a/c"),
        ("/contacts?email=alice@example.com", "/contacts"),
        ("/contacts/42?x=1#top", "/contacts/{id}"),
        ("/contacts#top", "/contacts"),
        ("HTTPS://API.Example.COM/v1/contacts?q=1", "/v1/contacts"),
        ("https://api.example.com", "/"),
        ("/contacts;jsessionid=12/addresses", "/contacts/addresses"),
        ("/users/123.json", "/users/{id}.json"),
        ("/users/123:activate", "/users/{id}:activate"),
        ("/Products(42)/Name", "/Products({id})/Name"),
        ("/Customers('ALFKI')", "/Customers({id})"),
        ("/%zz/%ff", "/%zz/%ff"),
        ("*", "*"),
    ],
)
def test_a_path_has_one_spelling(path: str, expected: str) -> None:
    """Slashes, dots, hosts, queries, matrix parameters and endings are read as their standards say."""
    assert shape(path) == expected


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=0, max_size=60))
def test_any_text_has_a_shape_without_a_query(text: str) -> None:
    """Whatever a client sends has a shape, and no query string is in it."""
    path = "/" + text.replace("\x00", "")
    found = shape(path)
    assert found
    assert "?" not in found or "%3f" in path.casefold()
    assert "\x01" not in found or "\x01" in path


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(["v2", "contacts", "42", "2026-11-21", "{id}", "a1b2c3d4e5"]), max_size=6))
def test_a_shape_is_its_own_shape(parts: list[str]) -> None:
    """Shaping what was shaped already changes nothing."""
    once = shape("/" + "/".join(parts))
    assert shape(once.replace("{id}", "42")) == once
