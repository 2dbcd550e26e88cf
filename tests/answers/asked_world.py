"""A platform that has asked a partner, and the page that its link opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from fastapi.testclient import TestClient

from foundation import FixedClock, Home
from governance import Act, Case, Message, NewMessage, answer_token, draft_message, open_case
from pivotwatch.answers.application import answers_app
from pivotwatch.app import App
from pivotwatch.service.context import Service
from tests.governance.governance_examples import finding, register
from tests.reports.filling import HOSTILE_PATH, started

NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)
ANNA = Act("anna", NOW)
ROWS = [
    {"endpoint": "POST /v2/invoices", "before": 0.0, "after": 0.634},
    {"endpoint": HOSTILE_PATH, "before": 0.9, "after": 0.3},
]


@dataclass
class Asked:
    """A question that waits for its answer."""

    service: Service
    app: FastAPI
    case: Case
    message: Message
    key: bytes

    def token(self, days: int = 30, message: Message | None = None) -> str:
        """Return the secret part of the link."""
        return answer_token((message or self.message).message_id, NOW + timedelta(days=days), self.key)

    def browser(self) -> TestClient:
        """Return something that follows links and sends forms."""
        return TestClient(self.app, base_url="http://testserver/answer/")


def ask(home: Home, *, language: str = "en", name: str = "Jo Doe", partner: str = "Acme GmbH") -> Asked:
    """Open a case about acme and ask its contact."""
    app = App(home, FixedClock(NOW), {"platform.name": "Example CRM"})
    service = Service(app, started().warehouse)
    register(service.record)
    case = open_case(service.record, finding(), ANNA, owner="anna").case
    message = remind(service, case, 0, language=language, name=name, partner=partner)
    outer = FastAPI()
    outer.mount("/answer", answers_app(service))
    return Asked(service, outer, case, message, home.secret_key())


def remind(
    service: Service,
    case: Case,
    count: int,
    *,
    language: str = "en",
    name: str = "Jo Doe",
    partner: str = "Acme GmbH",
    act: Act = ANNA,
) -> Message:
    """Write a message that asks."""
    facts = {
        "partner_name": partner,
        "since": "2026-11-09",
        "until": "2026-11-15",
        "evidence_rows": ROWS,
        "platform": "Example CRM",
    }
    new = NewMessage(
        key=("partner", case.case_id, "pivot", str(count)),
        purpose="pivot",
        channel="email",
        recipient="jo@acme.example",
        recipient_name=name,
        subject="Your use of our API",
        text="...",
        case_id=case.case_id,
        partner="acme",
        to_partner=True,
        language=language,
        facts=facts,
    )
    return draft_message(service.record, new, act)
