"""The command-line contract of issue 2."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from foundation import Warehouse
from tests.acceptance.command_line import Platform

LISTINGS = (
    "groups",
    "profiles",
    "findings",
    "endpoints",
    "partners",
    "rejects",
    "groups names",
    "groups lineage",
    "endpoints merges",
    "model list",
)


@pytest.mark.parametrize("listing", LISTINGS)
def test_an_empty_listing_says_so_on_stderr(platform: Platform, listing: str) -> None:
    """Logs on stderr: with nothing to list, stdout is empty, and a person reads why."""
    assert platform("init").code == 0
    said, asked = platform(*listing.split()), platform(*listing.split(), "--json")
    assert (said.code, said.out, asked.code, asked.out) == (0, "", 0, "")
    assert said.err.endswith(".\n")


def test_all_problems_are_named_at_once(platform: Platform) -> None:
    """1 refused input or configuration (all problems named at once)."""
    platform.home.mkdir()
    (platform.home / "pivotwatch.toml").write_text(
        '[platform]\ntime_zone = "Mars"\nnmae = "x"\n[clustering]\nk = 0\n'
    )
    answer = platform("run")
    assert answer.code == 1
    assert all(name in answer.err for name in ("platform.time_zone", "platform.nmae", "clustering.k"))


@pytest.mark.parametrize(
    "command",
    [["run"], ["groups", "--json"], ["findings"], ["report"], ["partners"], ["import-usage", "x.csv"]],
)
def test_a_wrong_setting_is_refused_by_whatever_meets_it(platform: Platform, command: list[str]) -> None:
    """All problems are named by any command, also when there is nothing to do that would need the setting."""
    assert platform("init").code == 0
    wrong = {
        "clustering.method": "nope",
        "clustering.parameters": "{restarts = 0}",
        "detectors.learning_windows": "1",
        "ingest.nginx_log_formats.ours": "$status",
        "platform.time_zone": "Mars",
    }
    options = [part for name, value in wrong.items() for part in ("--set", f"{name}={value}")]
    answer = platform(*options, *command)
    assert (answer.code, answer.out) == (1, "")
    # which parameters are right cannot be told of a method that does not exist
    assert [name for name in wrong if name not in answer.err] == ["clustering.parameters"]
    assert "agglomerative, dbscan, hdbscan, kmeans" in answer.err
    right = [
        part
        for name in ("method=dbscan", "parameters={eps = 1.0}")
        for part in ("--set", f"clustering.{name}")
    ]
    assert platform(*right, "groups", "--json").code == 0


def test_a_busy_home_is_exit_code_3(platform: Platform) -> None:
    """While one process writes, a second is told so, with code 3, and nothing of the first is disturbed."""
    assert platform("init").code == 0
    command = [sys.executable, "-c", "from pivotwatch.cli import main; main()", "--home", str(platform.home)]
    with Warehouse.open(platform.home / "pivotwatch.duckdb"):
        for busy in (["run"], ["groups", "--json"], ["ingest", "x.log"]):
            second = subprocess.run([*command, *busy], capture_output=True, text=True, check=False)
            assert (second.returncode, second.stdout) == (3, "")
            assert "Another process is working on" in second.stderr
    assert subprocess.run([*command, "groups"], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("code", [0, 1, 2, 3, 130])
def test_exit_codes_are_documented(platform: Platform, code: int) -> None:
    """Each exit code is in the help of the command and in docs/cli.md."""
    assert f"{code} " in platform("--help").out.partition("Exit codes:")[2].partition("\n\n")[0]
    documented = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
    assert f"| {code} |" in documented


def test_a_reader_that_has_seen_enough_is_no_failure(platform: Platform) -> None:
    """`pivotwatch formats --json | head -1` succeeds, and says nothing on stderr."""
    command = [sys.executable, "-c", "from pivotwatch.cli import main; main()", "--home", str(platform.home)]
    ended = subprocess.Popen([*command, "formats", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with ended:
        assert ended.stdout is not None
        assert ended.stderr is not None
        ended.stdout.close()
        said = ended.stderr.read()
    assert (ended.returncode, said) == (0, b"")


def test_wrong_calls_exit_with_2(platform: Platform) -> None:
    """2 usage: an unknown command, option or a missing argument."""
    assert platform("frobnicate").code == platform("ingest").code == platform("run", "--nope").code == 2


def test_a_window_that_is_none_is_refused(platform: Platform) -> None:
    """A bad window is named with a way out, and is no traceback."""
    assert platform("init").code == 0
    for command in ("groups", "profiles", "findings", "endpoints", "partners"):
        answer = platform(command, "--window", "2026-W54")
        assert answer.code in (1, 2)
        assert "2026-W54" in answer.err


def test_a_name_of_any_letters_makes_a_readable_settings_file(platform: Platform) -> None:
    """`init` writes what its options say, whatever letters they hold."""
    name = 'Über "API" \\ 🚀\n[x]\x7f'
    assert platform("init", "--name", name).code == 0
    written = tomllib.loads((platform.home / "pivotwatch.toml").read_text(encoding="utf-8"))
    assert written["platform"]["name"] == name


def test_a_refused_init_leaves_nothing_in_the_way(platform: Platform) -> None:
    """After a refused value, the same command with a better one succeeds."""
    assert platform("init", "--time-zone", "Mars/Olympus").code == 1
    assert platform("init", "--time-zone", "Europe/Berlin").code == 0
    written = tomllib.loads((platform.home / "pivotwatch.toml").read_text(encoding="utf-8"))
    assert written["platform"]["time_zone"] == "Europe/Berlin"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_behind_stdout_is_a_message(platform: Platform) -> None:
    """A full disk: a clear message and exit code 1, no traceback."""
    assert platform("init").code == 0
    command = [sys.executable, "-c", "from pivotwatch.cli import main; main()"]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*command, "--home", str(platform.home), "formats", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr == "pivotwatch: No space left on device.\n"
