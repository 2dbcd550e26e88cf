"""Gateways that run with a configuration as `pivotwatch formats snippet` prints it."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ingest import snippet
from tools.record_gateways.gateways import CONFIGS, GATEWAYS, Gateway

SURROUNDINGS = Path(__file__).parent / "surroundings"
_READY_SECONDS = 30


def with_snippet(name: str, snippet_name: str, edits: Mapping[str, str], folder: Path) -> Gateway:
    """Return the gateway with the snippet inside its surroundings.

    Parameters
    ----------
    edits
        What a user would edit: the log's path, the tap's port, the header of the key. Each has to be there.
    """
    pasted = snippet(snippet_name)
    for old, new in edits.items():
        assert old in pasted, f"{old} is not in the snippet {snippet_name}"
        pasted = pasted.replace(old, new)
    configs = folder / "configs"
    shutil.copytree(SURROUNDINGS, configs, dirs_exist_ok=True)
    shutil.copy(CONFIGS / "traefik-dynamic.yml", configs)
    config = configs / GATEWAYS[name].configs[0].replace("haproxy_json", "haproxy")
    text = config.read_text()
    access_log, _, clusters = pasted.partition("\nclusters:\n")
    text = text.replace("@snippet@", pasted)
    text = text.replace("@access_log@", textwrap.indent(access_log, " " * 10))
    text = text.replace("@clusters@", textwrap.indent(clusters, "  "))
    (configs / GATEWAYS[name].configs[0]).write_text(text)
    return replace(GATEWAYS[name], config_folder=configs)


@contextmanager
def tapping(home: Path, source: str, settings: Mapping[str, str]) -> Iterator[Mapping[str, int]]:
    """Run `pivotwatch tap` as a process of its own and yield its pid and ports; it seals all when it ends."""
    chosen = [argument for item in settings.items() for argument in ("--set", "=".join(item))]
    program = str(Path(sys.executable).with_name("pivotwatch"))
    command = [program, "--home", str(home), *chosen, "tap", "--source", source]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        ports = dict(re.findall(r"(\w+) port (\d+)", said))
        assert ports, said + process.stderr.read()
        yield {"pid": process.pid, **{name: int(port) for name, port in ports.items()}}
        process.terminate()
        assert process.wait(_READY_SECONDS) in {0, -signal.SIGKILL}  # or the test killed it
    finally:
        process.kill()
        process.communicate()


def wait_for_lines(spool: Path, n_lines: int) -> None:
    """Return when a tap has that many lines in its spool; a gateway may send them a moment later."""
    deadline = time.monotonic() + _READY_SECONDS
    while (found := sum(map(_lines_in, spool.iterdir()))) < n_lines:
        assert time.monotonic() < deadline, f"{found} of {n_lines} lines arrived"
        time.sleep(0.05)


def _lines_in(file: Path) -> int:
    try:
        return file.read_bytes().count(b"\n") if file.suffix in {".open", ".seg"} else 0
    except FileNotFoundError:  # sealed, and so renamed, at this moment
        return 0
