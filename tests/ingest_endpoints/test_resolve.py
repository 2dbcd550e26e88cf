"""From what a load saw to endpoints: routes, junk, learned segments, caps, and stability."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loading import Hit, calls, live, load, people

from foundation import Warehouse
from ingest.endpoints import EndpointSettings


def test_the_gateways_route_goes_first(warehouse: Warehouse) -> None:
    """Where the gateway names a template, that is the endpoint, however it is spelled."""
    load(
        warehouse,
        [
            Hit("/v1/customers/42", route="/v1/customers/{id}"),
            Hit("/v1/orders/alice", route="/v1/orders/:order"),
            Hit("/v1/items/7", route="/v1/items/<int:item>"),
            Hit("/v1/parts/7", route="~/v1/parts/(?<part>[^/]+)$"),
            Hit("/v1/docs/7", route="GET /v1/docs/{doc:[0-9]+}/"),
        ],
    )
    assert live(warehouse) == {
        "GET /v1/customers/{id}": "gateway",
        "GET /v1/docs/{doc}": "gateway",
        "GET /v1/items/{item}": "gateway",
        "GET /v1/orders/{order}": "gateway",
        "GET /v1/parts/{part}": "gateway",
    }


@pytest.mark.parametrize("route", ["/", "/v1", "/v1/*", "/v1/{proxy+}", "/v1/**", "/{anything}"])
def test_a_prefix_route_is_no_endpoint(warehouse: Warehouse, route: str) -> None:
    """A route that only names the beginning of the path does not swallow the endpoints below it."""
    load(warehouse, [Hit("/v1/contacts/42", route=route), Hit("/v1/invoices/42", route=route)])
    assert set(live(warehouse)) == {"GET /v1/contacts/{id}", "GET /v1/invoices/{id}"}


def test_methods_are_one_spelling_and_unknown_ones_unmatched(warehouse: Warehouse) -> None:
    """`get` and `GET` are one endpoint; what is no method creates none."""
    load(warehouse, [Hit("/a", "get"), Hit("/a", "GET"), Hit("/a", "BREW"), Hit("/a", None)])  # type: ignore[arg-type]
    assert live(warehouse, counted_only=False) == {"GET /a": "heuristic", "OTHER (unmatched)": "unmatched"}


def test_scanners_create_no_endpoints(warehouse: Warehouse) -> None:
    """What scanners ask every host for, and what was only ever refused, ends in the unmatched bucket."""
    junk = [
        Hit("/wp-login.php"),
        Hit("/.env"),
        Hit("/cgi-bin/luci"),
        Hit("/.git/config"),
        Hit("/nothing/here", status=404),
        Hit("/secret/admin", status=403),
        Hit("/\x07bell"),
        Hit("/" + "x" * 400),
        Hit("no-slash"),
    ]
    load(warehouse, [*junk, Hit("/.well-known/jwks"), Hit("/broken", status=500)])
    assert live(warehouse) == {"GET /.well-known/jwks": "heuristic", "GET /broken": "heuristic"}
    assert calls(warehouse)["GET (unmatched)"] == 4 * len(junk)


def test_errors_of_a_known_endpoint_count_there(warehouse: Warehouse) -> None:
    """Refused calls of an endpoint that has worked before are its errors, not unmatched."""
    load(warehouse, ["/contacts/1"])
    load(warehouse, [Hit("/contacts/2", status=404)])
    assert calls(warehouse) == {"GET /contacts/{id}": 8}


def test_what_was_refused_counts_as_errors_once_it_works(warehouse: Warehouse) -> None:
    """Calls refused before their path first worked follow it; scanners' paths stay out, few wait."""
    few = EndpointSettings(most_per_api=10)
    load(warehouse, [Hit("/beta/1", status=401), Hit("/.env", status=200), Hit("/never", status=404)], few)
    load(warehouse, [Hit(f"/tried{name}", status=404) for name in people(30)], few)
    assert live(warehouse) == {}
    assert calls(warehouse) == {"GET (unmatched)": 4 * 33}
    assert warehouse.one("SELECT count(*) FROM endpoints") == (11,)
    load(warehouse, ["/beta/2"], few)
    assert live(warehouse) == {"GET /beta/{id}": "heuristic"}
    assert calls(warehouse) == {"GET (unmatched)": 4 * 32, "GET /beta/{id}": 8}
    load(warehouse, [Hit("/never", status=404)], few)
    assert calls(warehouse)["GET (unmatched)"] == 4 * 33


