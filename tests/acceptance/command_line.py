"""Calls the command line as a script would, in this process because starting one takes a second."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pivotwatch.cli import main

SAMPLES = Path(__file__).parents[2] / "data" / "samples"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Stdout as JSON lines; raises ValueError when anything else is on it."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True, slots=True)
class Platform:
    """A home folder and the commands called on it."""

    home: Path

    def __call__(self, *arguments: object, stdin: bytes = b"") -> Answer:
        """Call a command and wait for it, whatever its exit code."""
        out, err = io.StringIO(), io.StringIO()
        before = sys.argv, sys.stdin
        sys.argv = ["pivotwatch", "--home", str(self.home), *map(str, arguments)]
        sys.stdin = io.TextIOWrapper(io.BytesIO(stdin))
        code: object = 0
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                main()
        except SystemExit as end:
            code = end.code
        finally:
            sys.argv, sys.stdin = before
        return Answer(int(str(code or 0)), out.getvalue(), err.getvalue())

    def rows(self, *arguments: object) -> list[dict[str, Any]]:
        """Return what a listing says with --json; it must succeed and say nothing else."""
        answer = self(*arguments, "--json")
        assert answer.code == 0, answer.err
        return answer.rows
