"""Sources that receive records from live gateways, and the durable spool they append to.

No record is understood here, and the warehouse is not opened: a tap runs beside a gateway on its own.
"""

import importlib
from typing import TYPE_CHECKING

from gateway_tap.envelopes import ENVELOPE_ID
from gateway_tap.hashes import hashed, number_of
from gateway_tap.loader_state import LoadedCounts, read_loader_state, write_loader_state
from gateway_tap.spool import SEALED, Refusal, SegmentName, Spool, listed, recover, sync_folder
from gateway_tap.unwrapping import is_envelope, unwrapped

if TYPE_CHECKING:
    from gateway_tap.metrics import metrics_text
    from gateway_tap.middleware import CallRecorder
    from gateway_tap.server import guarded_protocol, readiness, source_routes
    from gateway_tap.station import SOURCES, Source, Station
    from gateway_tap.tap import Running, check_access, open_station, run_sources, run_tap

__all__ = [
    "ENVELOPE_ID",
    "SEALED",
    "SOURCES",
    "CallRecorder",
    "LoadedCounts",
    "Refusal",
    "Running",
    "SegmentName",
    "Source",
    "Spool",
    "Station",
    "check_access",
    "guarded_protocol",
    "hashed",
    "is_envelope",
    "listed",
    "metrics_text",
    "number_of",
    "open_station",
    "read_loader_state",
    "readiness",
    "recover",
    "run_sources",
    "run_tap",
    "source_routes",
    "sync_folder",
    "unwrapped",
    "write_loader_state",
]

# what brings the web server is imported at first use (PEP 562): the loader and the settings need none of it
_LATE = {
    "gateway_tap.middleware": ("CallRecorder",),
    "gateway_tap.metrics": ("metrics_text",),
    "gateway_tap.server": ("guarded_protocol", "readiness", "source_routes"),
    "gateway_tap.station": ("SOURCES", "Source", "Station"),
    "gateway_tap.tap": ("Running", "check_access", "open_station", "run_sources", "run_tap"),
}


def __getattr__(name: str) -> object:
    for module, names in _LATE.items():
        if name in names:
            return getattr(importlib.import_module(module), name)
    raise AttributeError(name)
