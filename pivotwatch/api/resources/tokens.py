"""Tokens: who may ask what. They are made on the command line alone, so that no token can make others."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import Field

from governance import Token, list_tokens, revoke_token
from pivotwatch.api.access import Acting, Caller, Held, needs
from pivotwatch.api.paging import Shown

routes = APIRouter(tags=["tokens"])


class TokenShown(Shown):
    """A token; never its secret."""

    token_id: str = Field(description="Its public part.", examples=["3f9ac21b04d7"])
    name: str = Field(examples=["triage bot"])
    scopes: list[str] = Field(examples=[["read", "cases:write"]])
    state: str = Field(description="`valid`, `expired` or `revoked`.")
    created_by: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = Field(description="To five minutes; null = never.")
    revoked_at: datetime | None


@routes.get("/token", dependencies=[needs("read")], response_model=TokenShown)
def read_own(service: Held, caller: Caller) -> dict[str, Any]:
    """Return the token that asks: what it may do, and until when."""
    return _shown(caller, service.clock.now())


@routes.get("/tokens", dependencies=[needs("admin")], response_model=list[TokenShown])
def list_all(service: Held) -> list[dict[str, Any]]:
    """List all tokens ever made, the oldest first."""
    now = service.clock.now()
    return [_shown(each, now) for each in list_tokens(service.record)]


@routes.delete("/tokens/{token_id}", dependencies=[needs("admin")], response_model=TokenShown)
def revoke(
    service: Held,
    token_id: Annotated[str, Path(description="Its public part.", max_length=100, examples=["3f9ac21b04d7"])],
    act: Acting,
) -> dict[str, Any]:
    """Make a token worthless at once."""
    return _shown(revoke_token(service.record, token_id, act), act.now)


def _shown(token: Token, now: datetime) -> dict[str, Any]:
    return {name: getattr(token, name) for name in TokenShown.model_fields if name != "state"} | {
        "state": token.state(now)
    }
