"""Simulated log files: the same bytes for the same seed, and exactly the calls that the platform counts."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from foundation import UnknownNameError, parse_window
from simulation import LINE_FORMATS, Platform, callers_of, simulate, with_calls, write_logs

_PLACEHOLDER = re.compile(r"\{[^}]*\}")


@pytest.fixture(scope="module")
def platform() -> Platform:
    return with_calls(simulate(3, partners=12, endpoints=24, weeks=4), 6_000)


def _digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def _counts(platform: Platform, week: int) -> Counter[tuple[str, str]]:
    both = platform.successes[week] + platform.errors[week]
    return Counter(
        {
            (partner, endpoint): int(both[row, column])
            for row, partner in enumerate(platform.partners)
            for column, endpoint in enumerate(platform.endpoints)
            if both[row, column]
        }
    )


def _partner_of(platform: Platform) -> dict[str, str]:
    return {name: one.partner for one in callers_of(platform) for name in one.credentials}


@pytest.mark.parametrize("format_name", list(LINE_FORMATS))
@pytest.mark.parametrize("compress", [False, True])
def test_same_seed_same_bytes(
    platform: Platform, tmp_path: Path, format_name: str, *, compress: bool
) -> None:
    """The same platform gives byte-identical files, compressed or not, in every format."""
    for name in ("once", "again"):
        assert list(write_logs(platform, tmp_path / name, format_name, compress=compress))
    assert _digests(tmp_path / "once") == _digests(tmp_path / "again")


def test_another_seed_other_bytes(tmp_path: Path) -> None:
    """Another seed gives other lines."""
    for seed in (1, 2):
        drawn = with_calls(simulate(seed, partners=5, endpoints=24, weeks=4), 300)
        assert list(write_logs(drawn, tmp_path / str(seed), "nginx_combined"))
    assert _digests(tmp_path / "1") != _digests(tmp_path / "2")


def test_lines_hold_what_the_platform_counts(platform: Platform, tmp_path: Path) -> None:
    """Counted in the file, each partner's calls of each endpoint are those of the arrays, week by week."""
    partner_of = _partner_of(platform)
    for week, (path, _) in enumerate(write_logs(platform, tmp_path, "jsonl")):
        calls = [json.loads(line) for line in path.read_text().splitlines()]
        named = [call for call in calls if call["consumer"] is not None]
        found = Counter((partner_of[call["consumer"]], f"{call['method']} {call['route']}") for call in named)
        assert found == _counts(platform, week)
        failed = sum(call["status"] >= 400 for call in named)
        assert failed == platform.errors[week].sum()


def test_paths_fill_their_templates(platform: Platform, tmp_path: Path) -> None:
    """Every path is its route with an id in each place, and ids of several kinds occur."""
    kinds = set()
    for path, _ in write_logs(platform, tmp_path, "jsonl"):
        for line in path.read_text().splitlines():
            call = json.loads(line)
            if call["route"] is None:
                continue
            pattern = _PLACEHOLDER.sub("([^/]+)", call["route"])
            match = re.fullmatch(pattern, call["path"].split("?")[0])
            assert match, call
            kinds |= {
                "number" if text.isdigit() else "uuid" if len(text) == 36 else "other"
                for text in match.groups()
            }
    assert {"number", "uuid"} <= kinds


def test_every_format_writes_the_same_calls(platform: Platform, tmp_path: Path) -> None:
    """All formats have the same number of lines, and each mentions every partner and request target."""
    lines = {}
    for name in LINE_FORMATS:
        files = [path for path, _ in write_logs(platform, tmp_path / name, name)]
        lines[name] = [line.replace("\\/", "/") for file in files for line in file.read_text().splitlines()]
    targets = [json.loads(line)["path"] for line in lines["jsonl"]]
    for name, written in lines.items():
        assert len(written) == len(targets), name
    order = sorted(targets)
    combined = re.compile(r'"[A-Z]+ (\S+) HTTP/1.1"')
    for name in ("nginx_combined", "apache_combined", "envoy_text", "haproxy_text"):
        assert sorted(combined.search(line)[1] for line in lines[name]) == order, name  # type: ignore[index]


def test_lines_stand_in_order_of_the_end(platform: Platform, tmp_path: Path) -> None:
    """A line is written when the answer has been sent: times never go back and stay in the file's week."""
    for path, count in write_logs(platform, tmp_path, "nginx_json"):
        ends = [float(json.loads(line)["msec"]) for line in path.read_text().splitlines()]
        assert len(ends) == count
        assert ends == sorted(ends)
        window = parse_window(path.name.removeprefix("access-").removesuffix(".jsonl"))
        first, last = (datetime.fromtimestamp(moment, UTC).date() for moment in (ends[0], ends[-1]))
        assert window.start <= first <= last < window.end


def test_daily_files_hold_the_lines_of_the_weekly_ones(platform: Platform, tmp_path: Path) -> None:
    """Rotation by day cuts the weeks at midnight and loses no line."""
    weekly = [path.read_bytes() for path, _ in write_logs(platform, tmp_path / "w", "nginx_combined")]
    daily = list(write_logs(platform, tmp_path / "d", "nginx_combined", rotation="day"))
    assert len(daily) == 7 * len(weekly)
    assert sum(count for _, count in daily) == sum(text.count(b"\n") for text in weekly)
    for path, _ in daily:
        day = datetime.strptime(path.name, "access-%Y-%m-%d.log").replace(tzinfo=UTC).strftime("[%d/%b/%Y:")
        assert all(day in line for line in path.read_text().splitlines())


def test_compressed_is_the_same_text(platform: Platform, tmp_path: Path) -> None:
    """A .gz file holds what the plain one holds."""
    plain, packed = (
        next(iter(write_logs(platform, tmp_path / str(flag), "kong", compress=flag)))[0]
        for flag in (False, True)
    )
    assert packed.name == plain.name + ".gz"
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()


def test_unknown_format_lists_the_known(platform: Platform, tmp_path: Path) -> None:
    """A format that does not exist is refused with those that do."""
    with pytest.raises(UnknownNameError, match="nginx_combined"):
        list(write_logs(platform, tmp_path, "nginx"))
