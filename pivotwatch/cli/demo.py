"""`pivotwatch demo`: the whole job on sample data, by the commands a user would type."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import click

from foundation import Home, InputError
from pivotwatch.app import App
from pivotwatch.cli._output import say
from pivotwatch.samples import samples_folder

DEFAULT_FOLDER = "pivotwatch-demo"
_MARK = ".made-by-pivotwatch-demo"


@click.command("demo")
@click.pass_context
def command(context: click.Context) -> None:
    """Play the main job on sample data, from a gateway's log files to the weekly pivot report.

    Uses the folder ./pivotwatch-demo (or --home DIR); a demo that was there before is made anew.
    """
    app: App = context.obj
    parent = context.parent
    given = parent.params.get("home") if parent else None
    home = app.home if given else Home(Path(DEFAULT_FOLDER).absolute())
    _start_afresh(home)
    sample = samples_folder() / "demo"
    root = context.find_root().command
    for step in _steps(sample):
        say(f"\n$ pivotwatch --home {_short(home.path)} {' '.join(_short(part) for part in step)}")
        with root.make_context("pivotwatch", ["--home", str(home.path), *map(str, step)]) as inner:
            root.invoke(inner)
    say(
        f"\nThat was the main job. Everything is in {home.path}; look further with\n"
        f"  pivotwatch --home {_short(home.path)} findings\n"
        f"  pivotwatch --home {_short(home.path)} groups names\n"
        "and read your own logs with `pivotwatch ingest PATH...`."
    )


def _steps(sample: Path) -> list[list[str | Path]]:
    last_window = json.loads((sample / "truth.json").read_text(encoding="utf-8"))["last_window"]
    return [
        ["init", "--name", "Example CRM platform"],
        ["endpoints", "import", sample / "openapi.yaml"],
        ["partners", "import", sample / "partners.csv"],
        ["ingest", sample / "logs"],
        ["run", "--through", last_window],
        ["findings", "--window", last_window],
        ["report", "--window", last_window],
    ]


def _start_afresh(home: Home) -> None:
    mark = home.path / _MARK
    if mark.exists():
        shutil.rmtree(home.path)
    elif home.path.exists() and any(home.path.iterdir()):
        raise InputError(f"{home.path} holds something that is no demo; give another folder with --home DIR.")
    home.create()
    mark.touch()


def _short(part: str | Path) -> str:
    path = Path(part)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        return str(path.relative_to(Path.cwd()))
    return str(part)
