"""Syslog over UDP, TCP and TLS: the head is taken off, the message is the record."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import PurePath

from foundation import ConfigurationError, InputError, Problem
from gateway_tap.settings import SyslogSettings
from gateway_tap.spool import Refusal
from gateway_tap.station import Source, Station
from gateway_tap.syslog import MessageCutter, message_of
from gateway_tap.udp_drops import dropped

NAME = PurePath(__file__).stem

_GATHER_SECONDS = 0.02
_GATHER_BYTES = 1 << 18
_READ_BYTES = 1 << 16
_RECEIVE_BUFFER_BYTES = 4 << 20
_DROPS_SECONDS = 1.0

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Gathering:
    """Gathers messages for a moment, so that a thousand datagrams are one append.

    Attributes
    ----------
    connections
        Open ones over TCP and TLS.
    """

    def __init__(self, station: Station, format_name: str) -> None:
        self._station = station
        self._format = format_name
        self._messages: list[bytes] = []
        self._bytes = 0
        self.connections = 0

    def add(self, packet: bytes) -> None:
        """Take one packet."""
        message = message_of(packet).replace(b"\n", b" ")
        if not message:
            return
        if not self._messages:
            asyncio.get_running_loop().call_later(_GATHER_SECONDS, self.flush)
        self._messages.append(message)
        self._bytes += len(message)
        if self._bytes >= _GATHER_BYTES:
            self.flush()

    def flush(self) -> Future[None] | None:
        """Hand over what is gathered; a refusal is counted: syslog has no way to say no."""
        messages, self._messages, self._bytes = self._messages, [], 0
        if not messages:
            return None
        try:
            return self._station.intake.accept(NAME, self._format, b"\n".join(messages))
        except Refusal:
            return None


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, gathering: Gathering, allow: Sequence[Network], station: Station) -> None:
        self._gathering = gathering
        self._allow = allow
        self._station = station

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if is_allowed(addr[0], self._allow):
            self._gathering.add(data)
        else:
            self._station.intake.counters.refused(NAME, "not_allowed")


def is_allowed(address: str, allow: Sequence[Network]) -> bool:
    """Tell whether an address is in one of the networks; `::ffff:10.0.0.1` counts as 10.0.0.1."""
    given = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(given, "ipv4_mapped", None)
    return any((mapped or given) in network for network in allow)


async def _run(station: Station, stop: asyncio.Event, listening: asyncio.Event) -> None:
    settings = station.settings.syslog
    allow = _networks(settings)
    gathering = Gathering(station, settings.format)
    station.intake.check_format(settings.format)
    transport = None
    servers = []
    try:
        if settings.udp_port is not None:
            protocol = _Datagrams(gathering, allow, station)
            transport = await _datagrams(station, settings.udp_port, protocol)
        for name, port, tls in _streams(station):
            server = await asyncio.start_server(
                lambda reader, writer: _connection(station, gathering, allow, reader, writer),
                settings.host,
                port,
                ssl=tls,
            )
            station.bound[name] = server.sockets[0].getsockname()[1]
            servers.append(server)
    except OSError as error:
        raise InputError(
            f"Cannot listen for syslog on {settings.host}: {error.strerror}. Set tap.syslog."
        ) from error
    listening.set()
    await _counting_drops(station, stop)
    for server in servers:
        server.close()
    if transport is not None:
        transport.close()
    gathering.flush()


def _streams(station: Station) -> Iterator[tuple[str, int, ssl.SSLContext | None]]:
    """Yield what listens over TCP: its name, port and TLS."""
    settings = station.settings.syslog
    if settings.tcp_port is not None:
        yield "syslog_tcp", settings.tcp_port, None
    if settings.tls_port is not None and station.certificates is not None:
        yield "syslog_tls", settings.tls_port, station.certificates.context


async def _datagrams(station: Station, port: int, protocol: _Datagrams) -> asyncio.DatagramTransport:
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: protocol, local_addr=(station.settings.syslog.host, port)
    )
    _widen(transport)
    station.bound["syslog_udp"] = transport.get_extra_info("sockname")[1]
    return transport


async def _counting_drops(station: Station, stop: asyncio.Event) -> None:
    """Count what the kernel dropped of datagrams, until the event."""
    port, before = station.bound.get("syslog_udp"), 0
    while not stop.is_set():
        try:
            await asyncio.wait_for(stop.wait(), _DROPS_SECONDS)
        except TimeoutError:
            now = dropped(port) if port is not None else 0
            if now > before:
                station.intake.counters.refused(NAME, "kernel_dropped", now - before)
                before = now


def _widen(transport: asyncio.DatagramTransport) -> None:
    """Ask for a larger receive buffer: what does not fit into it is lost before we see it."""
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER_BYTES)


def _networks(settings: SyslogSettings) -> Sequence[Network]:
    problems, found = [], []
    for text in settings.allow:
        try:
            found.append(ipaddress.ip_network(text))
        except ValueError as error:
            problems.append(Problem("tap.syslog.allow", text, f"write a network as 10.0.0.0/8: {error}"))
    if problems:
        raise ConfigurationError("The settings have problems:", problems)
    return found


async def _connection(
    station: Station,
    gathering: Gathering,
    allow: Sequence[Network],
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> None:
    cutter = MessageCutter(station.settings.limits.line_bytes)
    counters = station.intake.counters
    gathering.connections += 1
    try:
        if not is_allowed(writer.get_extra_info("peername")[0], allow):
            counters.refused(NAME, "not_allowed")
            return
        if gathering.connections > station.settings.limits.connections:
            counters.refused(NAME, "busy")  # each may hold a message of line_bytes in memory
            return
        while data := await reader.read(_READ_BYTES):
            for packet in cutter.feed(data):
                gathering.add(packet)
            await _room(station)
        for packet in cutter.end():
            gathering.add(packet)
    except ValueError:
        counters.refused(NAME, "too_large")
    except ConnectionError:
        counters.refused(NAME, "sender_gone")
    finally:
        gathering.connections -= 1
        writer.close()


async def _room(station: Station) -> None:
    """Stop reading while memory is short: over TCP the sender then waits, and nothing is lost."""
    while station.intake.spool.in_flight_bytes > station.settings.spool.in_flight_bytes // 2:
        await asyncio.sleep(_GATHER_SECONDS)


PLUGIN = Source(
    serves="nginx syslog:, HAProxy log, Apinto, Apigee MessageLogging, Tyk syslog pump",
    auth="networks that may send (tap.syslog.allow), over TLS certificates; syslog knows no token",
    bounds="datagrams past the bound are counted and lost; TCP is not read until there is room",
    durable="nothing is answered; a message is on disk some 30 ms after it came",
    run=_run,
)
