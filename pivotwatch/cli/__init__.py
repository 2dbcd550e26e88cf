"""The command line. One command is one file in this folder; its name there is the command's name.

Importing a command's file is put off until it is called, so that `pivotwatch --help` answers at once.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pkgutil
import sys

import click

from foundation import Home, PivotwatchError
from pivotwatch.app import App
from pivotwatch.cli._interrupts import INTERRUPTS
from pivotwatch.cli._output import complain
from pivotwatch.entry import INTERRUPTED

_INTERRUPTED = "Interrupted; nothing half-done was kept."


class _ReaderLeftError(Exception):
    """Who reads stdout (head, less) has seen enough."""


class _CommandFolder(click.Group):
    """Commands are the modules of this package that do not start with `_`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        names = (module.name for module in pkgutil.iter_modules(__path__))
        return sorted(name.replace("_", "-") for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"pivotwatch.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderLeftError from error  # click would make an exit code 1 of it


@click.command(cls=_CommandFolder, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home", metavar="DIR", help="The platform's folder. [default: $PIVOTWATCH_HOME or ./.pivotwatch]"
)
@click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="NAME=VALUE",
    help="Use another value for a setting in this run, e.g. --set platform.time_zone=Europe/Berlin.",
)
@click.version_option(package_name="pivotwatch")
@click.pass_context
def pivotwatch(ctx: click.Context, home: str | None, overrides: tuple[str, ...]) -> None:
    """Tell when a partner starts to use the API for something else.

    First steps: `pivotwatch demo`, or with your own logs: `pivotwatch ingest access.log`,
    `pivotwatch run`, `pivotwatch report`.

    Exit codes: 0 ok, 1 refused input or configuration, 2 usage, 3 the home is busy, 130 interrupted.
    """
    pairs = dict(_pair(text) for text in overrides)
    ctx.obj = App(Home.at(home), overrides=pairs)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise click.BadParameter(f"{text!r} is not NAME=VALUE", param_hint="--set")
    return name.strip(), value.strip()


def _drop_output() -> None:
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> None:
    """Run the command line; every expected error becomes a message and an exit code."""
    INTERRUPTS.watch()
    try:
        code = pivotwatch.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        complain(_INTERRUPTED)
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except PivotwatchError as error:
        complain(str(error))
        sys.exit(error.exit_code)
    except (_ReaderLeftError, BrokenPipeError):
        _drop_output()  # else Python complains of what is still buffered
        sys.exit(0)
    except OSError as error:
        # a full disk behind stdout, a folder without permission; what is buffered cannot be written either
        complain(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}.")
        _drop_output()
        sys.exit(1)
    except Exception:
        if not INTERRUPTS.pressed:
            raise
        # compiled code makes errors of its own of Ctrl-C: `import duckdb`, for one, an ImportError
        complain(_INTERRUPTED)
        sys.exit(INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)
