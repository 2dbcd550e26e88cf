"""The service's own metrics in Prometheus' text form; the tap's are beside them. They name no partner."""

from __future__ import annotations

from pivotwatch.service.standing import Standing

_PREFIX = "pivotwatch_"


def service_metrics(standing: Standing) -> str:
    """Return what is told of the instance and of the jobs."""
    jobs = standing.jobs.items()
    succeeded = [(f'job="{n}"', s.succeeded_at.timestamp()) for n, s in jobs if s.succeeded_at is not None]
    planned = [(f'job="{n}"', s.next_at.timestamp()) for n, s in jobs if s.next_at is not None]
    return "".join(
        (
            _family("leads", "This instance owns the store.", [("", float(standing.role == "leading"))]),
            _family("job_failures", "Failures in a row.", [(f'job="{n}"', s.failures) for n, s in jobs]),
            _family(
                "job_running", "It runs now.", [(f'job="{n}"', s.running_by is not None) for n, s in jobs]
            ),
            _family("job_paused", "It was paused.", [(f'job="{n}"', s.paused) for n, s in jobs]),
            _family("job_success_timestamp_seconds", "End of the last success.", succeeded),
            _family("job_next_timestamp_seconds", "When it runs next by itself.", planned),
        )
    )


def _family(name: str, about: str, values: list[tuple[str, float]]) -> str:
    full = f"{_PREFIX}{name}"
    lines = [
        f"{full}{{{labels}}} {float(value)}" if labels else f"{full} {float(value)}"
        for labels, value in values
    ]
    return "\n".join([f"# HELP {full} {about}", f"# TYPE {full} gauge", *lines]) + "\n"