def test_the_number_of_endpoints_has_a_cap(warehouse: Warehouse) -> None:
    """Past the cap of an API new paths are unmatched, the most called get in first; another API has room."""
    few = EndpointSettings(most_per_api=10)
    words = [f"{a}{b}" for a in ("ab", "cd", "ef", "gh") for b in ("ik", "lm", "no")]
    load(warehouse, [Hit(f"/{word}", calls=place) for place, word in enumerate(words, 1)], few)
    assert len(live(warehouse)) == 10
    assert f"GET /{words[0]}" not in live(warehouse)
    assert calls(warehouse)["GET (unmatched)"] == 1 + 2
    load(warehouse, [Hit("/ab", api="other")], few)
    assert "GET /ab (other)" in live(warehouse)


def test_values_of_a_segment_are_learned(warehouse: Warehouse) -> None:
    """Many names at one place, followed alike, become a parameter; words of the API beside them stay."""
    hits = [Hit(f"/v2/users/{name}/orders{rest}") for name in people(60) for rest in ("", "/42")]
    words = ["/v2/users/me/orders", "/v2/users/search", "/v2/users/export/csv", "/v2/users"]
    load(warehouse, [*hits, *words])
    assert live(warehouse) == {
        "GET /v2/users": "heuristic",
        "GET /v2/users/export/csv": "heuristic",
        "GET /v2/users/me/orders": "heuristic",
        "GET /v2/users/search": "heuristic",
        "GET /v2/users/{user}/orders": "learned",
        "GET /v2/users/{user}/orders/{id}": "learned",
    }


def test_a_segment_called_far_more_than_the_values_stays(warehouse: Warehouse) -> None:
    """A leaf that looks like a value but has a hundred times the calls is a route of its own."""
    names = [Hit(f"/users/{name}") for name in people(60)]
    load(warehouse, [*names, Hit("/users/systemwide", calls=400)])
    assert set(live(warehouse)) == {"GET /users/systemwide", "GET /users/{user}"}
    load(warehouse, [Hit("/users/systemwide"), Hit("/users/newcomer")])
    assert calls(warehouse) == {"GET /users/systemwide": 404, "GET /users/{user}": 4 * 61}


