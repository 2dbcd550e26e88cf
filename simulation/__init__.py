"""Simulated platforms with planted truth: for the demo, for tests and for the detection benchmark."""

from simulation.platform import Difficulty, Platform, Truth
from simulation.population import simulate

__all__ = ["Difficulty", "Platform", "Truth", "simulate"]
