"""Refusals: the tap says no in time instead of falling over, and says when to come again."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - it is an answer to a gateway, not a fault of the program
    """Records are not accepted; nothing of them was kept.

    Attributes
    ----------
    status
        HTTP status to answer with.
    reason
        Short name for counters, e.g. `spool_full`.
    retry_after_seconds
        When to come again; None = never with these records.
    counted
        Whether the counters know of it already.
    """

    status = 400
    reason = "malformed"
    retry_after_seconds: int | None = None
    counted = False


class MalformedError(Refusal):
    """The envelope cannot be taken apart."""


class UnauthorisedError(Refusal):
    """The sender did not show the source's token."""

    status = 401
    reason = "unauthorised"


class UnknownFormatError(Refusal):
    """No such format is loaded here."""

    status = 404
    reason = "unknown_format"


class TooSlowError(Refusal):
    """The body did not arrive in time."""

    status = 408
    reason = "too_slow"


class TooLargeError(Refusal):
    """The body, packed or unpacked, is past its bound."""

    status = 413
    reason = "too_large"


class UnknownEncodingError(Refusal):
    """The body is packed in a way that is not understood."""

    status = 415
    reason = "unknown_encoding"


class BusyError(Refusal):
    """More is on its way to the disk than memory allows."""

    status = 429
    reason = "busy"
    retry_after_seconds = 1


class SpoolFullError(Refusal):
    """The spool or its disk is full; the loader is behind."""

    status = 503
    reason = "spool_full"
    retry_after_seconds = 30


class StoppingError(Refusal):
    """The tap is shutting down."""

    status = 503
    reason = "stopping"
    retry_after_seconds = 5
