"""Taking the head off a syslog message, and cutting a TCP stream into messages.

RFC 3164 (`<190>Nov 21 07:27:26 host tag: ...`; nginx and HAProxy may leave the host out), RFC 5424
(`<190>1 2026-11-21T07:27:26Z host app proc id [data] ...`), RFC 6587 for TCP.
"""

from __future__ import annotations

import re

_PRIORITY = re.compile(rb"<\d{1,3}>")
_RFC5424 = re.compile(rb"<\d{1,3}>\d{1,2} \S+ \S+ \S+ \S+ \S+ ")
_SDATA = re.compile(rb'(?:-|(?:\[[^\s\]"=]+(?: [^\s\]"=]+="(?:[^"\\\]]|\\.)*")*\])+)(?: |$)')
_RFC3164 = re.compile(
    rb"<\d{1,3}>(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d |\d{4}-\d\d-\d\dT\S+ )"
    rb"(?:[^\s:\[\]{}\"]+ )?(?P<tag>[^\s:\[\]{}\"]{1,64}(?:\[[^\]\s]{0,32}\])?: ?)"
)
_RFC3164_BARE = re.compile(rb"<\d{1,3}>(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d |\d{4}-\d\d-\d\dT\S+ )")
_OCTETS = re.compile(rb"(\d{1,9}) ")
_BOM = b"\xef\xbb\xbf"


def message_of(packet: bytes) -> bytes:
    """Return the message of a syslog packet without its head; a packet without one is the message."""
    text = packet.strip(b"\r\n\0 ")
    structured = _RFC5424.match(text)
    if structured is not None:
        data = _SDATA.match(text, structured.end())
        return text[data.end() :].removeprefix(_BOM) if data else text[structured.end() :]
    for head in (_RFC3164, _RFC3164_BARE, _PRIORITY):
        found = head.match(text)
        if found is not None:
            return text[found.end() :]
    return text


class MessageCutter:
    """Cuts what a TCP connection brings into packets: octet counting, or one to a line (RFC 6587).

    Parameters
    ----------
    most_bytes
        A longer packet ends the connection: its sender and we no longer agree where packets begin.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """Return the packets that are complete now.

        Raises
        ------
        ValueError
            When a packet is longer than allowed.
        """
        text, place = self._rest + data, 0
        packets: list[bytes] = []
        while place < len(text):
            start, end, after = self._next(text, place)
            if end < 0:
                break
            packets.append(text[start:end])
            place = after
        self._rest = text[place:]
        if len(self._rest) > self._most:
            raise ValueError(f"a syslog message is longer than {self._most} bytes")
        return packets

    def end(self) -> list[bytes]:
        """Return what the closed connection left: a last line without its end."""
        rest, self._rest = self._rest, b""
        return [rest] if rest.strip() and _OCTETS.match(rest) is None else []

    def _next(self, text: bytes, place: int) -> tuple[int, int, int]:
        """Return where the next packet starts, ends, and the one after it starts; end < 0 = not all there."""
        counted = _OCTETS.match(text, place)
        if counted is not None:
            length = int(counted[1])
            if length > self._most:
                raise ValueError(f"a syslog message is longer than {self._most} bytes")
            end = counted.end() + length
            return counted.end(), end if end <= len(text) else -1, end
        end = text.find(b"\n", place)
        return place, end, end + 1
