"""An idle service gives memory back: once after each time of use, and never while somebody uses the store."""

from __future__ import annotations

from foundation import Home
from pivotwatch.service.tidying import IDLE_SECONDS, MOST_SECONDS, Tidying
from tests.service.service_world import open_world


def test_it_tidies_once_after_each_time_of_use(home: Home) -> None:
    """Somebody asked and then nobody did: it tidies then, and not again before the next use."""
    with open_world(home) as world:
        tidying = Tidying(world.service)
        assert not tidying.look(0.0)
        with world.service.reading() as warehouse:
            warehouse.one("SELECT 1")
        assert not tidying.look(1.0)  # it may be asked again in a moment
        assert tidying.look(1.0 + IDLE_SECONDS)
        assert not tidying.look(9.0 + IDLE_SECONDS)


def test_it_waits_for_whoever_uses_the_store(home: Home) -> None:
    """While a page reads nothing is taken from it; where somebody always asks, it is tidied in between."""
    with open_world(home) as world:
        tidying = Tidying(world.service)
        for second in range(int(MOST_SECONDS)):
            with world.service.reading() as warehouse:
                warehouse.one("SELECT 1")
                assert not world.service.shed()
            assert not tidying.look(float(second))
        with world.service.reading():
            assert not tidying.look(MOST_SECONDS)
        assert tidying.look(MOST_SECONDS + 1)


def test_changes_are_told_to_whoever_keeps_something(home: Home) -> None:
    """Reading changes nothing; writing does, when it has ended at the latest."""
    with open_world(home) as world:
        before = world.service.changes
        with world.service.reading():
            assert world.service.changes == before
        with world.service.writing():
            assert world.service.changes != before
        assert world.service.changes != before
