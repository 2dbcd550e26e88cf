"""`pivotwatch doctor` finds what is wrong, says what to do, and is quiet about what is right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from foundation import FixedClock, Home
from governance import JobRun, begin_job, end_job
from pivotwatch.app import App
from pivotwatch.cli.doctor import command
from pivotwatch.doctor.checking import Diagnosis, examine
from tests.governance.mail_servers import SmtpServer
from tests.service.filled import filled_app

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def _found(app: App, check: str) -> list[Diagnosis]:
    return [found for name, found in examine(app) if name == check]


def _levels(app: App, check: str) -> list[str]:
    return [found.level for found in _found(app, check)]


def test_a_platform_at_work_is_well(home: Home) -> None:
    """Nothing is wrong, and the exit code is 0; every line of --json is an object with its four fields."""
    app = filled_app(home)
    home.path.chmod(0o700)
    done = CliRunner().invoke(command, ["--json"], obj=app)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0, done.output
    assert {"check", "level", "told", "to_do"} == set(rows[0])
    assert "wrong" not in {row["level"] for row in rows}


def test_bad_settings_are_told_and_nothing_else(home: Home) -> None:
    """Every wrong setting is named, and the exit code is 1."""
    app = App(home, overrides={"platform.time_zone": "Mars/Base", "service.port": "99999999"})
    done = CliRunner().invoke(command, [], obj=app)
    assert done.exit_code == 1
    assert "Mars/Base" in done.stdout
    assert "service.port" in done.stdout
    assert "disk" not in done.stdout


def test_failing_and_paused_jobs(home: Home) -> None:
    """A job that failed is wrong, with its reason and the command to try it again.

    One that runs only when somebody asks is not: whoever asked was told.
    """
    app = App(home, FixedClock(NOW))
    for name, retry_at in (("outbox", NOW), ("forget", None)):
        state = begin_job(app.record, name, "x", NOW)
        assert state is not None
        end_job(app.record, state, JobRun(name, "x", NOW, 1.0, "failed", "no way out"), NOW, retry_at)
    (wrong,) = (found for found in _found(app, "service") if found.level == "wrong")
    assert "no way out" in wrong.told
    assert "jobs run outbox" in wrong.to_do


def test_segments_that_nobody_loads(home: Home) -> None:
    """Segments that wait for long are wrong; fresh ones are not."""
    app = App(home, FixedClock(NOW))
    spool = home.path / "spool"
    spool.mkdir()
    fresh = spool / f"http_push.nginx_combined.{int(NOW.timestamp() * 1000)}-abcd.seg"
    fresh.write_bytes(b"x\n")
    assert _levels(app, "lag")[0] == "ok"
    fresh.rename(spool / f"http_push.nginx_combined.{int(NOW.timestamp() * 1000) - 3_600_000}-abcd.seg")
    assert _levels(app, "lag")[0] == "wrong"


def test_gateways_that_fell_silent(home: Home) -> None:
    """A feed that pauses for longer than ever is a warning; one that still talks is well."""
    app = App(home, FixedClock(NOW))
    assert _levels(app, "feeds") == []
    spool, minute = home.path / "spool", int(NOW.timestamp() // 60)
    spool.mkdir()
    talking = spool / "http_push.kong.heard"
    talking.write_text(json.dumps(dict.fromkeys(map(str, range(minute - 40, minute)), 5)))
    assert _levels(app, "feeds") == ["ok"]
    talking.rename(spool / "loki.apipark.heard")
    (spool / "loki.apipark.heard").write_text(
        json.dumps(dict.fromkeys(map(str, range(minute - 90, minute - 30)), 5))
    )
    (warning,) = _found(app, "feeds")
    assert warning.level == "warning"
    assert "loki (apipark) fell silent" in warning.told


def test_no_room(home: Home) -> None:
    """A disk with less free than the spool wants to keep free is wrong."""
    assert set(_levels(App(home), "disk")) == {"ok"}
    app = App(home, overrides={"tap.spool.keep_free_bytes": str(10**18)})
    assert "wrong" in _levels(app, "disk")


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


def test_the_mail_server_is_greeted_and_gets_nothing(home: Home, smtp: SmtpServer) -> None:
    """A server that takes us is ok and got no message; one that is not there is wrong."""
    given = {"host": "127.0.0.1", "port": str(smtp.port), "security": "none", "sender": "a@example.com"}
    app = App(home, overrides={f"governance.mail.{name}": value for name, value in given.items()})
    assert _levels(app, "mail") == ["ok"]
    assert smtp.taken == []
    wrong = replace(app, overrides={**app.overrides, "governance.mail.port": "1"})
    assert _levels(wrong, "mail") == ["wrong"]


@pytest.mark.parametrize(("days", "level"), [(90, "ok"), (5, "warning"), (-1, "wrong")])
def test_certificates_that_end(home: Home, tmp_path: Path, days: int, level: str) -> None:
    """A certificate that ends soon warns, one that has ended is wrong."""
    file = _certificate(tmp_path / "certificate.pem", NOW + timedelta(days=days))
    given = {"tap.tls_certificate": str(file), "tap.tls_key": str(file)}
    assert _levels(App(home, FixedClock(NOW), given), "certificate") == [level]


def _certificate(file: Path, end: datetime) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=30))
        .not_valid_after(end)
        .sign(key, hashes.SHA256())
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return file
