"""Point 4 of issue 2: profiles, checked against counts made here."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.acceptance.command_line import Platform

_ENDPOINTS = ("GET /v2/a", "POST /v2/a", "GET /v2/b", "GET /v2/c")
_ZONE = ZoneInfo("Europe/Berlin")


def _log(calls: list[tuple[datetime, str, str, int]]) -> bytes:
    return b"".join(
        f'1.1.1.1 - {who} [{when:%d/%b/%Y:%H:%M:%S} +0000] "{what} HTTP/1.1" {status} 5 "-" "x"\n'.encode()
        for when, who, what, status in calls
    )


def _calls() -> list[tuple[datetime, str, str, int]]:
    """Return calls each 47 minutes through both changes of clocks in 2025/26, every seventh an error."""
    starts = (datetime(2025, 10, 24, tzinfo=UTC), datetime(2026, 3, 27, tzinfo=UTC))
    moments = [start + timedelta(minutes=47 * n) for start in starts for n in range(180)]
    # partners and endpoints of unlike use, by a walk without randomness
    return [
        (when, f"p{n % 3}", _ENDPOINTS[(n * n + n % 3) % 4], 500 if n % 7 == 0 else 200)
        for n, when in enumerate(moments)
    ]


def _window(day: datetime, kind: str) -> str:
    year, week, _ = day.isocalendar()
    return {"day": f"{day:%Y-%m-%d}", "week": f"{year}-W{week:02}", "month": f"{day:%Y-%m}"}[kind]


@pytest.mark.parametrize("kind", ["day", "week", "month"])
def test_values_are_the_row_wise_min_max_of_local_windows(platform: Platform, kind: str) -> None:
    """Usage in the platform's time zone, DST included; the row-wise min-max profile; errors apart."""
    calls = _calls()
    assert platform("init", "--time-zone", "Europe/Berlin", "--window", kind).code == 0
    platform("ingest", "-", stdin=_log(calls))
    # months between are empty; the default end is the last closed window with usage
    assert platform("run").code == 0
    good, bad = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    for when, who, what, status in calls:
        (bad if status >= 400 else good)[_window(when.astimezone(_ZONE), kind), who, what] += 1
    expected = {}
    for window, who in {key[:2] for key in good}:
        row = [good[window, who, what] for what in _ENDPOINTS]
        low, high = min(row), max(row)
        for what, count in zip(_ENDPOINTS, row, strict=True):
            if count > low or high == low > 0:
                expected[window, who, what] = (count, bad[window, who, what])
    got = {(r["window"], r["partner"], r["endpoint"]): r for r in platform.rows("profiles")}
    assert all(0 <= row["value"] <= 1 for row in got.values())
    for key, (count, _) in expected.items():
        window, who, _ = key
        row = [good[window, who, what] for what in _ENDPOINTS]
        spread = max(row) - min(row)
        value = (count - min(row)) / spread if spread else 1.0
        assert got[key]["value"] == pytest.approx(value), key
    for key, row in got.items():
        assert row["errors"] == bad[key], key
        assert row["calls"] == good[key] + bad[key], key


def test_only_closed_windows_are_judged(platform: Platform) -> None:
    """Only closed windows are judged, the open one is shown as provisional, also by `--through`."""
    moments = [datetime(2026, 11, day, 9, tzinfo=UTC) for day in (10, 17, 23)]
    calls = [(when, who, what, 200) for when, who, what in itertools.product(moments, "abc", _ENDPOINTS)]
    platform("ingest", "-", stdin=_log(calls))
    rows = platform.rows("run")
    assert [row["window"] for row in rows][:2] == ["2026-W46", "2026-W47"]
    # a row of the open week may follow: it shows its groups, and judges nobody
    assert all(row["window"] == "2026-W48" and row["pivots"] == 0 for row in rows[2:])
    assert "not over yet" in platform("run", "--through", "2026-W48").err
    shown = platform.rows("groups", "--window", "2026-W48")
    assert {row["provisional"] for row in shown} == {True}
    assert platform.rows("findings", "--window", "2026-W48") == []


def test_a_run_is_the_same_in_steps(platform: Platform, tmp_path: Path) -> None:
    """`run` twice does nothing new; run week by week or at once gives the same rows."""
    moments = [
        datetime(2026, 9, 1, tzinfo=UTC) + timedelta(days=7 * week, hours=h)
        for week in range(5)
        for h in (1, 2)
    ]
    calls = [(when, who, what, 200) for when, who, what in itertools.product(moments, "abcd", _ENDPOINTS[:3])]
    other = Platform(tmp_path / "other")
    platform("ingest", "-", stdin=_log(calls))
    other("ingest", "-", stdin=_log(calls[::-1]))
    for week in (36, 37, 38, 39, 40):
        assert len(other.rows("run", "--through", f"2026-W{week}")) == 1
    assert len(platform.rows("run")) == 5
    assert platform.rows("run") == []
    assert platform.rows("profiles") == other.rows("profiles")
