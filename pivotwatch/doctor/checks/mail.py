"""Whether the SMTP server takes us; nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator

from governance import DeliveryError, greet_mail_server
from pivotwatch.app import App
from pivotwatch.doctor.checking import Check, Diagnosis


def _look(app: App) -> Iterator[Diagnosis]:
    mail = app.settings.governance.mail
    if not mail.host:
        yield Diagnosis(
            "warning", "No SMTP server is set: no e-mail is sent.", "Set governance.mail.host and .sender."
        )
        return
    where = f"{mail.host}:{mail.effective_port}"
    try:
        greet_mail_server(mail)
    except DeliveryError as error:
        yield Diagnosis(
            "wrong", f"{where} does not take us: {error}", "Check governance.mail.*, and the way there."
        )
    else:
        yield Diagnosis("ok", f"{where} takes us ({mail.security}{', signed in' if mail.user else ''}).")


PLUGIN = Check("e-mail", _look)
