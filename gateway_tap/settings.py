"""The `[tap]` section: bounds of the spool, where sources listen, and who may send."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from foundation import Section

MEBIBYTE = 1 << 20


class SpoolSettings(Section):
    """The spool: what is accepted and not loaded yet."""

    folder: Path | None = None
    """Where segments are kept; unset = `spool` in the home folder."""
    most_bytes: int = Field(default=10_000 * MEBIBYTE, ge=MEBIBYTE)
    """Past this sum of all segments, records are refused with 503."""
    keep_free_bytes: int = Field(default=256 * MEBIBYTE, ge=0)
    """Records are refused with 503 while the disk has less than this free."""
    in_flight_bytes: int = Field(default=64 * MEBIBYTE, ge=MEBIBYTE)
    """Memory for bodies being read, and again for records on their way to the disk; past it 429."""
    segment_bytes: int = Field(default=32 * MEBIBYTE, ge=4096)
    """A segment of this size is sealed and handed to the loader."""
    segment_seconds: float = Field(default=2.0, gt=0, le=600)
    """A segment this old is sealed and handed to the loader."""
    keep_loaded: bool = False
    """Keep loaded segments in `loaded/` instead of deleting them."""
    shipped_from: tuple[str, ...] = ()
    """Folders with segments of taps on other hosts, as fsspec reads them: `s3://bucket/spool`, `/mnt/tap1`.
    The loader fetches them, and removes there what it has loaded."""


class BodyLimits(Section):
    """What one request may bring."""

    compressed_bytes: int = Field(default=16 * MEBIBYTE, ge=1024)
    """A larger body is refused with 413."""
    plain_bytes: int = Field(default=32 * MEBIBYTE, ge=1024)
    """A body that unpacks to more than this is refused with 413, before it is unpacked further."""
    line_bytes: int = Field(default=MEBIBYTE, ge=1024)
    """A longer record is cut there; the loader then rejects it by name."""
    seconds: float = Field(default=30.0, gt=0, le=600)
    """A body that is not complete by then is refused with 408."""
    header_seconds: float = Field(default=10.0, gt=0, le=600)
    """A connection whose request head is not complete by then is closed."""
    connections: int = Field(default=512, ge=1)
    """Connections at once; further ones are answered 503, those of syslog closed."""


class PushSettings(Section):
    """A source that a gateway pushes to."""

    token: SecretStr | None = None
    """What the gateway must show (PIVOTWATCH_TAP__..._TOKEN_FILE keeps it out of the file); unset = nothing,
    and then only this machine is listened to."""


class HttpPushSettings(PushSettings):
    """`POST /tap/{format}`."""


class LokiSettings(PushSettings):
    """`POST /loki/api/v1/push`."""

    format: str = "apipark"
    """Format of the lines that arrive."""


class OtlpSettings(PushSettings):
    """`POST /v1/logs` and `POST /v1/traces`."""

    logs_format: str = "otlp_logs"
    """Format that log records are loaded with."""
    traces_format: str = "otlp_traces"
    """Format that server spans are loaded with."""


class SyslogSettings(Section):
    """Syslog over UDP, TCP and TLS; it knows no tokens: bind it to a private address, or use TLS."""

    host: str = "127.0.0.1"
    """Address to listen on."""
    udp_port: int | None = Field(default=5514, ge=0, le=65535)
    """UDP port; unset = none, 0 = any free one."""
    tcp_port: int | None = Field(default=5514, ge=0, le=65535)
    """TCP port; unset = none, 0 = any free one."""
    tls_port: int | None = Field(default=None, ge=0, le=65535)
    """TCP port for syslog over TLS (RFC 5425, usually 6514), with `tap.tls_certificate`; unset = none."""
    allow: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    """Networks that may send, as CIDR."""
    format: str = "nginx_json"
    """Format of the messages; the syslog head before them is taken off."""


class EnvoyAlsSettings(PushSettings):
    """Envoy's gRPC access log service."""

    host: str = "127.0.0.1"
    """Address to listen on."""
    port: int = Field(default=9001, ge=0, le=65535)
    """TCP port; 0 = any free one."""
    format: str = "envoy_als"
    """Format that the entries are loaded with."""
    streams: int = Field(default=256, ge=1)
    """Streams at once."""


