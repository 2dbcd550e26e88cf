"""TLS by certificate files, one for all listeners; renewed files are taken up without a restart."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path

from foundation import ConfigurationError, Problem
from gateway_tap.settings import TapSettings

LOOK_SECONDS = 60.0

_Stamps = tuple[tuple[int, int], ...]


class Certificates:
    """The files and what was read from them.

    Parameters
    ----------
    certificate, key
        PEM files.
    client_ca
        PEM file of those who sign senders' certificates; None = senders need none.

    Attributes
    ----------
    context
        For asyncio's servers; the same object for ever, so that a renewal holds for new connections.

    Raises
    ------
    ConfigurationError
        When a file cannot be read, or key and certificate do not belong together.
    """

    def __init__(self, certificate: Path, key: Path, client_ca: Path | None) -> None:
        self._certificate, self._key, self._client_ca = certificate, key, client_ca
        self._stamps: _Stamps = ()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._load("tap.tls_certificate", lambda: self.context.load_cert_chain(certificate, key))
        if client_ca is not None:
            self.context.verify_mode = ssl.CERT_REQUIRED
            self._load("tap.tls_client_ca", lambda: self.context.load_verify_locations(client_ca))
        self._stamps = self._stamped()

    def pem(self) -> tuple[bytes, bytes, bytes | None]:
        """Return key, certificate and senders' authorities as they are in the files now, for gRPC."""
        authorities = self._client_ca.read_bytes() if self._client_ca else None
        return self._key.read_bytes(), self._certificate.read_bytes(), authorities

    def renew(self) -> bool:
        """Read the files again when they changed; True when they were.

        Raises
        ------
        ConfigurationError
            When they are no pair (yet); what was read before stays in use.
        """
        stamps = self._stamped()
        if stamps == self._stamps:
            return False
        # tried on the side first: a context that failed to load half-way would serve a broken pair
        trial = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._load("tap.tls_certificate", lambda: trial.load_cert_chain(self._certificate, self._key))
        self.context.load_cert_chain(self._certificate, self._key)
        self._stamps = stamps
        return True

    def _stamped(self) -> _Stamps:
        try:
            found = (self._certificate.stat(), self._key.stat())
        except OSError:
            return self._stamps  # being replaced at this moment
        return tuple((status.st_ino, status.st_mtime_ns) for status in found)

    def _load(self, place: str, read: Callable[[], object]) -> None:
        try:
            read()
        except (OSError, ssl.SSLError) as error:
            file = self._client_ca if place.endswith("client_ca") else self._certificate
            reason = f"cannot be used: {error.strerror or error.args[-1]}; give PEM files of one pair"
            raise ConfigurationError(
                "The settings have problems:", [Problem(place, str(file), reason)]
            ) from error


def certificates_of(settings: TapSettings) -> Certificates | None:
    """Return the certificates that the settings name; None without any.

    Raises
    ------
    ConfigurationError
    """
    if settings.tls_certificate is None or settings.tls_key is None:
        return None
    return Certificates(settings.tls_certificate, settings.tls_key, settings.tls_client_ca)


async def renewing(certificates: Certificates, stop: asyncio.Event, tell: Callable[[str], None]) -> None:
    """Take up renewed files until the event is set."""
    while not stop.is_set():
        try:
            await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
        except TimeoutError:
            try:
                if certificates.renew():
                    tell("the renewed certificate is in use.")
            except ConfigurationError as error:
                tell(f"the old certificate stays in use. {error}")
