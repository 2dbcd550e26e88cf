"""Simulated platforms with planted truth: for the demo, for tests and for the detection benchmark."""

from simulation.callers import Caller, callers_of
from simulation.documents import write_openapi, write_register, write_truth, write_usage
from simulation.lines import LINE_FORMATS
from simulation.logs import Rotation, write_logs
from simulation.platform import Difficulty, Platform, Truth
from simulation.population import simulate
from simulation.splice import Splice, draw_splices, spliced
from simulation.story import demo_platform
from simulation.thinning import with_calls

__all__ = [
    "LINE_FORMATS",
    "Caller",
    "Difficulty",
    "Platform",
    "Rotation",
    "Splice",
    "Truth",
    "callers_of",
    "demo_platform",
    "draw_splices",
    "simulate",
    "spliced",
    "with_calls",
    "write_logs",
    "write_openapi",
    "write_register",
    "write_truth",
    "write_usage",
]
