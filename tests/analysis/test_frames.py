"""What `pw.open` gives: frames as documented, filtered as asked."""

from __future__ import annotations

import doctest
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

import pivotwatch as pw
from foundation import InputError
from pivotwatch.analysis.source import FRAMES

_COLUMN = re.compile(r"^        (\w+) : (.+)$", re.MULTILINE)


@pytest.fixture
def article(article_home: Path) -> pw.Workspace:
    return pw.open(article_home)


@pytest.fixture
def story(story_home: Path) -> pw.Workspace:
    return pw.open(story_home)


@pytest.mark.parametrize("name", FRAMES)
def test_docstrings_tell_the_columns(name: str, story: pw.Workspace) -> None:
    """A frame has exactly the columns that its docstring names, of those types, in that order."""
    documented = dict(_COLUMN.findall(str(getattr(pw.Workspace, name).__doc__)))
    schema = getattr(story, name)().schema
    assert {column: _short(str(kind)) for column, kind in schema.items()} == documented
    assert list(documented) == schema.names()


def _short(kind: str) -> str:
    """Write a struct's type as the docstring does: the names of its fields alone."""
    fields = ", ".join(re.findall(r"'(\w+)':", kind))
    return f"List(Struct({fields}))" if fields else kind


def test_the_article_is_in_its_groups(article: pw.Workspace) -> None:
    """The seven partners are in the three groups of the article's Table 2."""
    members = article.assignments().group_by("group_id").agg(pl.col("partner").sort())["partner"].to_list()
    assert sorted(members) == [["A", "B"], ["C", "D", "E"], ["F", "G"]]


@pytest.mark.parametrize("name", FRAMES)
def test_filters_take_what_they_say(name: str, story: pw.Workspace) -> None:
    """A filtered frame is the whole one's rows that fit; filters can be one thing or several."""
    everything, week = getattr(story, name)(), getattr(story, name)(window="2026-W45")
    if "window" in everything.columns:
        assert week.equals(everything.filter(pl.col("window") == "2026-W45"))
    else:
        assert 0 < week.height <= everything.height
        assert week["calls"].sum() < everything["calls"].sum()
    if "partner" in everything.columns:
        several = getattr(story, name)(partner=["delta-desk", "cedar-supply"])
        assert several.equals(everything.filter(pl.col("partner").is_in(["delta-desk", "cedar-supply"])))


def test_a_group_is_chosen_by_name_or_id(story: pw.Workspace) -> None:
    """`group=` takes a group's name, its id, or several; a partner counts while it is in the group."""
    found = story.assignments(group="Contact writers")
    assert set(found["group_name"]) == {"Contact writers"}
    (number,) = found["group_id"].unique()
    assert story.assignments(group=number).equals(found)
    week = set(found.filter(pl.col("window") == "2026-W46")["partner"])
    assert set(story.profiles(group=number, window="2026-W46")["partner"]) == week
    assert story.findings(group="Inventory users").filter(pl.col("kind") == "pivot").height == 1
    assert story.assignments(group="no such group").is_empty()


def test_usage_agrees_with_profiles(story: pw.Workspace) -> None:
    """Usage summed by window gives the profiles' counts, call for call."""
    keys = ["window", "partner", "endpoint_id"]
    summed = story.usage().group_by(keys).agg(pl.col("calls", "errors").sum()).sort(keys)
    assert summed.equals(story.profiles().select(*keys, "calls", "errors").sort(keys))


def test_a_frame_acts_as_a_frame(article: pw.Workspace) -> None:
    """Without a call a frame is the whole of it: length, columns, rows by index, pandas."""
    assert len(article.profiles) == article.profiles.height == 26
    assert isinstance(article.profiles.to_pandas(), pd.DataFrame)
    assert article.profiles["value"].max() == 1.0
    assert "profiles" in repr(article.profiles)
    assert "value : Float64" in str(article.profiles.__doc__)
    assert {"to_pandas", "write_csv", "name"} <= set(dir(article.profiles))
    assert "2026-10" in repr(article)


def test_no_store_says_what_to_do(tmp_path: Path) -> None:
    """A folder without a store is refused with the commands that make one."""
    with pytest.raises(InputError, match="pivotwatch ingest"):
        pw.open(tmp_path)


def test_commands_run_in_the_notebook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`pw.command` prints what the command prints; a wrong option is an error, not the end of the kernel."""
    pw.command("formats", home=tmp_path)
    assert "nginx_combined" in capsys.readouterr().out
    with pytest.raises(InputError, match="No such command"):
        pw.command("no-such-command")


@pytest.mark.parametrize(
    "module",
    ["pivotwatch", "pivotwatch.analysis.opening", "pivotwatch.analysis.labels", "clustering.estimators"],
)
def test_the_examples_hold(module: str, article_home: Path) -> None:
    """The examples of the docstrings run and give what they show."""
    result = doctest.testmod(importlib.import_module(module), extraglobs={"article_home": article_home})
    assert result.attempted > 0
    assert result.failed == 0


def test_importing_costs_nothing() -> None:
    """`import pivotwatch` brings in no library; the names are all there and all lead somewhere."""
    code = (
        "import sys, pivotwatch as pw; heavy = {'polars', 'numpy', 'sklearn', 'plotly', 'duckdb', 'click'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules);"
        "[getattr(pw, name) for name in pw.__all__]; assert {'polars', 'sklearn'} <= set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = pw.no_such_name  # type: ignore[attr-defined]


def test_a_window_that_is_still_open_is_marked(
    tmp_path: Path, article_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Profiles and assignments say that they are provisional while their window is open, and only then."""
    monkeypatch.setenv("PIVOTWATCH_NOW", "2026-10-15T12:00:00Z")
    pw.command(
        "import-usage", pw.samples_folder() / "article.csv", "--window", "2026-10", home=tmp_path / "home"
    )
    pw.command("run", home=tmp_path / "home")
    still_open, closed = pw.open(tmp_path / "home"), pw.open(article_home)
    for name in ("profiles", "assignments"):
        assert getattr(still_open, name)()["provisional"].to_list() != []
        assert getattr(still_open, name)()["provisional"].all()
        assert not getattr(closed, name)()["provisional"].any()
