"""A feed that used to talk and fell silent is told from one that never talks much, also after a restart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gateway_tap import Spool, metrics_text, readiness
from gateway_tap.intake import Intake
from gateway_tap.settings import SpoolSettings
from gateway_tap.silence import silences
from gateway_tap.watch import Watch

MINUTE = 60
FEED = ("syslog", "nginx_json")


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
def test_silence(talked: Sequence[int], now: int, silent: bool) -> None:
    """Silent means: longer than a quarter of an hour, and than three times its longest pause."""
    found = silences({FEED: dict.fromkeys(talked, 5)}, now * MINUTE)
    assert [silence.feed for silence in found] == ([FEED] if silent else [])


@dataclass
class Bench:
    """A tap's intake with a clock that is set by hand, and what its watch tells."""

    folder: Path
    minute: int = 0
    told: list[str] = field(default_factory=list)

    @contextmanager
    def started(self, *sources: str) -> Iterator[tuple[Intake, Watch]]:
        def now() -> float:
            return float(self.minute * MINUTE)

        with Spool(self.folder, SpoolSettings()) as spool:
            intake = Intake(spool, bytes, 1 << 20, {"nginx_json", "kong"}, now=now, started=now())  # type: ignore[arg-type]
            yield intake, Watch(intake, sources, self.told.append)

    def talk(self, intake: Intake, watch: Watch, minutes: int, *feeds: tuple[str, str]) -> None:
        for _ in range(minutes):
            self.minute += 1
            for source, form in feeds:
                intake.accept(source, form, b"x\n").result(10)
            watch.look()


def test_alert(tmp_path: Path) -> None:
    """A silence is told once when it begins and once when it ends, and stands in readiness and metrics."""
    bench, kong = Bench(tmp_path), ("http_push", "kong")
    with bench.started("syslog", "http_push") as (intake, watch):
        bench.talk(intake, watch, 30, FEED, kong)
        bench.talk(intake, watch, 20, kong)
        (alert,) = bench.told
        assert alert.startswith("ALERT: syslog (nginx_json) fell silent")
        assert "1970-01-01 00:30 UTC" in alert
        assert readiness(intake).startswith("ready\nsilent: syslog (nginx_json)")
        text = metrics_text(intake)
        assert 'pivotwatch_tap_silent{source="syslog",format="nginx_json"} 1' in text
        assert 'pivotwatch_tap_silent{source="http_push",format="kong"} 0' in text
        bench.talk(intake, watch, 2, FEED, kong)
        assert bench.told[1:] == ["syslog (nginx_json) talks again."]
        assert readiness(intake) == "ready\n"


def test_restart_forgets_nothing(tmp_path: Path) -> None:
    """A tap that starts again knows who used to talk, gives them time, and then says who does not."""
    bench = Bench(tmp_path)
    with bench.started("syslog") as (intake, watch):
        bench.talk(intake, watch, 30, FEED)
    bench.minute += 60
    with bench.started("syslog") as (intake, watch):
        bench.talk(intake, watch, 10)
        assert bench.told == []
        assert 'last_record_timestamp_seconds{source="syslog"} 1800' in metrics_text(intake)
        bench.talk(intake, watch, 10)
        assert len(bench.told) == 1


def test_source_that_runs_no_more(tmp_path: Path) -> None:
    """Who took a source out of the settings does not hear of its silence."""
    bench = Bench(tmp_path)
    with bench.started("syslog") as (intake, watch):
        bench.talk(intake, watch, 30, FEED)
    with bench.started("http_push") as (intake, watch):
        bench.talk(intake, watch, 60)
    assert bench.told == []


def test_two_taps_and_a_damaged_memory(tmp_path: Path) -> None:
    """Two taps on one spool add to each other's memory; a damaged file starts again."""
    bench = Bench(tmp_path)
    with bench.started("syslog") as (one, first), bench.started("syslog") as (two, second):
        bench.talk(one, first, 8, FEED)
        bench.talk(two, second, 8, FEED)
    with bench.started("syslog") as (intake, _):
        assert len(intake.counters.minutes()[FEED]) == 16
    (memory,) = tmp_path.glob("*.heard")
    memory.write_bytes(b'{"1": ')
    with bench.started("syslog") as (intake, watch):
        assert intake.counters.minutes() == {FEED: {}}
        bench.talk(intake, watch, 1, FEED)
        assert readiness(intake) == "ready\n"


def test_disk_that_is_full(tmp_path: Path) -> None:
    """What was heard cannot be kept: that is said, and watching goes on."""
    bench = Bench(tmp_path / "spool")
    with bench.started("syslog") as (intake, watch):
        bench.talk(intake, watch, 1, FEED)
        (tmp_path / "spool" / "syslog.nginx_json.heard").unlink()
        (tmp_path / "spool" / "syslog.nginx_json.heard").mkdir()
        watch.look()
    assert bench.told == ["cannot keep what was heard: Is a directory"]
