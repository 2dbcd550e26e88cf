"""Where the value after a name stands, in JSON, in JSON inside a string, and in a query string."""

from __future__ import annotations

import re

Span = tuple[int, int]

_QUERY_VALUE = re.compile(rb"""[^&\s"'\\#;,<>{}|)\]]*""")
_COLON = re.compile(rb"[ \t]*:[ \t]*")
_BARE = re.compile(rb"[^,\s\"\[\]{}\\]+")
_BACKSLASH = 0x5C
_SPECIAL = re.compile(rb'["\[\]{}]')
_KEPT_BARE = frozenset({b"null", b"true", b"false"})
_VALUE = re.compile(rb"[ \t]*,[ \t]*(\\*)\"value(\\*)\"", re.IGNORECASE)


def query_value(text: bytes, start: int) -> Span:
    """Return where a query key's value stands."""
    match = _QUERY_VALUE.match(text, start)
    return match.span() if match else (start, start)


def record_values(
    text: bytes, start: int, slashes: int, line_end: int, *, whole: bool
) -> list[tuple[Span, bytes]]:
    """Return where the value of a field stands, and the quote a replacement needs around it.

    Parameters
    ----------
    start
        Right after the closing quote of the field's name.
    slashes
        Backslashes before that quote: a record inside a string has one, twice inside three.
    line_end
        Where the record ends.
    whole
        True: a list is one value. False: each string in a list is one, so that a list stays a list.
    """
    if not slashes and text.startswith(b':"', start):
        # what almost every value is
        end = text.find(b'"', start + 2, line_end)
        if end > start + 2 and text[end - 1] != _BACKSLASH:
            return [((start + 2, end), b"")]
    colon = _COLON.match(text, start, line_end)
    if colon is None:
        return _paired_values(text, start, slashes, line_end)  # the word was a value, not a name
    begin = colon.end()
    quote = b"\\" * slashes + b'"'
    if text.startswith(quote, begin):
        return [((begin + len(quote), _closing(text, begin + len(quote), slashes, line_end)), b"")]
    first = text[begin : begin + 1]
    if first == b"[" and not whole:
        return [(span, b"") for span in _strings(text, begin, slashes, line_end)]
    if first in {b"[", b"{"}:
        return [((begin, _end_of_nested(text, begin, slashes, line_end)), quote)]
    bare = _BARE.match(text, begin, line_end)
    return [(bare.span(), quote)] if bare and bare[0] not in _KEPT_BARE else []


def _paired_values(text: bytes, start: int, slashes: int, line_end: int) -> list[tuple[Span, bytes]]:
    """Return the texts of `"value"` beside a name that is itself a value, as in OTLP's attributes.

    `{"key": "http.request.header.cookie", "value": {"stringValue": "..."}}`: only text is replaced, so that
    the record keeps its shape.
    """
    beside = _VALUE.match(text, start, line_end)
    if beside is None or not len(beside[1]) == len(beside[2]) == slashes:
        return []
    colon = _COLON.match(text, beside.end(), line_end)
    if colon is None:
        return []
    quote, begin = b"\\" * slashes + b'"', colon.end()
    if text.startswith(quote, begin):
        return [((begin + len(quote), _closing(text, begin + len(quote), slashes, line_end)), b"")]
    if text[begin : begin + 1] not in {b"[", b"{"}:
        return []
    spans = _strings(text, begin, slashes, line_end)
    return [(span, b"") for span in spans if not _COLON.match(text, span[1] + len(quote), line_end)]


def _strings(text: bytes, begin: int, slashes: int, line_end: int) -> list[Span]:
    found: list[Span] = []
    end = _end_of_nested(text, begin, slashes, line_end)
    place = text.find(b'"', begin, end)
    while place >= 0:
        closing = _closing(text, place + 1, slashes, end)
        found.append((place + 1, closing))
        place = text.find(b'"', closing + slashes + 1, end)
    return found


def _end_of_nested(text: bytes, begin: int, slashes: int, line_end: int) -> int:
    """Return where a list or object ends; one that never closes ends with its line."""
    depth, place = 0, begin
    while True:
        match = _SPECIAL.search(text, place, line_end)
        if match is None:
            return line_end
        place = match.end()
        if match[0] == b'"':
            place = _closing(text, place, slashes, line_end) + slashes + 1
        else:
            depth += 1 if match[0] in b"[{" else -1
            if depth == 0:
                return place


def _closing(text: bytes, begin: int, slashes: int, line_end: int) -> int:
    """Return where the closing quote, its backslashes included, begins; else the end of the line.

    With n backslashes before the opening quote the closing one has n too, and a quote inside has more.
    """
    place = begin
    while True:
        quote = text.find(b'"', place, line_end)
        if quote < 0:
            return line_end
        found = 0
        while quote - found > begin and text[quote - found - 1] == _BACKSLASH:
            found += 1
        # outside any string, backslashes escape each other in pairs
        if found == slashes or (slashes == 0 and found % 2 == 0):
            return quote - slashes
        place = quote + 1
