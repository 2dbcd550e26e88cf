"""Prometheus' text form of what the tap and the loader counted: by source, never by partner or endpoint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gateway_tap.intake import Intake
from gateway_tap.loader_state import LoadedCounts, read_loader_state
from gateway_tap.spool import OPEN, SEALED, listed

_PREFIX = "pivotwatch_tap_"


def metrics_text(intake: Intake) -> str:
    """Return all metrics."""
    counts = intake.counters.view()
    folder = intake.spool.folder
    now = intake.now()
    loaded = read_loader_state(folder)
    spooled, oldest = _spooled(intake)
    silent = {silence.feed for silence in intake.silences()}
    families = [
        _family("accepted_records_total", "counter", "Records on disk.", _by_source(counts.accepted)),
        _family("accepted_bytes_total", "counter", "Bytes on disk.", _by_source(counts.accepted_bytes)),
        _family(
            "refused_total",
            "counter",
            "Requests and messages refused.",
            [(f'source="{source}",reason="{reason}"', n) for (source, reason), n in counts.refused.items()],
        ),
        _family("last_record_timestamp_seconds", "gauge", "Last record.", _by_source(counts.last_accepted)),
        _family("spool_bytes", "gauge", "Accepted and not loaded yet.", _by_source(spooled)),
        _family("spool_used_bytes", "gauge", "Sum of all segments.", [("", intake.spool.used_bytes)]),
        _family(
            "in_flight_bytes", "gauge", "On their way to the disk.", [("", intake.spool.in_flight_bytes)]
        ),
        _family(
            "lag_seconds",
            "gauge",
            "Age of the oldest record that is not loaded.",
            _by_source({source: max(0.0, now - at) for source, at in oldest.items()}),
        ),
        _family(
            "silent",
            "gauge",
            "1 = used to talk and fell silent.",
            [
                (f'source="{feed[0]}",format="{feed[1]}"', int(feed in silent))
                for feed in sorted(intake.counters.minutes())
            ],
        ),
        *_loader_families(loaded),
    ]
    return "\n".join(families) + "\n"


def _loader_families(loaded: Mapping[str, LoadedCounts]) -> list[str]:
    return [
        _family(
            f"{name}_total",
            "counter",
            meaning,
            _by_source({source: getattr(counts, name) for source, counts in loaded.items()}),
        )
        for name, meaning in (
            ("loaded", "Records that became calls."),
            ("rejected", "Records in quarantine."),
            ("duplicates", "Records that were there already, by request id."),
        )
    ]


def _spooled(intake: Intake) -> tuple[dict[str, int], dict[str, float]]:
    """Return bytes not loaded, and when the oldest of them came, by source."""
    sizes: dict[str, int] = {}
    oldest: dict[str, float] = {}
    for suffix in (OPEN, SEALED):
        for name, file in listed(intake.spool.folder, suffix):
            try:
                size = file.stat().st_size
            except FileNotFoundError:
                continue  # loaded, or sealed, since we listed it
            sizes[name.source] = sizes.get(name.source, 0) + size
            at = name.opened_ms / 1000
            oldest[name.source] = min(at, oldest.get(name.source, at))
    return sizes, oldest


def _by_source(values: Mapping[str, float]) -> list[tuple[str, float]]:
    return [(f'source="{source}"', value) for source, value in sorted(values.items())]


def _family(name: str, kind: str, meaning: str, samples: Iterable[tuple[str, float]]) -> str:
    lines = [f"# HELP {_PREFIX}{name} {meaning}", f"# TYPE {_PREFIX}{name} {kind}"]
    for labels, value in samples:
        shown = int(value) if float(value).is_integer() else round(float(value), 3)
        lines.append(f"{_PREFIX}{name}{{{labels}}} {shown}" if labels else f"{_PREFIX}{name} {shown}")
    return "\n".join(lines)
