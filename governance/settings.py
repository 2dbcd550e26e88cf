"""The `[governance]` section."""

from __future__ import annotations

from datetime import time
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from foundation import Section
from governance.addresses import is_address

Security = Literal["starttls", "tls", "none"]


def _address(text: str) -> str:
    if text and not is_address(text):
        raise ValueError("write one plain address, e.g. api-partners@example.com")
    return text


class MailSettings(Section):
    """Sending e-mail."""

    host: str = ""
    """The SMTP server; empty = no e-mail is sent, and approved messages wait."""
    port: int | None = Field(default=None, ge=1, le=65535)
    """Unset = 587 for starttls, 465 for tls, 25 for none."""
    security: Security = "starttls"
    """starttls: encrypted or not at all; tls: from the first byte; none: only where nobody can listen."""
    user: str = ""
    """For signing in to the server; empty = without."""
    password: SecretStr = SecretStr("")
    """Better in a file: PIVOTWATCH_GOVERNANCE__MAIL__PASSWORD_FILE."""
    ca_file: str = ""
    """PEM file of the authority that signed the server's certificate; empty = the system's."""
    sender: str = ""
    """The address that e-mail comes from; needed as soon as there is a host."""
    sender_name: str = ""
    """Beside the address; empty = platform.name."""
    reply_to: str = ""
    """Where answers by e-mail go; empty = the sender."""
    bounce_to: str = ""
    """The envelope sender, which gets what could not be delivered; empty = the sender."""
    dkim_domain: str = ""
    """Sign as this domain (RFC 6376); needs dkim_selector and dkim_key_file."""
    dkim_selector: str = ""
    """The name before ._domainkey in DNS."""
    dkim_key_file: str = ""
    """The private key, PEM."""
    timeout_seconds: float = Field(default=30, gt=0, le=300)
    """How long one step of the conversation with the server may take."""
    attempts: int = Field(default=8, ge=1, le=50)
    """How often a message is tried before it counts as failed."""
    retry_minutes: float = Field(default=5, gt=0)
    """The pause after the first temporary failure; it doubles each time, up to a day."""
    lease_minutes: float = Field(default=15, ge=0.01)
    """How long a process that is sending a message may be silent before another takes it over."""
    per_minute: int = Field(default=60, ge=1)
    """So many messages in all."""
    per_partner_a_day: int = Field(default=3, ge=1)
    """So many e-mails to one partner in 24 hours; more wait."""
    quiet_from: time = time(19)
    """No e-mail to a partner from this hour ..."""
    quiet_until: time = time(8)
    """... to this one, and none on Saturdays and Sundays, in the partner's time zone."""
    quiet_weekends: bool = True
    """False = e-mail on Saturdays and Sundays, too."""

    _addresses = field_validator("sender", "reply_to", "bounce_to")(_address)

    @field_validator("quiet_from", "quiet_until")
    @classmethod
    def _no_zone(cls, hour: time) -> time:
        if hour.tzinfo is not None:
            raise ValueError("write an hour without a zone, e.g. 19:00; it is the partner's local time")
        return hour

    @model_validator(mode="after")
    def _complete(self) -> MailSettings:
        if self.host and not self.sender:
            raise ValueError("governance.mail.sender is needed: the address that e-mail comes from")
        signing = (self.dkim_domain, self.dkim_selector, self.dkim_key_file)
        if any(signing) and not all(signing):
            raise ValueError("signing needs all of dkim_domain, dkim_selector and dkim_key_file")
        return self

    @property
    def effective_port(self) -> int:
        """The port, or the usual one for the kind of security."""
        return self.port or {"starttls": 587, "tls": 465, "none": 25}[self.security]


class InboxSettings(Section):
    """Reading the mailbox that bounces and answers come to."""

    host: str = ""
    """The IMAP server; empty = no mailbox is read."""
    port: int | None = Field(default=None, ge=1, le=65535)
    """Unset = 993 for tls, 143 else."""
    security: Security = "tls"
    """As for sending."""
    user: str = ""
    """The mailbox's user."""
    password: SecretStr = SecretStr("")
    """Better in a file: PIVOTWATCH_GOVERNANCE__INBOX__PASSWORD_FILE."""
    ca_file: str = ""
    """PEM file of the authority that signed the server's certificate; empty = the system's."""
    folder: str = "INBOX"
    """What is read; messages are marked as seen, never deleted."""
    timeout_seconds: float = Field(default=30, gt=0, le=300)
    """How long one step of the conversation with the server may take."""
    webhook_secret: SecretStr = SecretStr("")
    """What a mail provider shows as `Authorization: Bearer ...` when it posts an e-mail to /mail/inbound;
    empty = nobody may post."""

    @property
    def effective_port(self) -> int:
        """The port, or the usual one for the kind of security."""
        return self.port or (993 if self.security == "tls" else 143)


class DigestSettings(Section):
    """The weekly report to each owner."""

    enabled: bool = True
    """False = no digest."""
    hour: int = Field(default=8, ge=0, le=23)
    """On Mondays from this hour on, in the owner's time zone."""
    when_empty: Literal["line", "skip"] = "line"
    """What owners get in a week in which nothing happened: one line, or nothing."""


class GovernanceSettings(Section):
    """The register and what follows from a finding."""

    database: str = ""
    """SQLAlchemy URL of the governance record; empty = SQLite in the home folder."""
    policy: str = ""
    """The policy file; empty = policy.toml in the home folder, or the shipped policy where there is none."""
    templates: str = ""
    """Folder of your own message templates, before the shipped ones; empty = templates/ in the home."""
    public_url: str = ""
    """Where partners reach this service, e.g. https://pivotwatch.example.com; for links in messages."""
    language: str = Field(default="en", pattern="^[a-z]{2,3}$")
    """Of messages to people whose locale is unknown or has no templates."""
    answer_days: int = Field(default=30, ge=1, le=365)
    """How long a partner's answer link works."""
    allow_private_targets: tuple[str, ...] = ()
    """Hosts or networks with private addresses that channels may call all the same, e.g. 10.1.0.0/16."""
    mail: MailSettings = Field(default_factory=MailSettings)
    """Sending e-mail."""
    inbox: InboxSettings = Field(default_factory=InboxSettings)
    """Bounces and answers by e-mail."""
    digest: DigestSettings = Field(default_factory=DigestSettings)
    """The weekly report to each owner."""
    channels: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Other ways out, by a name of your own; see docs/governance.md, e.g. `ops = { kind = "slack" }`."""

    @field_validator("public_url")
    @classmethod
    def _absolute(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query):
            raise ValueError("write the address partners see, e.g. https://pivotwatch.example.com")
        return url.rstrip("/")
