"""Point 3 of issue 2: partners."""

from __future__ import annotations

import json
from pathlib import Path

from tests.acceptance.command_line import Platform

_REGISTER = """id,name,credentials,owner,contacts,tier,declared_groups
acme,Acme Inc,"acme-prod;ACME-test;key:3f9aSECRET",Dana,tech:Jo <jo@acme.example>,gold,Readers
"""


def _log(*users: str) -> bytes:
    return b"".join(
        f'10.9.8.7 - {user} [16/Nov/2026:10:00:{n:02} +0000] "GET /v2/a HTTP/1.1" 200 5 "-" "x"\n'.encode()
        for n, user in enumerate(users)
    )


def _keyed(key: str) -> bytes:
    line = {"ts": "2026-11-16T11:00:00Z", "method": "GET", "path": "/v2/a", "status": 200, "api_key": key}
    return json.dumps(line).encode() + b"\n"


def test_credentials_of_a_partner_sum_up(platform: Platform, tmp_path: Path) -> None:
    """A register maps credentials to partners; several sum up; case and whitespace variants fold."""
    (tmp_path / "partners.csv").write_text(_REGISTER)
    assert platform("partners", "import", tmp_path / "partners.csv").code == 0
    platform("ingest", "-", stdin=_log("acme-prod", "Acme-Prod", "acme-test", "acme", "other"))
    platform("ingest", "-", stdin=_keyed("3f9aSECRET"))
    rows = {row["partner"]: row for row in platform.rows("partners")}
    assert {name: (row["calls"], row["provisional"]) for name, row in rows.items()} == {
        "acme": (5, False),
        "other": (1, True),
    }
    assert (rows["acme"]["name"], rows["acme"]["owner"], rows["acme"]["tier"]) == ("Acme Inc", "Dana", "gold")


def test_secrets_and_addresses_are_not_kept(platform: Platform, tmp_path: Path) -> None:
    """Secrets (API keys) are stored only as keyed hash; client IP off by default."""
    (tmp_path / "partners.csv").write_text(_REGISTER)
    platform("partners", "import", tmp_path / "partners.csv")
    platform("ingest", "-", stdin=_keyed("3f9aSECRET") + _keyed("other-SECRET"))
    platform("ingest", "-", stdin=_log("x"))
    text = b"".join(file.read_bytes() for file in platform.home.rglob("*") if file.is_file())
    assert b"SECRET" not in text
    assert b"10.9.8.7" not in text


def test_every_mistake_of_a_register_is_named_and_nothing_written(platform: Platform, tmp_path: Path) -> None:
    """All problems named at once, with their lines; a refused register changes nothing."""
    assert platform("init").code == 0
    (tmp_path / "p.csv").write_text("id,credentials,colour\na,shared,red\nb,shared,\n,x,\na,y,\n")
    answer = platform("partners", "import", tmp_path / "p.csv")
    assert (answer.code, answer.out) == (1, "")
    assert "colour" in answer.err
    (tmp_path / "p.csv").write_text("id,credentials\na,shared\nb,shared\n,x\na,y\n")
    answer = platform("partners", "import", tmp_path / "p.csv")
    assert answer.code == 1
    assert all(place in answer.err for place in ("p.csv:3", "p.csv:4", "p.csv:5"))
    assert platform.rows("partners") == []


def test_a_dry_run_writes_nothing(platform: Platform, tmp_path: Path) -> None:
    """`--dry-run` tells what would change."""
    assert platform("init").code == 0
    (tmp_path / "partners.csv").write_text(_REGISTER)
    assert "1 added" in platform("partners", "import", tmp_path / "partners.csv", "--dry-run").err
    assert platform.rows("partners") == []


def test_calls_of_nobody_are_told_with_the_way_out(platform: Platform) -> None:
    """Logs that name no caller count for no partner; ingest and run say so, and client_ip is a way out."""
    log = b'1.1.1.1 - - [16/Nov/2026:00:00:00 +0000] "GET /v1/a HTTP/1.1" 200 5 "-" "x"\n'
    assert "1 of 1 call names no caller and counts for no partner" in platform("ingest", "-", stdin=log).err
    said = platform("run").err
    assert 'ingest.identities=["client_ip"]' in said
    assert "nothing to do" not in said
    other = Platform(platform.home.parent / "by-address")
    by_address = ("--set", 'ingest.identities=["client_ip"]')
    assert "no caller" not in other(*by_address, "ingest", "-", stdin=log).err
    assert len(other.rows("partners")) == 1
