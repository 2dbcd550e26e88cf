"""OpenID Connect: authorization code with PKCE (RFC 7636), the ID token checked (Core, 3.1.3.7)."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from foundation import InputError
from pivotwatch.web.attempt import Attempt
from pivotwatch.web.settings import OidcSettings

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
_LEEWAY_SECONDS = 60
_TIMEOUT_SECONDS = 10.0


class Provider:
    """One identity provider; its documents are fetched at first use."""

    def __init__(self, settings: OidcSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._known: Mapping[str, Any] | None = None

    def leave(self, attempt: Attempt, back: str) -> str:
        """Return the provider's address to lead the browser to."""
        with self._client(back) as client:
            place, _ = client.create_authorization_url(
                self._document()["authorization_endpoint"],
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return str(place)

    def claims(self, attempt: Attempt, code: str, back: str, now: datetime) -> Mapping[str, Any]:
        """Return what the provider vouches for, checked.

        Raises
        ------
        InputError
            When the provider refuses the code or cannot be reached, or its token is not for us, or forged.
        """
        document = self._document()
        try:
            with self._client(back) as client:
                given = client.fetch_token(
                    document["token_endpoint"], code=code, code_verifier=attempt.verifier
                )
            keys = KeySet.import_key_set(self._fetched(document["jwks_uri"]))
            token = jwt.decode(given["id_token"], keys, algorithms=_ALGORITHMS)
            jwt.JWTClaimsRegistry(
                now=int(now.timestamp()),
                leeway=_LEEWAY_SECONDS,
                iss={"essential": True, "value": self._settings.issuer},
                aud={"essential": True, "value": self._settings.client_id},
                exp={"essential": True},
                sub={"essential": True},
                nonce={"essential": True, "value": attempt.nonce},
            ).validate(token.claims)
        except (JoseError, OAuthError, KeyError, ValueError, httpx.HTTPError) as error:
            raise InputError(
                f"The identity provider did not vouch for you: {type(error).__name__}."
            ) from error
        return token.claims

    def _document(self) -> Mapping[str, Any]:
        with self._lock:
            if self._known is None:
                place = f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration"
                found = self._fetched(place)
                if found.get("issuer") != self._settings.issuer:
                    own_name = str(found.get("issuer"))[:200]
                    raise InputError(f"web.oidc.issuer: {place} calls itself {own_name!r}; write it so.")
                self._known = found
            return self._known

    def _fetched(self, place: str) -> Any:
        try:
            answer = httpx.get(place, timeout=_TIMEOUT_SECONDS)
            answer.raise_for_status()
            return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            what = type(error).__name__
            raise InputError(f"The identity provider cannot be read at {place}: {what}.") from error

    def _client(self, back: str) -> OAuth2Client:
        secret = self._settings.client_secret.get_secret_value()
        return OAuth2Client(
            client_id=self._settings.client_id,
            client_secret=secret or None,
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            redirect_uri=back,
            scope="openid email profile",
            code_challenge_method="S256",
            timeout=_TIMEOUT_SECONDS,
        )
