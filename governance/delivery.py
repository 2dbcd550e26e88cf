"""What a channel gets, gives and raises; the plug-ins in `governance/channels/` are made of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from foundation import Section
from governance.messages.model import Message


class DeliveryError(Exception):
    """A message could not be delivered.

    Attributes
    ----------
    permanent
        The other side will never take it; else it is worth trying again.
    """

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What sending needs beside the message.

    Attributes
    ----------
    now
        Aware.
    allowed_targets
        Hosts and networks on private addresses that may be called all the same.
    folder
        The home folder: relative paths start there.
    platform
        What the platform is called.
    """

    now: datetime
    allowed_targets: Sequence[str] = ()
    folder: str = "."
    platform: str = "API platform"


@dataclass(frozen=True, slots=True)
class Rendered:
    """What leaves the house: pure data, so that a test and a dry run can look at it.

    Attributes
    ----------
    body
        The bytes that are sent.
    headers
        Of an HTTP request; e-mail has its own in the body.
    """

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Channel:
    """A plug-in of `governance/channels/`: its module holds one as `PLUGIN`.

    Attributes
    ----------
    parameters
        Its settings, each explained by a docstring.
    render
        `render(message, parameters, surroundings) -> Rendered`; pure.
    send
        `send(rendered, message, parameters, surroundings)`; raises DeliveryError.
    reference
        Where the form of what is sent is described.
    example
        Settings with which the conformance test makes it render.
    """

    parameters: type[Section]
    render: Callable[[Message, Any, Surroundings], Rendered]
    send: Callable[[Rendered, Message, Any, Surroundings], None]
    reference: str
    example: Mapping[str, Any] = field(default_factory=dict)
