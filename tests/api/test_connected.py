"""`pw.connect` against the service's API: the same frames, and models as from the store."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from polars.testing import assert_frame_equal

import pivotwatch as pw
from foundation import Home, InputError, Warehouse
from governance import Act, audit_entries, create_token
from pivotwatch.analysis.source import FRAMES
from pivotwatch.api.application import api_app
from pivotwatch.app import App
from pivotwatch.service.apart import told_here
from pivotwatch.service.context import Service
from tests.api.serving import served
from tests.cycle.conftest import finished

__all__ = ["finished"]


@pytest.fixture(scope="module")
def home(finished: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A processed platform, to write to."""
    copy = tmp_path_factory.mktemp("connected") / "home"
    shutil.copytree(finished.path, copy)
    return Home(copy)


@pytest.fixture(scope="module")
def untouched(finished: Home) -> Path:
    return finished.path


def _through_a_pipe(warehouse: Warehouse, work: str, *arguments: Any) -> Iterator[Any]:
    """Do work here, with what would cross the pipe to another process copied as that copies it."""
    for told in told_here(warehouse, work, *pickle.loads(pickle.dumps(arguments))):  # noqa: S301 - ours
        yield pickle.loads(pickle.dumps(told))  # noqa: S301 - ours


@pytest.fixture(scope="module")
def running(home: Home) -> Iterator[tuple[str, App]]:
    """The service's API on a real port, and its application."""
    app = App(home)
    with app.warehouse() as warehouse:
        outer = FastAPI()
        outer.mount("/api/v1", api_app(Service(app, warehouse, _through_a_pipe)))
        with served(outer) as url:
            yield url, app


def _connected(running: tuple[str, App], *scopes: str) -> pw.Workspace:
    url, app = running
    act = Act("mia", app.clock.now())
    name = f"notebook {scopes} {len(audit_entries(app.record))}"
    return pw.connect(url, create_token(app.record, name, scopes, timedelta(days=1), act)[1])


def test_the_same_frames(running: tuple[str, App], untouched: Path) -> None:
    """A token that reads is enough; every frame has the same columns, types, rows and order."""
    connected, opened = _connected(running, "read"), pw.open(untouched)
    for name in FRAMES:
        assert_frame_equal(getattr(connected, name)(), getattr(opened, name)())
    wanted = {"window": connected.last_window, "partner": []}
    assert connected.usage(**wanted).is_empty()


def test_models_through_the_service(running: tuple[str, App], untouched: Path) -> None:
    """Propose, compare and accept give what they give on the store, and are in the audit log."""
    connected, opened = _connected(running, "read", "models:write"), pw.open(untouched)
    assert_frame_equal(connected.model.list(), opened.model.list())
    proposed = connected.model.propose("kmeans", k=3, windows=6)
    assert proposed.tried.columns == [
        "parameters",
        "groups",
        "silhouette",
        "stability",
        "agreement",
        "no_group_share",
    ]
    change = connected.model.compare(proposed)
    assert change.partners > 0
    assert set(change.table.columns) == {"change", "subject", "before", "after", "why"}
    assert connected.model.list()["state"].to_list().count("proposed") == 1
    takes_over = connected.model.accept(proposed)
    assert connected.model.list().filter(state="reference")["takes_over"].to_list() == [takes_over]
    actions = [each.action for each in audit_entries(running[1].record)]
    assert actions[-2:] == ["model.proposed", "model.accepted"]


def test_what_is_refused(running: tuple[str, App]) -> None:
    """Without the scope, with a wrong setting, or for no model, the notebook hears why."""
    reader, writer = _connected(running, "read"), _connected(running, "read", "models:write")
    with pytest.raises(InputError, match="models:write"):
        reader.model.propose()
    with pytest.raises(InputError, match="HTTP 422"):
        writer.model.propose("kmeans", k=-3)
    with pytest.raises(InputError, match="no model named"):
        writer.model.accept("model-none")
    with pytest.raises(InputError, match="wrong, expired or revoked"):
        pw.connect(running[0], "pw_0123456789ab_" + "x" * 43)
