"""TLS by certificate files, with a real authority: who does not trust, or is not trusted, does not get in."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
import trustme
from google.protobuf import json_format

from foundation import ConfigurationError
from gateway_tap import check_access
from gateway_tap.envoy import LogsMessage, LogsResponse
from gateway_tap.settings import TapSettings
from gateway_tap.tls import Certificates

StartTap = Callable[..., Any]
SHARED = "t0ken"
LINE = b'{"path":"/a"}\n'


class Files:
    """A certificate authority, and the files of a server that it vouches for."""

    def __init__(self, folder: Path) -> None:
        self.certificate, self.key, self.authority = (
            folder / name for name in ("tap.pem", "tap.key", "ca.pem")
        )
        self.issue()

    def issue(self) -> None:
        """Make a new authority and a new certificate, as a renewal does."""
        self.ca = trustme.CA()
        server = self.ca.issue_cert("localhost", "127.0.0.1")
        self.ca.cert_pem.write_to_path(str(self.authority))
        server.private_key_pem.write_to_path(str(self.key))
        server.cert_chain_pems[0].write_to_path(str(self.certificate))

    def settings(self, **more: Any) -> dict[str, Any]:
        return {"tls_certificate": str(self.certificate), "tls_key": str(self.key), **more}

    def trusting(self, *, shows: trustme.LeafCert | None = None) -> ssl.SSLContext:
        """Return what a sender has that trusts the authority, and shows a certificate if it has one."""
        context = ssl.create_default_context(cafile=str(self.authority))
        if shows is not None:
            shows.configure_cert(context)
        return context


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def _push(tap: Any, trust: ssl.SSLContext, token: str = SHARED) -> int:
    url = f"https://localhost:{tap.running.http_port}/tap/jsonl"
    with httpx.Client(verify=trust) as client:
        return client.post(url, content=LINE, headers={"authorization": f"Bearer {token}"}).status_code


def _wait_for_lines(tap: Any, n: int) -> None:
    until = time.monotonic() + 20
    while len(tap.lines()) < n:
        assert time.monotonic() < until


def test_http(start_tap: StartTap, files: Files) -> None:
    """Over TLS the token decides; without TLS, or for who does not trust the certificate, nothing passes."""
    tap = start_tap("http_push", **files.settings(http_push={"token": SHARED}))
    assert _push(tap, files.trusting()) == 204
    assert _push(tap, files.trusting(), "wrong") == 401
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        _push(tap, ssl.create_default_context())
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.post(f"http://127.0.0.1:{tap.running.http_port}/tap/jsonl", content=LINE)
    assert tap.lines() == [LINE.strip()]


def test_senders_with_certificates(start_tap: StartTap, files: Files) -> None:
    """Where senders must show a certificate, one of the authority passes, no other."""
    tap = start_tap(
        "http_push", **files.settings(http_push={"token": SHARED}, tls_client_ca=str(files.authority))
    )
    assert _push(tap, files.trusting(shows=files.ca.issue_cert("kong@example.com"))) == 204
    for shown in (None, trustme.CA().issue_cert("kong@example.com")):
        with pytest.raises((httpx.ReadError, httpx.ConnectError, httpx.RemoteProtocolError, ssl.SSLError)):
            _push(tap, files.trusting(shows=shown))
    assert len(tap.lines()) == 1


def test_syslog(start_tap: StartTap, files: Files) -> None:
    """Syslog over TLS (RFC 5425) arrives; the plain text of somebody on that port does not."""
    syslog = {"udp_port": None, "tcp_port": None, "tls_port": 0, "format": "nginx_json"}
    tap = start_tap("syslog", **files.settings(syslog=syslog))
    address = ("127.0.0.1", tap.running.bound["syslog_tls"])
    with socket.create_connection(address) as plain:
        plain.sendall(b'<190>Nov 21 07:27:26 nginx: {"n":0}\n')
        plain.settimeout(20)
        assert plain.recv(100)[:1] in {b"", b"\x15"}  # closed, or a TLS alert
    message = b'<190>Nov 21 07:27:26 nginx: {"n":21}'
    with (
        socket.create_connection(address) as raw,
        files.trusting().wrap_socket(raw, server_hostname="localhost") as tls,
    ):
        tls.sendall(b"%d %s" % (len(message), message))
        _wait_for_lines(tap, 1)
    assert [json.loads(line) for line in tap.lines()] == [{"n": 21}]


def _stream(tap: Any, credentials: grpc.ChannelCredentials, token: str = SHARED) -> None:
    entry = {"request": {"path": "/v1/1"}, "common_properties": {"start_time": "2026-11-21T07:29:41Z"}}
    message = json_format.ParseDict({"http_logs": {"log_entry": [entry]}}, LogsMessage())
    with grpc.secure_channel(f"localhost:{tap.running.bound['envoy_als']}", credentials) as channel:
        call = channel.stream_unary(
            "/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs",
            request_serializer=lambda one: one.SerializeToString(),
            response_deserializer=LogsResponse.FromString,
        )
        call(iter([message]), metadata=(("authorization", f"Bearer {token}"),), timeout=20)


def _refused(tap: Any, credentials: grpc.ChannelCredentials, token: str = SHARED) -> grpc.StatusCode:
    with pytest.raises(grpc.RpcError) as refused:
        _stream(tap, credentials, token)
    code: grpc.StatusCode = refused.value.code()
    return code


def test_envoy(start_tap: StartTap, files: Files) -> None:
    """Envoy's stream passes over TLS with the token; a wrong token or another authority does not."""
    tap = start_tap("envoy_als", **files.settings(envoy_als={"port": 0, "token": SHARED}))
    trusting = grpc.ssl_channel_credentials(files.authority.read_bytes())
    _stream(tap, trusting)
    assert len(tap.lines()) == 1
    assert _refused(tap, trusting, "wrong") is grpc.StatusCode.UNAUTHENTICATED
    stranger = trustme.CA().cert_pem.bytes()
    assert _refused(tap, grpc.ssl_channel_credentials(stranger)) is grpc.StatusCode.UNAVAILABLE
    assert len(tap.lines()) == 1


