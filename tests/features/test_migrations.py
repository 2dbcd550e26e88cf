"""Endpoints that take over from others: who is followed and who is not."""

from __future__ import annotations

import numpy as np
import polars as pl

from features import UsageMatrix, read_as, taken_over, usage_matrix

OLD, NEW, OTHER, OTHER_NEW, SHARED = 1, 2, 3, 4, 9
ALL = [OLD, NEW, OTHER, OTHER_NEW, SHARED]
Mix = dict[int, int]
BEFORE: Mix = {OLD: 600, OTHER: 300, SHARED: 100}


def usage(mixes: dict[str, Mix]) -> UsageMatrix:
    rows = [
        (partner, endpoint, calls, 0) for partner, mix in mixes.items() for endpoint, calls in mix.items()
    ]
    names = ["partner_id", "endpoint_id", "calls", "errors"]
    return usage_matrix(pl.DataFrame(rows, schema=names, orient="row"), ALL)


def platform(movers: int, after: Mix, partners: int = 12) -> tuple[UsageMatrix, UsageMatrix]:
    names = [f"p{number:02}" for number in range(partners)]
    now = {name: after if number < movers else BEFORE for number, name in enumerate(names)}
    return usage(dict.fromkeys(names, BEFORE)), usage(now)


def test_a_migration_of_many_is_followed() -> None:
    """Where many partners win on a new endpoint what they lose on an old one, it is read as the old one."""
    before, now = platform(8, {NEW: 580, OTHER: 320, SHARED: 100})
    assert taken_over(before, now) == {NEW: OLD}
    assert np.array_equal(read_as(now, {NEW: OLD}).successes.toarray()[0], [580, 0, 320, 0, 100])


def test_a_partner_that_goes_alone_is_not_followed() -> None:
    """One partner, or few, or a small part of the users, are no migration of the platform."""
    after = {NEW: 600, OTHER: 300, SHARED: 100}
    assert taken_over(*platform(1, after)) == {}
    assert taken_over(*platform(3, after)) == {}
    assert taken_over(*platform(5, after, partners=60)) == {}


def test_two_migrations_at_once_are_not_mixed_up() -> None:
    """Each of two new endpoints is read as the one whose share it took."""
    assert taken_over(*platform(10, {NEW: 610, OTHER_NEW: 290, SHARED: 100})) == {NEW: OLD, OTHER_NEW: OTHER}


def test_an_endpoint_in_use_before_is_no_new_one() -> None:
    """Partners that go from one known endpoint to another change their use; the model knows both."""
    names = [f"p{number:02}" for number in range(12)]
    before = {name: BEFORE if number < 8 else {NEW: 700, SHARED: 300} for number, name in enumerate(names)}
    gone = {NEW: 600, OTHER: 300, SHARED: 100}
    now = {name: gone if number < 6 else before[name] for number, name in enumerate(names)}
    assert taken_over(usage(before), usage(now)) == {}


def test_a_launch_beside_what_was_is_not_followed() -> None:
    """A new endpoint that everybody calls on top of the rest took over from none."""
    assert taken_over(*platform(12, {**BEFORE, NEW: 150})) == {}


def test_the_order_of_rows_and_partners_makes_no_difference() -> None:
    """The same usage in another order gives the same pairs; no usage gives none."""
    before, now = platform(9, {NEW: 610, OTHER_NEW: 290, SHARED: 100})
    turned = dict(reversed([(name, {NEW: 610, OTHER_NEW: 290, SHARED: 100}) for name in now.partners[:9]]))
    rest = dict.fromkeys(reversed(now.partners[9:]), BEFORE)
    assert taken_over(before, usage({**rest, **turned})) == taken_over(before, now)
    assert taken_over(usage({}), usage({})) == {}