class KafkaSettings(Section):
    """A Kafka consumer group; needs the extra `pivotwatch[kafka]`."""

    servers: tuple[str, ...] = ()
    """Bootstrap servers, host:port."""
    topics: tuple[str, ...] = ()
    """Topics to read."""
    group: str = "pivotwatch"
    """Consumer group, so that several taps share the partitions."""
    format: str = "jsonl"
    """Format of the messages."""
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    """How to speak to the servers; Azure Event Hub wants SASL_SSL."""
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "PLAIN"
    """How to log in; Azure Event Hub wants PLAIN."""
    sasl_username: str = "$ConnectionString"
    """Who logs in; this default is Event Hub's."""
    sasl_password: SecretStr | None = None
    """Its password; with Event Hub the connection string."""
    tls_ca: Path | None = None
    """PEM file of the authorities that sign the servers' certificates; unset = those of the system."""
    tls_certificate: Path | None = None
    """PEM file to show to servers that want a certificate."""
    tls_key: Path | None = None
    """PEM file of that certificate's key."""


class TailedFiles(Section):
    """Files to follow."""

    glob: str
    """Absolute path, `*` and `**` allowed; rotated names may match too."""
    format: str
    """Format of the lines."""


class FileTailSettings(Section):
    """Log files that grow and rotate."""

    files: tuple[TailedFiles, ...] = ()
    """What to follow: `[{glob = "/var/log/nginx/*.log", format = "nginx_combined"}]`."""
    every_seconds: float = Field(default=1.0, gt=0, le=3600)
    """How often to look."""
    chunk_bytes: int = Field(default=16 * MEBIBYTE, ge=4096)
    """What is read of one file in one look."""


class TapSettings(Section):
    """Receiving records from live gateways."""

    sources: tuple[str, ...] = ("http_push", "loki", "otlp_http")
    """What runs when `pivotwatch tap` is called without --source."""
    host: str = "127.0.0.1"
    """Address for HTTP; another machine reaches it only with a token for each HTTP source."""
    port: int = Field(default=8420, ge=0, le=65535)
    """TCP port for HTTP; 0 = any free one."""
    tls_certificate: Path | None = None
    """PEM file; with it HTTP and gRPC speak TLS alone. A renewed file is taken up within a minute."""
    tls_key: Path | None = None
    """PEM file of the certificate's key."""
    tls_client_ca: Path | None = None
    """PEM file; with it a sender over TLS must show a certificate that one of these authorities signed."""
    secret_names: tuple[str, ...] = ()
    """More names of headers, fields and query keys whose values are hashed before anything is written."""
    spool: SpoolSettings = Field(default_factory=SpoolSettings)
    """What is accepted and not loaded yet."""
    limits: BodyLimits = Field(default_factory=BodyLimits)
    """What one request may bring."""
    http_push: HttpPushSettings = Field(default_factory=HttpPushSettings)
    """`POST /tap/{format}`."""
    loki: LokiSettings = Field(default_factory=LokiSettings)
    """`POST /loki/api/v1/push`."""
    otlp_http: OtlpSettings = Field(default_factory=OtlpSettings)
    """`POST /v1/logs` and `POST /v1/traces`."""
    syslog: SyslogSettings = Field(default_factory=SyslogSettings)
    """Syslog over UDP and TCP."""
    envoy_als: EnvoyAlsSettings = Field(default_factory=EnvoyAlsSettings)
    """Envoy's gRPC access log service."""
    kafka: KafkaSettings = Field(default_factory=KafkaSettings)
    """A Kafka consumer group."""
    file_tail: FileTailSettings = Field(default_factory=FileTailSettings)
    """Log files that grow and rotate."""
