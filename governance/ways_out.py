"""The ways out that the settings name: e-mail, and the channels by the names that the operator gave them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from foundation import ConfigurationError, Problem, Registry, UnknownNameError
from governance.delivery import Channel
from governance.messages.model import EMAIL
from governance.settings import GovernanceSettings

CHANNELS: Registry[Channel] = Registry("governance.channels", Channel, "channel")

WayOut = tuple[Channel, Any]
"""The plug-in and its settings."""


def configured_ways(settings: GovernanceSettings) -> dict[str, WayOut]:
    """Return every configured way out by name; `email` among them when there is a mail server.

    Raises
    ------
    ConfigurationError
        Naming everything that is wrong with every channel; values are not shown, they may be secret.
    """
    found: dict[str, WayOut] = {}
    problems: list[Problem] = []
    for name, values in settings.channels.items():
        place = f"governance.channels.{name}"
        given = dict(values)
        kind = given.pop("kind", None)
        if EMAIL in (name, kind):
            problems.append(Problem(place, "", "e-mail is set up in governance.mail, and has its name there"))
            continue
        try:
            plugin = CHANNELS[str(kind)]
            found[name] = (plugin, plugin.parameters.model_validate(given))
        except UnknownNameError as error:
            problems.append(Problem(f"{place}.kind", str(kind or ""), str(error)))
        except ValidationError as error:
            problems.extend(_told(place, error))
    if problems:
        raise ConfigurationError("The channels have problems:", problems)
    if settings.mail.host:
        found[EMAIL] = (CHANNELS[EMAIL], settings.mail)
    return found


def subscribed(ways: Mapping[str, WayOut], type_: str) -> list[str]:
    """Return the names of the channels that asked for events of a type, e.g. by `case.*`."""
    return [
        name
        for name, (_, parameters) in ways.items()
        if any(_wants(pattern, type_) for pattern in getattr(parameters, "events", ()))
    ]


def _wants(pattern: str, type_: str) -> bool:
    if pattern.endswith("*"):
        return type_.startswith(pattern[:-1])
    return type_ == pattern


def _told(place: str, error: ValidationError) -> list[Problem]:
    return [
        Problem(".".join([place, *map(str, detail["loc"])]), "", detail["msg"].removeprefix("Value error, "))
        for detail in error.errors()
    ]
