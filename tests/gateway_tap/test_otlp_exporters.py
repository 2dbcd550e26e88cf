"""OpenTelemetry's own exporters send to a tap: their spans and log records become calls."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind

from foundation import Home, Warehouse
from pivotwatch.app import App
from pivotwatch.spooling import spool_loader

StartTap = Callable[..., Any]
TOKEN_HEADER = {"authorization": "Bearer t0ken"}
RESOURCE = Resource.create({"service.name": "orders-gateway"})
ATTRIBUTES = {
    "http.request.method": "GET",
    "url.path": "/orders/7",
    "url.query": "api_key=s3cret",
    "http.route": "/orders/{id}",
    "http.response.status_code": 200,
    "http.request.header.x-api-key": ("s3cret",),
    "enduser.id": "acme",
    "user_agent.original": "acme/1",
}


@pytest.fixture
def tap(start_tap: StartTap, home: Home) -> Any:
    return start_tap("otlp_http", folder=home.path / "spool", otlp_http={"token": "t0ken"})


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The exporters stamp what they send with the machine's time."""
    monkeypatch.delenv("PIVOTWATCH_NOW", raising=False)


def _calls(tap: Any, home: Home) -> list[tuple[Any, ...]]:
    assert b"s3cret" not in tap.spooled()
    tap.stop()
    tap.station.intake.spool.__exit__(None, None, None)
    with spool_loader(App(home)) as loader:
        segments = list(loader.load_all())
    assert sum(segment.counts.rejects for segment in segments) == 0
    with Warehouse.open(home.warehouse_file, read_only=True) as store:
        return store.rows(
            "SELECT shown, label, status, count(*) FROM calls JOIN endpoints USING (endpoint_id) "
            "LEFT JOIN credentials USING (credential_id) GROUP BY ALL ORDER BY ALL"
        )


@pytest.mark.parametrize("packing", list(Compression))
def test_spans(tap: Any, home: Home, packing: Compression) -> None:
    """Server spans, and they alone, are calls with route, status and caller, however they are packed."""
    url = f"{tap.client.base_url}/v1/traces"
    provider = TracerProvider(resource=RESOURCE)
    provider.add_span_processor(
        BatchSpanProcessor(OTLPSpanExporter(endpoint=url, headers=TOKEN_HEADER, compression=packing))
    )
    tracer = provider.get_tracer("test")
    for _ in range(300):
        with tracer.start_as_current_span("GET /orders/{id}", kind=SpanKind.SERVER, attributes=ATTRIBUTES):
            tracer.start_span("SELECT", kind=SpanKind.CLIENT).end()
    assert provider.force_flush()
    provider.shutdown()
    assert _calls(tap, home) == [("acme", "GET /orders/{id}", 200, 300)]


def test_log_records(tap: Any, home: Home) -> None:
    """Log records with the attributes of a call are calls."""
    url = f"{tap.client.base_url}/v1/logs"
    provider = LoggerProvider(resource=RESOURCE)
    provider.add_log_record_processor(
        BatchLogRecordProcessor(OTLPLogExporter(endpoint=url, headers=TOKEN_HEADER))
    )
    logger = provider.get_logger("access")
    for number in range(50):
        logger.emit(
            LogRecord(
                timestamp=1795246181308804000 + number,
                severity_number=SeverityNumber.INFO,
                body="request",
                attributes={**ATTRIBUTES, "request_id": f"r{number}"},
            )
        )
    assert provider.force_flush()
    provider.shutdown()
    assert _calls(tap, home) == [("acme", "GET /orders/{id}", 200, 50)]


def test_wrong_token(tap: Any, caplog: pytest.LogCaptureFixture) -> None:
    """An exporter with a wrong token gets nothing in, and says so itself."""
    url = f"{tap.client.base_url}/v1/traces"
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=url)))
    with caplog.at_level(logging.ERROR):
        with provider.get_tracer("test").start_as_current_span("GET /", kind=SpanKind.SERVER):
            pass
        provider.force_flush()
    provider.shutdown()
    assert "401" in caplog.text
    assert tap.lines() == []
