"""Sources that receive records from live gateways, and the durable spool they append to.

No record is understood here, and the warehouse is not opened: a tap runs beside a gateway on its own.
"""

from typing import TYPE_CHECKING

from foundation.lazy import lazily

if TYPE_CHECKING:
    from gateway_tap.envelopes import ENVELOPE_ID
    from gateway_tap.hashes import hashed, number_of
    from gateway_tap.loader_state import LoadedCounts, read_loader_state, write_loader_state
    from gateway_tap.metrics import metrics_text
    from gateway_tap.middleware import CallRecorder
    from gateway_tap.server import guarded_protocol, readiness, source_routes
    from gateway_tap.spool import SEALED, Refusal, SegmentName, Spool, listed, recover, sync_folder
    from gateway_tap.station import SOURCES, Source, Station
    from gateway_tap.tap import Running, check_access, open_station, run_sources, run_tap
    from gateway_tap.unwrapping import is_envelope, unwrapped

# the loader and the settings need no web server
lazily(__name__)
