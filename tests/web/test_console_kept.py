"""What is kept in memory: made once, renewed behind the back, never stuck."""

from __future__ import annotations

import threading

from pivotwatch.web.kept import Kept


def test_it_is_made_once_for_each_state_of_the_data() -> None:
    """The same version is answered from memory; another key is another value."""
    kept, made = Kept(), []
    for _ in range(3):
        assert kept.get("a", 1, lambda: made.append("a") or "value") == "value"
    kept.get("b", 1, lambda: made.append("b") or "other")
    assert made == ["a", "b"]


def test_an_old_value_is_given_while_the_new_one_is_made() -> None:
    """Nobody waits for data that changed: the old value comes at once, the new one when it is ready."""
    kept, go, done = Kept(), threading.Event(), threading.Event()
    kept.get("a", 1, lambda: "old")

    def make() -> str:
        go.wait(5)
        done.set()
        return "new"

    assert kept.get("a", 2, make) == "old"
    go.set()
    assert done.wait(5)
    for _ in range(500):
        if kept.get("a", 2, lambda: "newer") == "new":
            break
    assert kept.get("a", 2, lambda: "newer") == "new"


def test_a_failure_is_not_kept() -> None:
    """Who could not make a value leaves the next one to try again."""
    kept = Kept()

    def fail() -> str:
        raise LookupError

    for _ in range(2):
        try:
            kept.get("a", 1, fail)
        except LookupError:
            continue
        raise AssertionError
    assert kept.get("a", 1, lambda: "value") == "value"


def test_what_was_changed_by_hand_is_seen_at_once() -> None:
    """After forgetting, the next one gets the new value and not the old one meanwhile."""
    kept = Kept()
    kept.get("a", 1, lambda: "old")
    kept.forget()
    assert kept.get("a", 2, lambda: "new") == "new"


def test_the_version_is_asked_for_only_when_something_may_have_changed() -> None:
    """Pages between two changes share one question to the store."""
    kept, asked = Kept(), []
    for changes in (1, 1, 2, 2):
        assert kept.version(changes, lambda: asked.append("once") or len(asked)) == len(asked)
    assert len(asked) == 2


def test_a_value_comes_with_the_version_it_was_made_from() -> None:
    """What is derived from an old value is as old as that, so that it is made anew with the new one."""
    kept, go = Kept(), threading.Event()
    assert kept.get_dated("a", 1, lambda: "old") == ("old", 1)
    assert kept.get_dated("a", 2, lambda: go.wait(5) and "new") == ("old", 1)
    go.set()
