"""`pivotwatch simulate` writes a whole sample folder, the same for the same seed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from foundation import UnknownNameError
from pivotwatch.cli import pivotwatch

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
_SMALL = ("--partners", "8", "--endpoints", "24", "--weeks", "4", "--calls", "2000")


def _simulate(out: Path, *options: str) -> Result:
    return CliRunner().invoke(pivotwatch, ["simulate", str(out), *options], catch_exceptions=False)


def _tree(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_same_options_same_folder(tmp_path: Path) -> None:
    """Logs, truth, register and OpenAPI document are byte-identical for one seed, and differ for another."""
    for name, seed in (("a", "5"), ("b", "5"), ("c", "6")):
        assert _simulate(tmp_path / name, *_SMALL, "--seed", seed, "--gzip").exit_code == 0
    assert _tree(tmp_path / "a") == _tree(tmp_path / "b") != _tree(tmp_path / "c")
    assert {"truth.json", "partners.csv", "openapi.yaml", "logs/access-2026-W02.log.gz"} <= set(
        _tree(tmp_path / "a")
    )


def test_options_are_obeyed(tmp_path: Path) -> None:
    """Format, rotation, start and number of calls are as asked, and --json tells of every file."""
    options = ("--format", "kong", "--rotate", "day", "--start", "2026-06-03", "--json")
    result = _simulate(tmp_path, *_SMALL, *options)
    files = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(files) == 28
    assert files[0]["file"].endswith("logs/access-2026-06-01.jsonl")
    assert abs(sum(one["lines"] for one in files) - 2000) < 200
    assert sum(one["lines"] for one in files) == sum(
        Path(one["file"]).read_bytes().count(b"\n") for one in files
    )


def test_usage_instead_of_lines(tmp_path: Path) -> None:
    """`--format usage` writes the usage table and no logs."""
    assert _simulate(tmp_path, *_SMALL, "--format", "usage").exit_code == 0
    assert (tmp_path / "usage.csv").read_text().startswith("window,partner,endpoint,calls,errors\n2026-W02,")
    assert not (tmp_path / "logs").exists()


def test_unknown_format_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    """A wrong format name is refused with the names that exist."""
    with pytest.raises(UnknownNameError, match=r"Did you mean 'nginx_json'.*usage"):
        _simulate(tmp_path / "out", "--format", "nginx_jsn")
    assert not (tmp_path / "out").exists()


def test_the_demo_sample_is_what_the_command_writes(tmp_path: Path) -> None:
    """`data/samples/demo` tells the story that its seed tells; nobody edited it by hand."""
    assert _simulate(tmp_path, "--story", "--seed", "7", "--calls", "150000", "--gzip").exit_code == 0
    # not byte by byte: another processor may round an exponential otherwise, and another zlib packs otherwise
    assert set(_tree(tmp_path)) == set(_tree(SAMPLES / "demo"))
    made, shipped = (
        json.loads((folder / "truth.json").read_text()) for folder in (tmp_path, SAMPLES / "demo")
    )
    for part in ("pivots", "nuisances", "last_window"):
        assert made[part] == shipped[part]
