"""Secrets and payloads are taken out of records before anything is written.

Works on bytes, without parsing: gateways send broken JSON and plain text too, and a record that nobody can
parse must not keep a secret either. An Aho-Corasick automaton finds the ends of credential-looking names in
one pass; only where one stands is anything else done (docs/decisions/0010-spool.md).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote_to_bytes

from ahocorasick_rs import BytesAhoCorasick

from gateway_tap.columns import without_secret_columns
from gateway_tap.secret_names import SecretNames, Verdict
from gateway_tap.values import Span, query_value, record_values

REDACTED = b"redacted"
_MISSING = frozenset({b"", b"-", b"null", b"undefined", b"N/A", b"UNKNOWN", b"REDACTED", b"00000000"})
"""What gateways write where there is no secret (the last is Tyk's): its hash would be a caller of its own."""

_QUOTE, _BACKSLASH, _EQUALS = b'"\\='
_CUTS = (b"?", b"&", b";", b'"', b" ", b"\t", b",")
"""What stands before the first letter of a query key."""
_USER_OF_URL = re.compile(rb"(://|:\\/\\/)[^\s\"'<>@/?#\\]{1,256}@")
_LOGIN = re.compile(rb"\b(bearer|basic)(?: |%20)+([a-z0-9._~+/-]{8,4096}=*)", re.IGNORECASE)
_LONGEST_NAME = 64
_MOST_CACHED = 100_000


class Redactor:
    """Replaces the values of credential-looking names and of payloads.

    Parameters
    ----------
    digest
        Secret to the text that stands for it, e.g. `hash:81985529216486895`.
    more_names
        Further names whose values are hashed.
    """

    def __init__(self, digest: Callable[[str], str], more_names: Iterable[str] = ()) -> None:
        self._digest = digest
        self._names = SecretNames(more_names)
        self._finder = BytesAhoCorasick(sorted(self._names.endings()))
        self._digests: dict[bytes, bytes] = {}

    def __call__(self, records: bytes) -> bytes:
        """Return the records with secrets replaced; the same object when there are none."""
        lower = records.lower() + b"\n"  # so that there is a byte after every name
        if (clean := self._without_unnamed(records, lower)) is not records:
            records, lower = clean, clean.lower() + b"\n"
        parts: list[bytes] = []
        kept_to, line_end = 0, -1
        for _, _, end in self._finder.find_matches_as_indexes(lower, overlapping=True):
            after = lower[end]
            if end < kept_to or after not in {_QUOTE, _BACKSLASH, _EQUALS}:
                continue
            if end > line_end:
                line_end = lower.find(b"\n", end)
            if after == _EQUALS:
                found = self._in_query(records, lower, end)
            else:
                found = self._in_record(records, lower, end, min(line_end, len(records)))
            for (start, stop), new in found:
                parts += (records[kept_to:start], new)
                kept_to = stop
        return b"".join((*parts, records[kept_to:])) if parts else records

    def attribute(self, name: str, value: str) -> str:
        """Return an attribute's value as it may be written, where name and value stand apart as in OTLP."""
        verdict = self._names.in_record(name.lower().encode())
        if verdict is Verdict.HARMLESS:
            return value
        return self._replaced(value.encode("utf-8", "replace"), verdict, quote=b"").decode()

    def _without_unnamed(self, records: bytes, lower: bytes) -> bytes:
        """Take out logins wherever they stand, and the columns that a header names; else the same object."""
        if b"@" in records and (b"://" in records or b":\\/\\/" in records):
            records = _USER_OF_URL.sub(rb"\1redacted@", records)
        if b"bearer" in lower or b"basic" in lower:
            # a column of text that holds nothing else names nobody then
            records = _LOGIN.sub(_login_replaced, records)
        return without_secret_columns(records, self._cell)

    def _cell(self, name: bytes, value: bytes) -> bytes:
        verdict = self._names.in_record(name)
        if verdict is Verdict.HARMLESS or value in _MISSING:
            return value
        return b"-" if verdict is Verdict.DROP else self._digested(value)

    def _in_record(self, records: bytes, lower: bytes, end: int, line_end: int) -> list[tuple[Span, bytes]]:
        """Return what to replace after a field's name that ends at `end`, before its closing quote."""
        begin = lower.rfind(b'"', max(0, end - _LONGEST_NAME), end) + 1
        verdict = self._names.in_record(lower[begin:end]) if begin else Verdict.HARMLESS
        if verdict is Verdict.HARMLESS:
            return []
        quote = end
        while lower[quote] == _BACKSLASH:
            quote += 1
        if lower[quote] != _QUOTE:
            return []
        whole = verdict is Verdict.DROP
        return [
            (span, self._replaced(records[span[0] : span[1]], verdict, quote=mark))
            for span, mark in record_values(records, quote + 1, quote - end, line_end, whole=whole)
        ]

    def _in_query(self, records: bytes, lower: bytes, end: int) -> list[tuple[Span, bytes]]:
        """Return what to replace after a query key that ends at `end`, before its `=`."""
        window = lower[max(0, end - _LONGEST_NAME) : end]
        cut = max(map(window.rfind, _CUTS))
        name = window[cut + 1 :].rpartition(b"u0026")[2]  # Go writes & so in JSON
        verdict = self._names.in_query(name)
        span = query_value(records, end + 1)
        if verdict is Verdict.HARMLESS or span[0] == span[1]:
            return []
        value = unquote_to_bytes(records[span[0] : span[1]])
        return [(span, self._replaced(value, verdict, quote=b""))]

    def _replaced(self, value: bytes, verdict: Verdict, *, quote: bytes) -> bytes:
        if value in _MISSING:
            return value
        new = REDACTED if verdict is Verdict.DROP else self._digested(value)
        return quote + new + quote

    def _digested(self, value: bytes) -> bytes:
        known = self._digests.get(value)
        if known is None:
            if len(self._digests) >= _MOST_CACHED:
                self._digests.clear()  # secrets come from outside: a flood of them must not fill memory
            known = self._digest(value.decode("utf-8", "replace")).encode()
            self._digests[value] = known
        return known


def _login_replaced(found: re.Match[bytes]) -> bytes:
    if found[1].lower() == b"basic":
        try:
            if b":" not in base64.b64decode(found[2], validate=True):
                return found[0]
        except (binascii.Error, ValueError):
            return found[0]  # "basic authentication"
    return b"-"
