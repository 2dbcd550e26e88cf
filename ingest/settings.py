"""The `[ingest]` section."""

from __future__ import annotations

import re
from itertools import permutations
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from foundation import InputError, Section
from ingest.endpoints.settings import EndpointSettings
from ingest.format import SHIPPED, IdentityKind
from ingest.pulling.settings import WarehouseSourceSettings

Capture = Literal["consumer", "user", "api_key", "certificate", "client_ip", "ignored"]
"""What a captured header holds."""

FieldPath = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_@$:\-]+(\.[A-Za-z0-9_@$:\-]+)*$", max_length=200)
]


def _plain(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ValueError("write a name of small letters, digits and underscores")
    return name


def _not_shipped(name: str) -> str:
    if name in SHIPPED.names():
        raise ValueError("there is a shipped format of this name; choose another")
    return name


def _readable(directive: str) -> str:
    from ingest.nginx_directive import format_of  # noqa: PLC0415 - only where there is one to look at

    try:
        format_of(directive)
    except InputError as error:
        raise ValueError(str(error)) from error
    return directive


PlainName = Annotated[str, AfterValidator(_plain)]
FormatName = Annotated[PlainName, AfterValidator(_not_shipped)]
NginxDirective = Annotated[str, AfterValidator(_readable)]


class FieldSettings(Section):
    """Which members of a generic JSON line (format `jsonl`) hold what; a dot goes one level down."""

    ts: FieldPath = "ts"
    """When the request started: ISO 8601, or a count of s, ms, us or ns since 1970."""
    method: FieldPath = "method"
    """Request method."""
    path: FieldPath = "path"
    """Path or URL; a query string is cut off."""
    route: FieldPath = "route"
    """Route template, e.g. `/v2/contacts/{id}`."""
    api: FieldPath = "api"
    """Name of the API, where one gateway serves several."""
    consumer: FieldPath = "consumer"
    """Who called."""
    api_key: FieldPath = "api_key"
    """The caller's API key; stored as keyed hash only."""
    status: FieldPath = "status"
    """HTTP status."""
    latency_ms: FieldPath = "latency_ms"
    """Duration in milliseconds."""
    bytes: FieldPath = "bytes"
    """Bytes sent to the client."""
    request_id: FieldPath = "request_id"
    """What tells a call that was logged twice from two calls."""

    @model_validator(mode="after")
    def _none_inside_another(self) -> Self:
        places = self.model_dump()
        for (one, outer), (other, inner) in permutations(places.items(), 2):
            if inner.startswith(f"{outer}."):
                raise ValueError(f"{other} ({inner}) lies inside of {one} ({outer}), which has to be a value")
        return self


class IngestSettings(Section):
    """Reading logs, naming endpoints, telling partners apart."""

    identities: tuple[IdentityKind, ...] = ("consumer", "user", "api_key", "certificate")
    """Where a call's credential is looked for, in this order; add client_ip if callers have nothing else."""
    named_routes: bool = False
    """Count by a route's name (Kong, Traefik, Envoy) instead of templates found from paths; only sensible
    where every operation of the API has a route of its own."""
    log_time_zone: str = "UTC"
    """Time zone (IANA name) of logs whose clock tells none: HAProxy, KrakenD, Zuul, and the like."""
    haproxy_captures: tuple[Capture, ...] = ()
    """What the captured request headers of HAProxy's text log (`{...|...}`) hold, in their order, e.g.
    ["ignored", "api_key"]; empty = the first one is an API key where it looks like one."""
    w3c_fields: str = Field(default="", pattern=r"^[!-~]*( [!-~]+)*$")
    """The fields of W3C extended logs (IIS, CloudFront) whose lines come without their `#Fields:` line, as
    through a tap; separated by blanks."""
    oldest_days: int = Field(default=3660, ge=1)
    """Calls older than this many days are taken for a broken clock and quarantined."""
    future_hours: int = Field(default=24, ge=0)
    """Calls that start later than this many hours from now are taken for a broken clock and quarantined."""
    segment_mb: int = Field(default=256, ge=1, le=1024)
    """How much text is loaded in one transaction; more is a little faster and takes more memory."""
    longest_line_kb: int = Field(default=1024, ge=1, le=16_384)
    """A longer line is quarantined unread."""
    kept_rejects: int = Field(default=10_000, ge=0)
    """How many rejected lines of one segment are kept in the quarantine; all are counted."""
    fields: FieldSettings = Field(default_factory=FieldSettings)
    """Member names of generic JSON lines."""
    nginx_log_formats: dict[FormatName, NginxDirective] = Field(default_factory=dict)
    """Formats of your own: a name, and the `log_format` directive as it stands in nginx.conf."""
    warehouses: dict[PlainName, WarehouseSourceSettings] = Field(default_factory=dict)
    """Tables of calls in engines that count themselves (`pivotwatch pull`), each under a name of your own."""
    endpoints: EndpointSettings = Field(default_factory=EndpointSettings)
    """How endpoints get their names."""

    @field_validator("log_time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"{name!r}: write an IANA name such as Europe/Berlin")
        return name