def test_envoy_with_certificates(start_tap: StartTap, files: Files) -> None:
    """Where senders must show a certificate, Envoy needs one, too."""
    settings = {"envoy_als": {"port": 0, "token": SHARED}, "tls_client_ca": str(files.authority)}
    tap = start_tap("envoy_als", **files.settings(**settings))
    root, client = files.authority.read_bytes(), files.ca.issue_cert("envoy@example.com")
    chain = client.cert_chain_pems[0].bytes()
    _stream(tap, grpc.ssl_channel_credentials(root, client.private_key_pem.bytes(), chain))
    assert _refused(tap, grpc.ssl_channel_credentials(root)) is grpc.StatusCode.UNAVAILABLE
    assert len(tap.lines()) == 1


def test_renewed_files(start_tap: StartTap, files: Files) -> None:
    """A renewed pair serves new connections without a restart; a half-replaced one leaves the old in use."""
    settings = {"http_push": {"token": SHARED}, "envoy_als": {"port": 0, "token": SHARED}}
    tap = start_tap("http_push", "envoy_als", **files.settings(**settings))
    before, certificates = files.trusting(), tap.station.certificates
    assert not certificates.renew()
    new = trustme.CA().issue_cert("localhost")
    new.private_key_pem.write_to_path(str(files.key))  # the certificate is not there yet
    with pytest.raises(ConfigurationError, match=r"tap\.tls_certificate"):
        certificates.renew()
    assert _push(tap, before) == 204
    files.issue()
    assert certificates.renew()
    assert _push(tap, files.trusting()) == 204
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        _push(tap, before)
    _stream(tap, grpc.ssl_channel_credentials(files.authority.read_bytes()))


@pytest.mark.parametrize("wrong", ["missing", "no pair", "no PEM"])
def test_files_that_cannot_be_used(tmp_path: Path, files: Files, wrong: str) -> None:
    """Files that are missing, no PEM or no pair are named before anything listens."""
    if wrong == "missing":
        files.certificate.unlink()
    elif wrong == "no PEM":
        files.certificate.write_text("hello")
    else:
        trustme.CA().issue_cert("localhost").private_key_pem.write_to_path(str(files.key))
    with pytest.raises(ConfigurationError) as refused:
        Certificates(files.certificate, files.key, None)
    (problem,) = refused.value.problems
    assert (problem.place, problem.value) == ("tap.tls_certificate", str(tmp_path / "tap.pem"))


def test_settings_that_need_a_certificate() -> None:
    """What only makes sense with TLS is refused without a certificate; all such settings are named."""
    settings = TapSettings.model_validate({"tls_client_ca": "/ca.pem", "syslog": {"tls_port": 6514}})
    with pytest.raises(ConfigurationError) as refused:
        check_access(settings, ["http_push"])
    assert [problem.place for problem in refused.value.problems] == [
        "tap.tls_client_ca",
        "tap.syslog.tls_port",
    ]
