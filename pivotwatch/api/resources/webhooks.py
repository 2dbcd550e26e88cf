"""Webhooks: a program is told of events by signed posts (Standard Webhooks) instead of asking for them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import Field

from governance import Subscription, end_subscription, list_subscriptions, subscribe
from pivotwatch.api.access import Acting, Held, needs
from pivotwatch.api.paging import Sent, Shown

routes = APIRouter(prefix="/webhooks", tags=["webhooks"])


class WebhookShown(Shown):
    """A subscription; the rest of its URL may be secret, so the host alone is told."""

    subscription_id: str
    host: str = Field(examples=["bot.example.com"])
    events: list[str] = Field(examples=[["case.*"]])
    created_by: str
    created_at: datetime


class WebhookMade(WebhookShown):
    """A new subscription with its secret."""

    secret: str = Field(
        description="Signs every post; told this once. See standardwebhooks.com for checking."
    )


class WebhookWanted(Sent):
    """Where to post what."""

    url: str = Field(max_length=2000, examples=["https://bot.example.com/pivotwatch"])
    events: list[Annotated[str, Field(max_length=64)]] = Field(
        max_length=50, description="Types, or beginnings with `*`.", examples=[["case.*", "message.bounced"]]
    )


@routes.get("", dependencies=[needs("read")], response_model=list[WebhookShown])
def list_all(service: Held) -> list[Subscription]:
    """List the subscriptions that stand, the oldest first."""
    return list_subscriptions(service.record)


@routes.post("", dependencies=[needs("webhooks:write")], response_model=WebhookMade, status_code=201)
def add(service: Held, wanted: WebhookWanted, act: Acting, response: Response) -> dict[str, Any]:
    """Subscribe a URL to events from now on; private addresses are called only where settings allow it."""
    allowed = service.settings.governance.allow_private_targets
    made, secret = subscribe(service.record, wanted.url, wanted.events, act, allowed)
    response.headers["Location"] = f"/api/v1/webhooks/{made.subscription_id}"
    return WebhookShown.model_validate(made).model_dump() | {"secret": secret}


@routes.delete("/{subscription_id}", dependencies=[needs("webhooks:write")], response_model=WebhookShown)
def remove(
    service: Held,
    subscription_id: Annotated[str, Path(description="Of a subscription.", max_length=32)],
    act: Acting,
) -> Subscription:
    """End a subscription; what waits for it is not sent any more."""
    return end_subscription(service.record, subscription_id, act)
