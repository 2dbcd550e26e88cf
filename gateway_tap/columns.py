"""Secrets in columns that only a header line names: W3C extended logs (IIS, CloudFront)."""

from __future__ import annotations

import re
from collections.abc import Callable

HEADER_MARK = b"#Fields:"
"""What begins a line that names the fields of the lines after it."""

_MOST_HEADER_BYTES = 1 << 14
_HEADER_FIELD = re.compile(rb"[a-z]{1,2}\((.*)\)")


def last_header(lines: bytes) -> bytes:
    """Return the last line that names fields; empty without any."""
    start = lines.rfind(b"\n" + HEADER_MARK) + 1
    if not start and not lines.startswith(HEADER_MARK):
        return b""
    return lines[start:].partition(b"\n")[0].rstrip(b"\r")[:_MOST_HEADER_BYTES]


def without_secret_columns(records: bytes, replaced: Callable[[bytes, bytes], bytes]) -> bytes:
    """Return the records with the cells of credential-looking headers replaced.

    Parameters
    ----------
    replaced
        From a header's name, lower case, and a cell to what may be written.
    """
    if HEADER_MARK not in records:
        return records
    names: list[bytes] = []
    lines = records.split(b"\n")
    for number, line in enumerate(lines):
        if line.startswith(HEADER_MARK):
            names = [_name(field) for field in line[len(HEADER_MARK) :].lower().split()]
        elif names and not line.startswith(b"#"):
            between = b"\t" if b"\t" in line else b" "
            cells = line.split(between)
            if len(cells) == len(names):  # else nobody can tell which cell is which, and it is rejected
                lines[number] = between.join(map(replaced, names, cells))
    return b"\n".join(lines)


def _name(field: bytes) -> bytes:
    """Return the header's name: `cookie` of `cs(cookie)`."""
    found = _HEADER_FIELD.fullmatch(field)
    return found[1] if found else field
