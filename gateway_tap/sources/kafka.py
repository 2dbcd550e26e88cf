"""A Kafka consumer group; Azure Event Hub speaks the same protocol."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from pathlib import PurePath
from typing import Any

from foundation import ConfigurationError, InputError, Problem
from gateway_tap.cloud import identified, listed_records
from gateway_tap.envelopes import lines_of, parse, records_of
from gateway_tap.settings import KafkaSettings
from gateway_tap.spool import MalformedError, Refusal
from gateway_tap.station import Source, Station

NAME = PurePath(__file__).stem

_POLL_MS = 500
_MOST_MESSAGES = 5000
_PATIENCE_SECONDS = 5.0
"""With servers that went away: the client would wait for ever, and so would whoever stops the tap."""


async def _run(station: Station, stop: asyncio.Event, listening: asyncio.Event) -> None:
    try:
        import aiokafka  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise InputError("Kafka needs its client library: install `pivotwatch[kafka]`.") from error
    settings = station.settings.kafka
    _check(settings)
    station.intake.check_format(settings.format)
    consumer: Any = aiokafka.AIOKafkaConsumer(*settings.topics, **_options(settings))
    try:
        await consumer.start()
    except aiokafka.errors.KafkaError as error:
        await consumer.stop()
        servers = ", ".join(settings.servers)
        raise InputError(f"Cannot read from Kafka at {servers}: {error}. Set tap.kafka.") from error
    listening.set()
    try:
        while not stop.is_set():
            batches = await consumer.getmany(timeout_ms=_POLL_MS, max_records=_MOST_MESSAGES)
            lines = [
                records_of_message(message.value, f"{message.topic}/{message.partition}/{message.offset}")
                for batch in batches.values()
                for message in batch
                if message.value
            ]
            if lines:
                await _accepted(station, b"\n".join(lines), stop)
                # only after the records are on disk; what a crash in between reads again has the same ids
                failures = (aiokafka.errors.KafkaError, TimeoutError)
                with station.intake.counting_failures(NAME, "commit_failed", failures):
                    await asyncio.wait_for(consumer.commit(), _PATIENCE_SECONDS)
    finally:
        with suppress(TimeoutError):
            await asyncio.wait_for(consumer.stop(), _PATIENCE_SECONDS)


def records_of_message(value: bytes, place: str) -> bytes:
    """Return the records of one message: an Azure list, an array, an object, or lines.

    Parameters
    ----------
    place
        Topic, partition and offset: the envelope's id, by which a message read twice is recognised.
    """
    try:
        listed = listed_records(parse(value)) if b'"records"' in value[:32] else None
        records = records_of(value) if listed is None else lines_of(listed)
    except MalformedError:
        records = value.replace(b"\n", b" ")  # for the loader to reject by name
    return b"\n".join(identified(records, place))


def _check(settings: KafkaSettings) -> None:
    problems = [
        Problem(f"tap.kafka.{name}", "", f"is not set; {hint}")
        for name, hint in (("servers", 'write ["host:9092"]'), ("topics", 'write ["access-logs"]'))
        if not getattr(settings, name)
    ]
    if settings.security_protocol.startswith("SASL") and settings.sasl_password is None:
        hint = f"is not set, and {settings.security_protocol} wants it"
        problems.append(Problem("tap.kafka.sasl_password", "", hint))
    if problems:
        raise ConfigurationError("The settings have problems:", problems)


def _options(settings: KafkaSettings) -> dict[str, Any]:
    options: dict[str, Any] = {
        "bootstrap_servers": list(settings.servers),
        "group_id": settings.group,
        "enable_auto_commit": False,
        "auto_offset_reset": "earliest",
        "security_protocol": settings.security_protocol,
    }
    if settings.security_protocol.endswith("SSL"):
        options["ssl_context"] = _trust(settings)
    if settings.security_protocol.startswith("SASL") and settings.sasl_password is not None:
        options["sasl_mechanism"] = settings.sasl_mechanism
        options["sasl_plain_username"] = settings.sasl_username
        options["sasl_plain_password"] = settings.sasl_password.get_secret_value()
    return options


def _trust(settings: KafkaSettings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=settings.tls_ca)
        if settings.tls_certificate is not None:
            context.load_cert_chain(settings.tls_certificate, settings.tls_key)
    except (OSError, ssl.SSLError) as error:
        reason = f"cannot be used: {error.strerror or error.args[-1]}; give PEM files"
        files = (("tls_ca", settings.tls_ca), ("tls_certificate", settings.tls_certificate))
        problems = [
            Problem(f"tap.kafka.{name}", str(file), reason) for name, file in files if file is not None
        ]
        raise ConfigurationError("The settings have problems:", problems) from error
    return context


async def _accepted(station: Station, records: bytes, stop: asyncio.Event) -> None:
    while True:
        try:
            await asyncio.wrap_future(station.intake.accept(NAME, station.settings.kafka.format, records))
        except Refusal:
            if stop.is_set():
                raise
            await asyncio.sleep(1)  # the messages stay in Kafka; nothing is committed
        else:
            return


PLUGIN = Source(
    serves="Azure API Management (Event Hub), Tyk, Gravitee, Kong and APISIX kafka-logger",
    auth="what the Kafka servers ask for: TLS, a certificate, SASL PLAIN or SCRAM",
    bounds="reading stops until there is room",
    durable="offsets are committed after the records are on disk",
    run=_run,
)
