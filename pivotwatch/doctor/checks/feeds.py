"""Whether the gateways that used to send still do."""

from __future__ import annotations

from collections.abc import Iterator

from gateway_tap.heard import read_heard
from gateway_tap.silence import silences
from pivotwatch.app import App
from pivotwatch.doctor.checking import Check, Diagnosis
from pivotwatch.tapping import spool_folder


def _look(app: App) -> Iterator[Diagnosis]:
    heard = read_heard(spool_folder(app.home, app.settings.tap), app.settings.tap.sources)
    silent = silences(heard, app.clock.now().timestamp())
    for silence in silent:
        yield Diagnosis("warning", str(silence), "See the gateway's own log, and `/metrics` for refusals.")
    if heard and not silent:
        yield Diagnosis("ok", f"Every feed of the tap that used to talk does so ({len(heard)}).")


PLUGIN = Check("feeds", _look)
