"""The `[web]` section."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from foundation import Section
from governance import Role


class OidcSettings(Section):
    """Sign-in by an OpenID Connect provider."""

    issuer: str = ""
    """The provider's issuer, as its discovery document gives it; empty = local accounts alone."""
    client_id: str = ""
    """What the provider calls this console."""
    client_secret: SecretStr = SecretStr("")
    """What it proves itself with; empty where the provider asks for PKCE alone."""
    name: str = "single sign-on"
    """What the button says: `Sign in with ...`."""
    role_claim: str = "groups"
    """The claim of the ID token whose values name roles."""
    managers: tuple[str, ...] = ()
    """Values of that claim that make somebody a manager."""
    admins: tuple[str, ...] = ()
    """Values of that claim that make somebody an admin."""
    viewers: tuple[str, ...] = ()
    """Values of that claim that make somebody a viewer; empty = only accounts made before get in."""
    team_claim: str = ""
    """The claim that names somebody's team; empty = the account's own."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.issuer and not self.client_id:
            raise ValueError("issuer is set, so client_id must be, too")
        parts = urlsplit(self.issuer)
        if (
            self.issuer
            and parts.scheme != "https"
            and parts.hostname not in ("localhost", "127.0.0.1", "::1")
        ):
            raise ValueError("issuer must begin with https://, unless the provider runs on this machine")
        return self

    def role_of(self, values: set[str]) -> Role | None:
        """Return the highest role that these values give; None = none."""
        for role, named in (("admin", self.admins), ("manager", self.managers), ("viewer", self.viewers)):
            if values & set(named):
                return role  # type: ignore[return-value] # the three are literals
        return None


class WebSettings(Section):
    """The console."""

    address: str = ""
    """Under which people open it, e.g. https://pivotwatch.example.com; forms from elsewhere are refused.
    Empty = whatever the browser asked for. Written with https, cookies travel by TLS alone."""
    session_hours: float = Field(default=12.0, gt=0, le=24 * 30)
    """So long after signing in one has to sign in again."""
    idle_minutes: float = Field(default=120.0, ge=5, le=24 * 60)
    """So long without a click one has to sign in again."""
    separate_teams: bool = False
    """A partner is shown only to the team of its owner, and to admins."""
    oidc: OidcSettings = Field(default_factory=OidcSettings)
    """Sign-in by an OpenID Connect provider."""

    @property
    def secure(self) -> bool:
        """Whether cookies travel by TLS alone."""
        return self.address.startswith("https:")
