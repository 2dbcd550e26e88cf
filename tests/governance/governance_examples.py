"""Findings, partners and times that the tests of governance share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from foundation import stable_id
from governance import Act, CaseFinding, Contact, Partner, Record, save_partners

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
"""A Monday morning."""

KEY = b"k" * 32
ANNA = Act("anna", NOW)


def finding(partner: str | None = "acme", window: str = "2026-W46", **given: Any) -> CaseFinding:
    """A pivot as `pivotwatch findings --json` gives it."""
    kind = given.get("kind", "pivot")
    row = {
        "finding_id": stable_id("finding", "pivot", kind, partner, window),
        "window": window,
        "partner": partner,
        "detector": "pivot",
        "kind": kind,
        "pivot_kind": "abrupt",
        "from_group": 1,
        "to_group": 2,
        "from_group_name": "Contact sync",
        "to_group_name": "Invoicing",
        "severity": "medium",
        "confidence": 0.93,
        "alert": True,
        "since_window": window,
        "evidence": [
            {"endpoint": "POST /v2/invoices", "before": 0.0, "after": 0.6, "contribution": 0.6},
            {"endpoint": "GET /v2/contacts", "before": 0.9, "after": 0.3, "contribution": 0.4},
        ],
        "reasons": {
            "real": "far more than chance",
            "own": "no peer",
            "lasting": None,
            "large": None,
        },
        "sentence": f"{partner} moved from Contact sync to Invoicing.",
        "provisional": False,
        "peers": {"size": 40, "moved": 0},
        "verdict": None,
    }
    return CaseFinding.of(row | given)


def register(record: Record, *partners: Partner) -> None:
    """Save partners; without any, acme with two contacts."""
    jo = Contact("technical", "Jo Doe", "jo@acme.example")
    bill = Contact("commercial", "Bill", "bill@acme.example")
    acme = Partner("acme", "Acme GmbH", "gold", "anna", "de-DE", "Europe/Berlin", (), (jo, bill))
    save_partners(record, partners or [acme], "test", NOW)
