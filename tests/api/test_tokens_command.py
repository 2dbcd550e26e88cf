"""`pivotwatch tokens`: made once on stdout, listed without secrets, ended by name."""

from __future__ import annotations

import json

from click.testing import CliRunner

from foundation import Home
from pivotwatch.cli import pivotwatch
from tests.api.api_world import NOW, make_world


def run(home: Home, *arguments: str) -> tuple[int, str, str]:
    """Run `pivotwatch tokens`; return exit code, stdout, stderr or the error."""
    done = CliRunner(env={"PIVOTWATCH_NOW": NOW.isoformat()}).invoke(
        pivotwatch, ["--home", str(home.path), "tokens", *arguments]
    )
    return done.exit_code, done.stdout, done.stderr or str(done.exception)


def test_a_token_made_on_the_command_line_opens_the_api(home: Home) -> None:
    """Stdout is the token and nothing else; a running API knows it at once, and no more after revoking it."""
    world = make_world(home)
    code, out, told = run(
        home, "create", "triage bot", "--scope", "read", "--scope", "feedback", "--by", "mia"
    )
    assert code == 0
    token = out.strip()
    assert token not in told
    listed = run(home, "list", "--json")[1]
    (row,) = [json.loads(line) for line in listed.splitlines()]
    assert (row["name"], row["scopes"], row["state"], row["created_by"]) == (
        "triage bot",
        ["feedback", "read"],
        "valid",
        "mia",
    )
    assert token.split("_", 2)[2] not in listed
    assert world.with_token(token).get("/windows").status_code == 200
    assert run(home, "revoke", "triage bot")[0] == 0
    assert world.with_token(token).get("/windows").status_code == 401
    assert run(home, "list", "--json")[1] == ""
    assert json.loads(run(home, "list", "--all", "--json")[1])["state"] == "revoked"


def test_what_is_refused(home: Home) -> None:
    """An unknown scope, two years, a name in use, a token that is none: told with the way out."""
    wrong = run(home, "create", "bot", "--scope", "reed", "--days", "700")
    assert wrong[0] != 0
    assert "there is no such scope" in wrong[2]
    assert "366" in wrong[2]
    assert run(home, "create", "bot", "--scope", "read")[0] == 0
    assert "already" in run(home, "create", "bot", "--scope", "read")[2]
    assert "There is no token named 'nobody'" in run(home, "revoke", "nobody")[2]
    assert run(home, "create", "bot")[0] == 2
