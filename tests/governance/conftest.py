"""The governance record on both of its databases."""

from __future__ import annotations

import importlib.util
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from sqlalchemy import create_engine, text

from foundation import Home
from governance import Record, open_record
from tests.governance.mail_servers import SmtpServer

_SPEC = importlib.util.spec_from_file_location(
    "pivotwatch_test_postgres", Path(__file__).parents[1] / "servers" / "postgres.py"
)
assert _SPEC is not None
assert _SPEC.loader is not None
_SERVERS = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_SERVERS)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of an empty PostgreSQL database; one server for all tests."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not found:
        pytest.skip("needs postgres, which is not installed")
    with _SERVERS.running_postgres(found[-1]) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgres"))])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The setting `governance.database` for an empty record: SQLite, then PostgreSQL."""
    if request.param == "sqlite":
        yield ""
        return
    url: str = request.getfixturevalue("postgres_url")
    yield url
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


@pytest.fixture
def record(database: str, home: Home) -> Iterator[Record]:
    """An empty record, on SQLite and on PostgreSQL."""
    opened = open_record(database, home.governance_file)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """The file of a certificate authority, and a server's context with a certificate of it for localhost."""
    folder = tmp_path_factory.mktemp("authority")
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost").configure_cert(context)
    return folder / "ca.pem", context


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    """A plain SMTP server on loopback that takes everything."""
    with SmtpServer() as server:
        yield server
