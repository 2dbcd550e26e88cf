"""From what an identity provider vouches for to an account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foundation import InputError
from governance import (
    Act,
    Record,
    User,
    change_user,
    create_user,
    link_external_id,
    list_users,
    user_by_external_id,
)
from pivotwatch.web.settings import OidcSettings


def vouched_user(record: Record, settings: OidcSettings, claims: Mapping[str, Any], act: Act) -> User:
    """Return the account of these claims: a known one, one made beforehand, or a new one by its role.

    Raises
    ------
    InputError
        When nobody gave this person a role, or the account is shut.
    """
    external_id = f"{settings.issuer} {claims['sub']}"
    role = settings.role_of(_values(claims.get(settings.role_claim)))
    user = user_by_external_id(record, external_id) or _made_beforehand(record, claims, external_id, act)
    if user is None and role is None:
        raise InputError(
            "You are known there, but nobody gave you a role here. Ask an admin of this console."
        )
    team = str(claims.get(settings.team_claim, "")) if settings.team_claim else ""
    if user is None:
        login, name = _login(record, claims), _free_name(record, claims)
        email = str(claims.get("email", ""))
        return create_user(
            record, login, role or "viewer", act, name=name, email=email, team=team, external_id=external_id
        )
    if user.disabled_at is not None:
        raise InputError("This account is shut. Ask an admin of this console.")
    if (role and role != user.role) or (settings.team_claim and team != user.team):
        return change_user(record, user.login, act, role=role, team=team if settings.team_claim else None)
    return user


def _made_beforehand(record: Record, claims: Mapping[str, Any], external_id: str, act: Act) -> User | None:
    """Link the account that an admin made for this address; only where the provider has verified it."""
    email = str(claims.get("email", "")).casefold()
    if not email or claims.get("email_verified") is not True:
        return None
    for user in list_users(record):
        if user.email.casefold() == email and not user.by_password:
            return link_external_id(record, user.login, external_id, act)
    return None


def _login(record: Record, claims: Mapping[str, Any]) -> str:
    wanted = str(claims.get("preferred_username") or claims.get("email") or claims["sub"])
    base = "".join(each for each in wanted if each.isprintable() and not each.isspace())[:80] or "somebody"
    taken = {user.login for user in list_users(record)}
    return next(each for each in _numbered(base.casefold()) if each not in taken)


def _free_name(record: Record, claims: Mapping[str, Any]) -> str:
    wanted = str(claims.get("name") or claims.get("email") or claims["sub"])
    base = "".join(each for each in wanted if each.isprintable()).strip()[:80] or "Somebody"
    taken = {user.name.casefold() for user in list_users(record)}
    return next(each for each in _numbered(base) if each.casefold() not in taken)


def _numbered(base: str) -> list[str]:
    return [base, *(f"{base}-{number}" for number in range(2, 1000))]


def _values(claim: object) -> set[str]:
    if isinstance(claim, str):
        return {claim}
    return {str(each) for each in claim} if isinstance(claim, list) else set()
