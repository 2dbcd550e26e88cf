"""Accounts: what a password must be, who may be called what, and that an admin is always left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from foundation import InputError, UnknownNameError
from governance import Act, Record, change_user, check_password, create_user, list_users, verify_audit
from governance.people.passwords import hashed

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ACT = Act("test", NOW)
WORDS = "four words nobody guesses"


def test_one_signs_in_by_the_right_password_alone(record: Record) -> None:
    """The right password names the person whatever the login's case; another one, nobody."""
    create_user(record, "Mia", "manager", ACT, name="Mia Manager", password=WORDS)
    found = check_password(record, "mIA", WORDS, NOW)
    assert found is not None
    assert (found.login, found.name, found.role) == ("mia", "Mia Manager", "manager")
    assert check_password(record, "mia", WORDS + "x", NOW) is None
    assert check_password(record, "nobody", WORDS, NOW) is None


def test_whom_a_provider_vouches_for_has_no_password(record: Record) -> None:
    """An account without a password is opened by none, not even an empty one."""
    create_user(record, "vic", "viewer", ACT)
    assert check_password(record, "vic", "", NOW) is None
    assert check_password(record, "vic", "None", NOW) is None


def test_the_lock_grows_and_is_lifted_by_a_new_password(record: Record) -> None:
    """The fifth wrong password locks for a minute, each further one for twice as long; an admin lifts it."""
    create_user(record, "mia", "admin", ACT, password=WORDS)
    for _ in range(5):
        check_password(record, "mia", "wrong", NOW)
    assert list_users(record)[0].locked_until == NOW + timedelta(minutes=1)
    later = NOW + timedelta(minutes=2)
    check_password(record, "mia", "wrong", later)
    assert list_users(record)[0].locked_until == later + timedelta(minutes=2)
    change_user(record, "mia", ACT, password="other words nobody guesses")  # noqa: S106 - of this test
    assert check_password(record, "mia", "other words nobody guesses", later) is not None


@pytest.mark.parametrize("password", ["short", "x" * 257, "mia-mia-mia-m"])
def test_weak_passwords_are_refused(record: Record, password: str) -> None:
    """Too short, too long, or little more than the login: nothing is written."""
    with pytest.raises(InputError):
        create_user(record, "mia", "viewer", ACT, password=password)
    assert list_users(record) == []


@pytest.mark.parametrize(
    ("login", "name"),
    [("", ""), ("two words", ""), ("a", "pivotwatch"), ("token:x", ""), ("a", "partner:acme"), ("a", "x\ny")],
)
def test_names_that_mean_something_else_are_refused(record: Record, login: str, name: str) -> None:
    """Nobody may be called as the product, a token or a partner is in the audit log."""
    with pytest.raises(InputError):
        create_user(record, login, "viewer", ACT, name=name)


def test_names_are_taken_once(record: Record) -> None:
    """Neither login nor name is given twice, whatever the case."""
    create_user(record, "mia", "admin", ACT, name="Mia M")
    for login, name in (("MIA", "other"), ("other", "mia m")):
        with pytest.raises(InputError, match="already"):
            create_user(record, login, "viewer", ACT, name=name)


def test_an_admin_is_always_left(record: Record) -> None:
    """The last admin can be neither degraded nor shut; with a second one, the first can."""
    create_user(record, "ada", "admin", ACT)
    for change in ({"role": "viewer"}, {"enabled": False}):
        with pytest.raises(InputError, match="Nobody would be left"):
            change_user(record, "ada", ACT, **change)  # type: ignore[arg-type]
    create_user(record, "bob", "admin", ACT)
    assert change_user(record, "ada", ACT, enabled=False).disabled_at is not None
    assert change_user(record, "ada", ACT, enabled=True).disabled_at is None


def test_who_is_not_there_cannot_be_changed(record: Record) -> None:
    """An unknown login is told with those that exist, and the log stays whole."""
    create_user(record, "ada", "admin", ACT)
    with pytest.raises(UnknownNameError, match="ada"):
        change_user(record, "adda", ACT, team="x")
    assert verify_audit(record).broken == ()


def test_hashes_are_argon2id_and_differ() -> None:
    """The same password gives another hash each time, by Argon2id."""
    one, two = hashed(WORDS, "mia"), hashed(WORDS, "mia")
    assert one != two
    assert one.startswith("$argon2id$")
