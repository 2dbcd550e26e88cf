"""Who calls: for each partner its organisation, credentials, software and register entry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.platform import Platform

_FIRST_NAMES = """
Amber Birch Cedar Delta Ember Falcon Garnet Harbor Iris Juniper Kestrel Lumen Maple Nimbus Onyx
Pioneer Quartz Raven Summit Tundra Umber Vertex Willow Yarrow Zephyr
"""
_SECOND_NAMES = """
Accounting Analytics Books Capital Commerce Credit Desk Fields Freight Health Hire Labs Ledger
Logistics Markets Media Payments Retail Services Software Supply Systems Travel Trust Works
"""
_FIRST = tuple(_FIRST_NAMES.split())
_SECOND = tuple(_SECOND_NAMES.split())
_SOFTWARE = (
    "python-requests/2.32.3",
    "okhttp/4.12.0",
    "Go-http-client/1.1",
    "axios/1.7.9",
    "Apache-HttpClient/5.3 (Java/21.0.2)",
    "GuzzleHttp/7",
)
_TIERS = ("bronze", "silver", "gold")
_OWNERS = ("Dana Keller", "Femi Adeyemi", "Lena Ortiz", "Noor Haddad")
_PARTS = (0.92, 0.25, 0.3, 0.6)  # registered, with a second credential, calling at night, declared


@dataclass(frozen=True, slots=True)
class Caller:
    """One partner as gateway and register know it.

    Attributes
    ----------
    partner
        Id.
    name
        Of the organisation.
    credentials
        The first is the partner's id, so that logs alone, without the register, give the same ids.
    agent, address
        User agent, and IP address of a documentation range (RFC 5737, RFC 2544).
    owner, tier
        Its manager, and its plan.
    at_night
        Its calls come in a nightly batch rather than in office hours.
    registered
        Whether the register knows it; otherwise it is provisional.
    declared
        Whether the register says what it is to use the API for.
    """

    partner: str
    name: str
    credentials: tuple[str, ...]
    agent: str
    address: str
    owner: str
    tier: str
    at_night: bool
    registered: bool
    declared: bool


def callers_of(platform: Platform) -> tuple[Caller, ...]:
    """Return the callers, in the order of `platform.partners`; the seed decides."""
    rng = np.random.default_rng([platform.seed, len(platform.partners), 7])
    return tuple(_caller(platform.partners[number], number, rng) for number in range(len(platform.partners)))


def _caller(partner: str, number: int, rng: np.random.Generator) -> Caller:
    registered, second, night, declared = rng.random(4) < _PARTS
    # a partner that nobody registered has one credential: what it is called by is all that is known of it
    credentials = (partner, f"{partner}.batch") if second and registered else (partner,)
    return Caller(
        partner=partner,
        name=_organisation(partner, number),
        credentials=credentials,
        agent=_SOFTWARE[int(rng.integers(len(_SOFTWARE)))],
        address=f"198.{18 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}",
        owner=_OWNERS[int(rng.integers(len(_OWNERS)))],
        tier=_TIERS[int(rng.integers(len(_TIERS)))],
        at_night=bool(night),
        registered=bool(registered),
        declared=bool(declared),
    )


def _organisation(partner: str, number: int) -> str:
    if not partner.startswith("partner-"):
        return partner.replace("-", " ").title()
    first, second = _FIRST[number % len(_FIRST)], _SECOND[number // len(_FIRST) % len(_SECOND)]
    again = number // (len(_FIRST) * len(_SECOND))
    return f"{first} {second}" + (f" {again + 1}" if again else "")
