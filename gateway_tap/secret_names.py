"""Which names of headers, fields and query keys carry a secret or a payload."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum


class Verdict(Enum):
    """What happens to a value."""

    HARMLESS = 0
    HASH = 1
    """An identity may stand there: a keyed hash leads to the same credential and reveals nothing."""
    DROP = 2
    """Never an identity worth keeping: login data that changes, and payloads."""


_HASHED = frozenset(
    {"api-key", "apikey", "subscription-key", "functions-key", "goog-api-key", "app-key", "apitoken"}
    | {"api-token", "access-key", "private-token", "client-token", "auth-token", "authtoken", "token"}
)
_LOGINS = frozenset(
    {"authorization", "proxy-authorization", "cookie", "set-cookie", "cookies", "access-token", "id-token"}
    | {"refresh-token", "password", "passwd", "pwd", "passphrase", "secret", "client-secret", "assertion"}
    | {"client-assertion", "signature", "sig", "amz-signature", "amz-security-token", "amz-credential"}
    | {"security-token", "csrf-token", "xsrf-token", "jwt", "session", "sessionid", "session-id"}
    | {"jsessionid", "phpsessid", "firehose-access-key"}
)
_PAYLOADS = frozenset(
    {"request-body", "response-body", "proxy-body", "proxy-response-body", "request-payload"}
    | {"response-payload", "raw-request", "raw-response", "rawrequest", "rawresponse"}
)
_DROPPED = _LOGINS | _PAYLOADS
_HASHED_IN_QUERY = frozenset({"key"})
_DROPPED_IN_QUERY = frozenset({"code", "auth", "payload"})

_PREFIXES = re.compile(
    rb"^(?:(?:http|https|arg|cookie|header|headers|request|response|req|resp|res|downstream|upstream|origin|"
    rb"sent|cs|ocp|apim|x|amz|kong)[-.])+"
)
_MOST_CACHED = 10_000


class SecretNames:
    """Judges names, whatever their case, `_` or `-`, and the prefixes that gateways put before headers.

    Parameters
    ----------
    more
        Further names whose values are hashed.
    """

    def __init__(self, more: Iterable[str] = ()) -> None:
        self._hashed = _HASHED | {name.strip().lower().replace("_", "-") for name in more}
        self._cache: dict[tuple[bytes, bool], Verdict] = {}

    def endings(self) -> set[bytes]:
        """Return lower-case texts such that every name with a verdict ends with one of them."""
        names = self._hashed | _DROPPED | _HASHED_IN_QUERY | _DROPPED_IN_QUERY
        spelled = {form.encode() for name in names for form in (name, name.replace("-", "_"))}
        return {name for name in spelled if not any(name != o and name.endswith(o) for o in spelled)}

    def in_record(self, name: bytes) -> Verdict:
        """Judge a field's or header's name, lower case."""
        return self._cached(name, in_query=False)

    def in_query(self, name: bytes) -> Verdict:
        """Judge a query key, lower case."""
        return self._cached(name, in_query=True)

    def _cached(self, name: bytes, *, in_query: bool) -> Verdict:
        verdict = self._cache.get((name, in_query))
        if verdict is None:
            verdict = self._judge(name, in_query=in_query)
            if len(self._cache) < _MOST_CACHED:  # names come from outside
                self._cache[name, in_query] = verdict
        return verdict

    def _judge(self, name: bytes, *, in_query: bool) -> Verdict:
        full = name.replace(b"_", b"-").strip(b"-. ")
        forms = {full.decode("ascii", "replace"), _PREFIXES.sub(b"", full).decode("ascii", "replace")}
        if forms & _DROPPED or (in_query and forms & _DROPPED_IN_QUERY):
            return Verdict.DROP
        if forms & self._hashed or (in_query and forms & _HASHED_IN_QUERY):
            return Verdict.HASH
        return Verdict.HARMLESS
