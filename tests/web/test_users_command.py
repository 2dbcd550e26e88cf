"""`pivotwatch users`: the first account, and what becomes of it."""

from __future__ import annotations

import json

from click.testing import CliRunner, Result

from foundation import Home
from governance import check_password
from pivotwatch.app import App, clock_from_environment
from pivotwatch.cli import pivotwatch

_PASSWORD = "four words nobody guesses"  # noqa: S105 - of accounts that live as long as a test


def _call(home: Home, *words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(pivotwatch, ["--home", str(home.path), "users", *words], input=given)


def test_the_first_account_can_sign_in(home: Home) -> None:
    """A script makes the first admin with a password from standard input; the list shows no secret."""
    made = _call(home, "create", "Ada", "--role", "admin", "--password-stdin", given=_PASSWORD + "\n")
    assert made.exit_code == 0, made.output
    record = App(home).record
    found = check_password(record, "ada", _PASSWORD, clock_from_environment().now())
    assert found is not None
    assert found.role == "admin"
    listed = _call(home, "list", "--json")
    (row,) = [json.loads(line) for line in listed.stdout.splitlines()]
    assert (row["login"], row["role"], row["by_password"]) == ("ada", "admin", True)
    assert "argon2" not in listed.output
    record.dispose()


def test_an_empty_list_says_how_to_begin(home: Home) -> None:
    """Without accounts the list names the command that makes one."""
    assert "pivotwatch users create" in _call(home, "list").output


def test_without_a_terminal_a_password_must_be_given(home: Home) -> None:
    """Nobody is asked where nobody can answer: a usage error, and no account."""
    refused = _call(home, "create", "ada")
    assert refused.exit_code != 0
    assert "--password-stdin" in refused.output
    assert _call(home, "list", "--json").stdout == ""


def test_a_shut_account_stays_outside_until_opened(home: Home) -> None:
    """Shutting and opening an account decides who gets in; the last admin cannot be shut."""
    for login, role in (("ada", "admin"), ("bob", "viewer")):
        _call(home, "create", login, "--role", role, "--password-stdin", given=_PASSWORD)
    record, now = App(home).record, clock_from_environment().now()
    assert _call(home, "shut", "bob").exit_code == 0
    assert check_password(record, "bob", _PASSWORD, now) is None
    assert _call(home, "shut", "bob", "--open").exit_code == 0
    assert check_password(record, "bob", _PASSWORD, now) is not None
    assert _call(home, "shut", "ada").exit_code != 0
    record.dispose()
