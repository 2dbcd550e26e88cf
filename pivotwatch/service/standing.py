"""How an instance stands: whether it leads, and whether somebody does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from governance import JobState


@dataclass(frozen=True, slots=True)
class Standing:
    """An instance at one moment.

    Attributes
    ----------
    role
        It leads, or follows another.
    answers
        Somebody leads, so that pages and the API answer.
    jobs
        What is known of each job.
    """

    role: Literal["leading", "following"]
    answers: bool
    jobs: Mapping[str, JobState] = field(default_factory=dict)
