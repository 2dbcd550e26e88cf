"""Whether the certificate that we show is valid, and for how long."""

from __future__ import annotations

from collections.abc import Iterator

from cryptography import x509

from pivotwatch.app import App
from pivotwatch.doctor.checking import Check, Diagnosis

_SOON_DAYS = 21


def _look(app: App) -> Iterator[Diagnosis]:
    file = app.settings.tap.tls_certificate
    if file is None:
        return
    try:
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
    except ValueError as error:
        yield Diagnosis(
            "wrong", f"{file} holds no certificate: {error}", "Name a PEM file in tap.tls_certificate."
        )
        return
    now, end = app.clock.now(), certificate.not_valid_after_utc
    days = (end - now).days
    if now < certificate.not_valid_before_utc:
        begin = certificate.not_valid_before_utc
        yield Diagnosis(
            "wrong", f"{file} is valid only from {begin:%Y-%m-%d} on.", "Check this machine's clock."
        )
    elif days < _SOON_DAYS:
        yield Diagnosis(
            "wrong" if end <= now else "warning",
            f"{file} ends on {end:%Y-%m-%d %H:%M} UTC.",
            "Renew it, now.",
        )
    else:
        yield Diagnosis("ok", f"{file} is valid for {days} days.")


PLUGIN = Check("certificate", _look)
