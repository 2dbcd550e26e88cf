"""HAProxy's text log names no captured header; the settings may tell what each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.format import Format, IdentityKind
from ingest.settings import Capture


def with_captures(known: Format, captures: Sequence[Capture]) -> Format:
    """Return the format `haproxy_text` for these captured request headers, in the order of the log.

    Of several of one kind the first that a line has counts.
    """
    identities: dict[IdentityKind, str] = {"client_ip": known.identities["client_ip"]}
    for kind in dict.fromkeys(captures):
        if kind != "ignored":
            places = (place for place, each in enumerate(captures, 1) if each == kind)
            found = ", ".join(f"given(split_part(captured, '|', {place}))" for place in places)
            identities[kind] = f"coalesce({found})"
    return replace(known, identities=identities)
