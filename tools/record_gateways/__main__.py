"""`python -m tools.record_gateways [--only NAME]`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click

from tools.record_gateways.gateways import GATEWAYS
from tools.record_gateways.recording import record

FOLDER = Path(__file__).parents[2] / "data" / "samples" / "gateways"


@click.command()
@click.option("--only", type=click.Choice(list(GATEWAYS)), multiple=True, help="Record these alone.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=FOLDER, show_default=True)
def main(only: tuple[str, ...], out: Path) -> None:
    """Record real lines of every gateway that is installed, and what the backend behind it counted."""
    out.mkdir(parents=True, exist_ok=True)
    for name in only or GATEWAYS:
        gateway = GATEWAYS[name]
        if gateway.path is None:
            click.echo(
                f"{name}: left as it is; {gateway.program} is not installed ({gateway.package})", err=True
            )
            continue
        recording = record(gateway)
        for sample, log in recording.logs.items():
            (out / f"{sample}.log").write_bytes(log)
            (out / f"{sample}.expected.json").write_text(_expected(log, recording.counted), encoding="utf-8")
            click.echo(f"{name}: {sample}.log", err=True)


def _expected(log: bytes, counted: Mapping[tuple[str, str], int]) -> str:
    calls = [
        {"credential": credential, "endpoint": endpoint, "calls": calls}
        for (credential, endpoint), calls in sorted(counted.items())
    ]
    return json.dumps({"lines": log.count(b"\n"), "calls": calls}, indent=1) + "\n"


if __name__ == "__main__":
    main()
