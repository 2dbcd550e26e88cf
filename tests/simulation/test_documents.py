"""What stands beside the logs is true: what was planted, register, OpenAPI document, usage table."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl
import yaml

from governance import read_register_file
from simulation import (
    Platform,
    callers_of,
    demo_platform,
    simulate,
    with_calls,
    write_logs,
    write_openapi,
    write_register,
    write_truth,
    write_usage,
)


def _small() -> Platform:
    return with_calls(simulate(5, partners=30, endpoints=30, weeks=12), 20_000)


def test_truth_names_what_was_planted(tmp_path: Path) -> None:
    """Each planted pivot stands in the file with its window, and calls are those of the log lines."""
    platform = _small()
    write_truth(platform, tmp_path / "truth.json")
    truth = json.loads((tmp_path / "truth.json").read_text())
    assert [(one["partner"], one["kind"]) for one in truth["pivots"]] == [
        (one.partner, one.kind) for one in platform.pivots
    ]
    assert truth["first_window"] == "2026-W02"
    weeks = sorted({one["since_window"] for one in truth["pivots"]})
    assert weeks[0] > "2026-W02"
    assert weeks[-1] <= truth["last_window"]
    partner_of = {name: one.partner for one in callers_of(platform) for name in one.credentials}
    written = Counter(
        partner_of[line.split()[2]]
        for path, _ in write_logs(platform, tmp_path / "logs", "nginx_combined")
        for line in path.read_text().splitlines()
        if line.split()[2] != "-"
    )
    assert {one["partner"]: one["calls"] for one in truth["partners"] if one["calls"]} == written


def test_demo_story_changes_mixes_where_it_says() -> None:
    """In the demo's platform a pivot's endpoints differ before and after its week; nobody else's do."""
    platform = demo_platform()
    pivots = {one.partner: one for one in platform.pivots}
    assert len(pivots) == 4
    assert sum(one.start_week >= len(platform.successes) - 2 for one in platform.pivots) == 2
    moved = {one.partner for one in platform.truth} | {None}
    sums = platform.successes.astype(float)
    for row, partner in enumerate(platform.partners):
        planted = pivots.get(partner)
        if planted is None and partner in moved:
            continue
        start = planted.start_week if planted else 8
        # contacts move to v2 for everybody, so that both versions count as one
        before, after = (
            _by_resource(platform, part[:, row].sum(axis=0)) for part in (sums[:start], sums[start:])
        )
        distance = 0.5 * np.abs(before / before.sum() - after / after.sum()).sum()
        assert distance > 0.25 if planted else distance < 0.15, (partner, distance)


def _by_resource(
    platform: Platform, counts: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    merged: Counter[str] = Counter()
    for label, count in zip(platform.endpoints, counts, strict=True):
        merged[label.replace("/v2/", "/v1/")] += count
    return np.array([merged[label] for label in sorted(merged)])


def test_register_knows_most_partners(tmp_path: Path) -> None:
    """The register has most partners with all their credentials; an unknown one is called by its own name."""
    platform = simulate(5, partners=120, endpoints=24, weeks=4)
    callers = callers_of(platform)
    write_register(platform, callers, tmp_path / "partners.csv")
    with (tmp_path / "partners.csv").open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert 0.8 * len(callers) < len(rows) < len(callers)
    assert any(";" in row["credentials"] for row in rows)
    assert all(row["contacts"].endswith(".example.com>") for row in rows)
    strangers = {one.partner for one in callers} - {row["id"] for row in rows}
    assert all(one.credentials == (one.partner,) for one in callers if one.partner in strangers)
    assert len({row["name"] for row in rows}) == len(rows)
    declared = [row["declared_endpoints"] for row in rows]
    assert 0.3 * len(rows) < sum(map(bool, declared)) < 0.9 * len(rows)


def test_register_is_read_as_a_register(tmp_path: Path) -> None:
    """The written register is accepted whole, with every credential and declaration in its place."""
    platform = _small()
    callers = [one for one in callers_of(platform) if one.registered]
    write_register(platform, callers_of(platform), tmp_path / "partners.csv")
    partners = read_register_file(tmp_path / "partners.csv", b"a key of thirty-two bytes of this ")
    assert [one.partner_id for one in partners] == [one.partner for one in callers]
    assert [bool(one.declared.endpoints) for one in partners] == [one.declared for one in callers]
    for partner, caller in zip(partners, callers, strict=True):
        assert {each.shown for each in partner.credentials} >= {caller.partner}
        assert len(partner.credentials) == len({caller.partner, caller.name, *caller.credentials})


def test_openapi_describes_part_of_the_api(tmp_path: Path) -> None:
    """The document is a part of the endpoints, under their own templates."""
    platform = _small()
    write_openapi(platform, tmp_path / "openapi.yaml")
    document = yaml.safe_load((tmp_path / "openapi.yaml").read_text())
    labels = {
        f"{method.upper()} {template}" for template, item in document["paths"].items() for method in item
    }
    assert labels < set(platform.endpoints)
    assert len(labels) > len(platform.endpoints) / 3


def test_usage_table_is_the_arrays(tmp_path: Path) -> None:
    """The usage table sums to the platform's counts, errors among the calls."""
    platform = _small()
    rows = write_usage(platform, tmp_path / "usage.csv")
    table = pl.read_csv(tmp_path / "usage.csv")
    assert table.height == rows
    assert table["errors"].sum() == platform.errors.sum()
    assert table["calls"].sum() == platform.errors.sum() + platform.successes.sum()
    assert table["window"].unique().sort().to_list()[0] == "2026-W02"


def test_thinning_keeps_small_partners_whole() -> None:
    """Fewer calls come from the large partners first, and the asked number is met within a hundredth."""
    platform = simulate(9, partners=60, endpoints=30, weeks=8)
    thin = with_calls(platform, 60_000)
    before, after = ((one.successes + one.errors).sum(axis=(0, 2)) for one in (platform, thin))
    assert abs(after.sum() - 60_000) < 600
    smallest = int(np.argmin(before))
    assert after[smallest] == before[smallest]
    assert after.argmax() == before.argmax()


def test_growing_multiplies_everybody() -> None:
    """Asked for more calls than were drawn, every partner grows by the same factor."""
    platform = simulate(9, partners=5, endpoints=24, weeks=4)
    total = int((platform.successes + platform.errors).sum())
    more = with_calls(platform, 3 * total)
    assert np.array_equal(more.successes, 3 * platform.successes)