def test_popular_values_are_still_values(warehouse: Warehouse) -> None:
    """Popularity as steep as Zipf's does not split a parameter."""
    hits = [Hit(f"/users/{name}", calls=10_000 // rank) for rank, name in enumerate(people(100), 1)]
    load(warehouse, hits)
    assert set(live(warehouse)) == {"GET /users/{user}"}


def test_collections_are_no_values(warehouse: Warehouse) -> None:
    """Sixty resources with the same operations stay sixty resources."""
    hits = [
        Hit(f"/api/v1/{name}{rest}", method)
        for name in people(60)
        for method, rest in (("GET", ""), ("POST", ""), ("GET", "/7"), ("DELETE", "/7"))
    ]
    load(warehouse, hits)
    assert len(live(warehouse)) == 240


def test_operations_by_name_are_no_values(warehouse: Warehouse) -> None:
    """Eighty methods of an RPC service stay eighty endpoints."""
    verbs = ("get", "list", "create", "delete")
    names = [f"{verb}{name.title()}" for verb in verbs for name in people(20)]
    load(warehouse, [Hit(f"/rpc/service/{name}", "POST") for name in names])
    assert len(live(warehouse)) == 80


def test_a_learned_merge_is_recorded_and_old_calls_follow(warehouse: Warehouse) -> None:
    """Names loaded before there were enough of them are merged; every id keeps its meaning."""
    names = people(60)
    load(warehouse, [f"/users/{name}/orders" for name in names[:10]])
    before = dict(warehouse.rows("SELECT endpoint_id, label FROM endpoints"))
    assert len(live(warehouse)) == 10
    load(warehouse, [f"/users/{name}/orders" for name in names[10:]])
    assert live(warehouse) == {"GET /users/{user}/orders": "learned"}
    assert calls(warehouse) == {"GET /users/{user}/orders": 240}
    after = dict(warehouse.rows("SELECT endpoint_id, label FROM endpoints"))
    assert before.items() <= after.items()
    assert warehouse.one("SELECT count(*) FROM endpoint_merges")[0] == 10
    ends = "SELECT count(*) FROM endpoint_merges WHERE into_id IN (SELECT endpoint_id FROM endpoint_merges)"
    assert warehouse.one(ends)[0] == 0


def test_what_comes_later_goes_to_the_parameter(warehouse: Warehouse) -> None:
    """After learning, new names, ids and refused names count at the parameter; words stay words."""
    load(warehouse, [f"/users/{name}/orders" for name in people(60)])
    later = ["/users/zebediah/orders", "/users/77/orders", "/users/search"]
    load(warehouse, [*later, Hit("/users/nobody/orders", status=404)])
    assert set(live(warehouse)) == {"GET /users/search", "GET /users/{user}/orders"}


def test_two_levels_are_learned(warehouse: Warehouse) -> None:
    """Values below values are found too."""
    hits = [
        f"/repos/{owner}/branches/{branch}/commits" for owner in people(40) for branch in people(180)[140:]
    ]
    load(warehouse, hits)
    assert set(live(warehouse)) == {"GET /repos/{repo}/branches/{branch}/commits"}


def test_random_tokens_without_many_digits_are_ids(warehouse: Warehouse) -> None:
    """Tokens that slip through the pattern are known by how they look; long words are not."""
    load(
        warehouse,
        ["/watch/dQw4w9WgXcQ", "/t/xKqWzRtPbvNmGhLs", "/t/internationalization", "/u/userPreferences2"],
    )
    assert set(live(warehouse)) == {
        "GET /t/internationalization",
        "GET /u/userPreferences2",
        "GET /t/{id}",
        "GET /watch/{id}",
    }


def test_loading_twice_changes_nothing(warehouse: Warehouse) -> None:
    """A second load of the same paths finds the same endpoints and adds none."""
    hits = [Hit(f"/users/{name}/orders") for name in people(60)] + [Hit("/users/me/orders"), Hit("/x/1")]
    load(warehouse, hits)
    first = warehouse.rows("SELECT * FROM endpoints ORDER BY ALL")
    load(warehouse, hits)
    assert warehouse.rows("SELECT * FROM endpoints ORDER BY ALL") == first


_TRAFFIC = [
    *(f"/v2/users/{name}/{what}" for name in people(40) for what in ("orders", "orders/42/pay")),
    *(f"/v2/files/{name}" for name in people(120)[40:]),
    *("/v2/users/me/orders", "/v2/users/search", "/v2/users/42/orders", "/v2/contacts", "/v2/contacts/9"),
    *("/v2/users/export/csv", "/v2/files/upload", "/v2/contacts/9/notes", "/health", "/watch/dQw4w9WgXcQ"),
    *(
        "/v3/beta",
        Hit("/v3/beta", status=401),
        Hit("/v3/never", status=404),
        Hit("/v2/users/gone/orders", status=404),
    ),
]


@settings(max_examples=4, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 6))
def test_order_and_cuts_do_not_matter(rng: random.Random, loads: int) -> None:
    """The same calls in any order, cut into any loads, end in the same endpoints with the same counts."""
    expected = Warehouse.in_memory()
    load(expected, _TRAFFIC)
    shuffled = list(_TRAFFIC)
    rng.shuffle(shuffled)
    found = Warehouse.in_memory()
    for part in range(loads):
        load(found, shuffled[part::loads])
    assert set(live(found)) == set(live(expected))
    assert calls(found) == calls(expected)


def test_what_resembles_an_id_beside_ids_is_one(warehouse: Warehouse) -> None:
    """Short ids count with the long ones beside them, in whatever order they come; words do not."""
    load(warehouse, ["/orders/ord_17/items", "/orders/oauth2/items"])
    load(warehouse, ["/orders/ord_12345/items", "/orders/ord_18/items"])
    assert set(live(warehouse)) == {"GET /orders/oauth2/items", "GET /orders/{id}/items"}
    assert calls(warehouse)["GET /orders/{id}/items"] == 12


def test_a_second_level_is_learned_after_the_first(warehouse: Warehouse) -> None:
    """A parameter found in an earlier load does not keep the values below it from being learned later."""
    owners, branches = people(40), people(180)[140:]
    load(warehouse, [f"/repos/{owner}/branches/main/commits" for owner in owners])
    assert set(live(warehouse)) == {"GET /repos/{repo}/branches/main/commits"}
    load(warehouse, [f"/repos/{owners[0]}/branches/{branch}/commits" for branch in branches])
    assert set(live(warehouse)) == {"GET /repos/{repo}/branches/{branch}/commits"}


def test_the_first_day_is_that_of_the_oldest_log(warehouse: Warehouse) -> None:
    """An endpoint was first seen on its earliest day, also when the older log is loaded later."""
    for day in (date(2026, 3, 9), date(2026, 3, 2), date(2026, 3, 16)):
        load(warehouse, ["/v1/contacts/42"], day=day)
    assert warehouse.rows("SELECT DISTINCT first_day FROM endpoints") == [(date(2026, 3, 2),)]
