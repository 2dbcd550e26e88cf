"""A source that used to talk and fell silent is told from one that never talks much."""

from __future__ import annotations

import pytest

from gateway_tap.silence import silent_sources

MINUTE = 60


@pytest.mark.parametrize(
    ("talked", "now", "silent"),
    [
        pytest.param(range(600), 620, True, id="talked each minute, silent for 20"),
        pytest.param(range(600), 610, False, id="a pause of ten minutes"),
        pytest.param(range(0, 600, 30), 650, False, id="talks every half hour"),
        pytest.param(range(0, 600, 30), 720, True, id="talked every half hour, silent for two and a half"),
        pytest.param([1, 2, 3], 900, False, id="hardly ever talked"),
        pytest.param([], 900, False, id="never talked"),
    ],
)
def test_silence(talked: range, now: int, silent: bool) -> None:
    """Silent means: longer than a quarter of an hour, and than three times its longest pause."""
    counts = {"syslog": dict.fromkeys(talked, 5)}
    assert silent_sources(counts, now * MINUTE) == {"syslog": silent}
