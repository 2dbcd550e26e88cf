"""Bars on the terminal and answers on stdout do not mix."""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager

import pytest

from pivotwatch.cli._loading_progress import LoadingProgress
from pivotwatch.cli.run import _Progress


@pytest.mark.parametrize("bar", [LoadingProgress([]), _Progress()], ids=["ingest", "run"])
def test_answers_stay_on_stdout(
    bar: AbstractContextManager[LoadingProgress | _Progress],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """While a bar is shown on the terminal, `--json > file` still writes its lines to the file."""
    leader, follower = os.openpty()
    os.set_blocking(leader, False)  # a terminal that knows no bars is sent nothing
    with os.fdopen(leader, "rb", buffering=0) as screen, os.fdopen(follower, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with bar as progress, progress.hidden():
            sys.stdout.write("answer\n")
        assert b"answer" not in (screen.read(65_536) or b"")
    assert capsys.readouterr().out == "answer\n"
