"""The files in deploy/ are what their programs take, and name settings and commands that exist."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sysconfig
from importlib.metadata import distribution
from pathlib import Path

import jsonschema
import pytest
import yaml

from foundation import Home, load_settings
from pivotwatch.settings import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
UNIT = DEPLOY / "pivotwatch.service"
_MOST_EXPOSED = 2.0


def _unit(folder: Path) -> Path:
    """The unit with a program that is on this machine."""
    copy = folder / UNIT.name
    copy.write_text(UNIT.read_text().replace("/opt/pivotwatch/bin/pivotwatch", shutil.which("true") or ""))
    return copy


@pytest.mark.needs("systemd-analyze")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    """`systemd-analyze verify` has nothing to say; and what it says of a broken unit shows that it looks."""
    unit = _unit(tmp_path)
    found = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
    unit.write_text(unit.read_text().replace("UMask=0077", "UMask=lots"))
    broken = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert "lots" in broken.stderr


@pytest.mark.needs("systemd-analyze")
def test_the_unit_is_hardened(tmp_path: Path) -> None:
    """Systemd's own measure of exposure, 0 to 10, stays under 2."""
    command = ["systemd-analyze", "security", "--offline=true", str(_unit(tmp_path))]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    level = re.search(r"exposure level for \S+: ([0-9.]+)", found.stdout)
    assert level is not None, found.stdout + found.stderr
    assert float(level[1]) < _MOST_EXPOSED


def test_compose_names_settings_that_exist(home: Home, tmp_path: Path) -> None:
    """Its environment reads as settings, its secrets are listed files, its ports are the service's."""
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    service = compose["services"]["pivotwatch"]
    (tmp_path / "secret").write_text("postgresql://pivotwatch:x@database/pivotwatch")
    environment = {
        name: re.sub("^/run/secrets/.*", str(tmp_path / "secret"), value)
        for name, value in service["environment"].items()
    }
    settings = load_settings(Settings, home.settings_file, environment)
    assert settings.governance.database.startswith("postgresql://")
    assert settings.tap.http_push.token is not None
    for each in compose["services"].values():
        assert set(each["secrets"]) <= set(compose["secrets"])
    assert service["ports"] == [f"127.0.0.1:{settings.service.port}:{settings.service.port}"]


def test_the_container_runs_as_nobody_in_particular() -> None:
    """It runs as a user of its own, from the exact pins, and its health check asks the service's port."""
    text = (DEPLOY / "Containerfile").read_text()
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)
    assert "--require-hashes -r requirements/runtime.txt" in text
    port = Settings().service.port
    assert f"127.0.0.1:{port}/healthz" in text
    assert f"EXPOSE {port}" in text


def _linted(file: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sysconfig.get_path("scripts"), "hadolint")
    return subprocess.run([program, file], capture_output=True, text=True, check=False)


def test_the_container_file_is_linted(tmp_path: Path) -> None:
    """Hadolint has nothing to say; and what it says of a sloppy line shows that it looks."""
    file = DEPLOY / "Containerfile"
    found = _linted(file)
    assert (found.returncode, found.stdout + found.stderr) == (0, "")
    sloppy = tmp_path / "Containerfile"
    sloppy.write_text(f"{file.read_text()}RUN cd /tmp && apt-get install curl\n")
    assert _linted(sloppy).returncode != 0


def test_the_compose_file_fits_its_schema() -> None:
    """The specification's own JSON schema takes it; and it refuses a misspelt key."""
    schemas = Path(
        str(distribution("check-jsonschema").locate_file("check_jsonschema/builtin_schemas/vendor"))
    )
    schema = json.loads((schemas / "compose-spec.json").read_text())
    text = (DEPLOY / "compose.yaml").read_text()
    jsonschema.validate(yaml.safe_load(text), schema)
    with pytest.raises(jsonschema.ValidationError, match="depend_on"):
        jsonschema.validate(yaml.safe_load(text.replace("depends_on:", "depend_on:")), schema)
