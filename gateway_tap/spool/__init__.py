"""The durable spool between the gateways and the loader."""

from gateway_tap.spool.refusals import (
    BusyError,
    MalformedError,
    Refusal,
    SpoolFullError,
    StoppingError,
    TooLargeError,
    TooSlowError,
    UnauthorisedError,
    UnknownEncodingError,
    UnknownFormatError,
)
from gateway_tap.spool.segments import OPEN, SEALED, SegmentName, listed, recover, sync_folder
from gateway_tap.spool.spool import Spool

__all__ = [
    "OPEN",
    "SEALED",
    "BusyError",
    "MalformedError",
    "Refusal",
    "SegmentName",
    "Spool",
    "SpoolFullError",
    "StoppingError",
    "TooLargeError",
    "TooSlowError",
    "UnauthorisedError",
    "UnknownEncodingError",
    "UnknownFormatError",
    "listed",
    "recover",
    "sync_folder",
]
