"""Tokens open what they name until they end, and the record keeps no secret."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from foundation import InputError, UnknownNameError
from governance import Act, Record, audit_entries, create_token, list_tokens, revoke_token, token_of
from tests.governance.governance_examples import ANNA, NOW

MONTH = timedelta(days=30)


def test_a_token_is_known_until_it_expires(record: Record) -> None:
    """The text opens to the second before its end; a changed, cut or foreign text never does."""
    made, given = create_token(record, "triage bot", ["read", "cases:write"], MONTH, ANNA)
    found = token_of(record, given, NOW + MONTH - timedelta(seconds=1))
    assert found is not None
    assert (found.token_id, found.scopes) == (made.token_id, ("cases:write", "read"))
    assert token_of(record, given, NOW + MONTH) is None
    for wrong in (given[:-1], given + "x", given.swapcase(), "pw_", "", f"pw_{made.token_id}_", "pw_\x00_é"):
        assert token_of(record, wrong, NOW) is None


def test_the_record_holds_no_secret(record: Record) -> None:
    """Neither the table nor the audit log has the text or its secret part."""
    _, given = create_token(record, "bot", ["read"], MONTH, ANNA)
    with record.connect() as connection:
        rows = str(connection.execute(text("SELECT * FROM api_tokens")).all())
    logged = "".join(each.as_json() for each in audit_entries(record))
    assert "token.created" in logged
    for place in (rows, logged):
        assert given not in place
        assert given.split("_", 2)[2] not in place


def test_revoked_at_once_and_once(record: Record) -> None:
    """A revoked token opens nothing; revoking it again changes nothing; its name is free for another."""
    _, given = create_token(record, "bot", ["read"], MONTH, ANNA)
    with pytest.raises(InputError, match="named 'bot' already"):
        create_token(record, "bot", ["read"], MONTH, ANNA)
    done = revoke_token(record, "bot", ANNA)
    assert token_of(record, given, NOW) is None
    assert revoke_token(record, done.token_id, Act("bob", NOW + MONTH)) == done
    create_token(record, "bot", ["read"], MONTH, Act("anna", NOW + timedelta(seconds=1)))
    assert [each.state(NOW) for each in list_tokens(record)] == ["revoked", "valid"]
    with pytest.raises(UnknownNameError):
        revoke_token(record, "nobody's", ANNA)
    actions = [each.action for each in audit_entries(record)]
    assert actions == ["token.created", "token.revoked", "token.created"]


def test_use_is_noted_every_five_minutes(record: Record) -> None:
    """The time of last use is kept to five minutes, so that a busy bot does not write at each request."""
    _, given = create_token(record, "bot", ["read"], MONTH, ANNA)
    for minutes in (0, 4, 6):
        token_of(record, given, NOW + timedelta(minutes=minutes))
    assert list_tokens(record)[0].last_used_at == NOW + timedelta(minutes=6)


def test_all_that_is_wrong_is_named(record: Record) -> None:
    """Name, scopes and lifetime are refused together, and admin allows what is not named."""
    with pytest.raises(InputError) as refused:
        create_token(record, " \n", ["reed"], timedelta(days=400), ANNA)
    assert [each.place for each in refused.value.problems] == ["name", "scopes", "days"]
    with pytest.raises(InputError, match="at least one"):
        create_token(record, "bot", [], MONTH, ANNA)
    admin, _ = create_token(record, "boss", ["admin"], MONTH, ANNA)
    reader, _ = create_token(record, "bot", ["read"], MONTH, ANNA)
    assert admin.may("policy:write")
    assert not reader.may("policy:write")
