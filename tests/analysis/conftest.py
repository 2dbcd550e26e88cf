"""Homes that an analyst opens: the article's seven partners, and the story with pivots."""

from __future__ import annotations

from pathlib import Path

import pytest

import pivotwatch as pw


@pytest.fixture(scope="session")
def article_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The article's table, processed."""
    home = tmp_path_factory.mktemp("article") / "home"
    pw.command("import-usage", pw.samples_folder() / "article.csv", "--window", "2026-10", home=home)
    pw.command("run", home=home)
    return home


@pytest.fixture(scope="session")
def story_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's platform from its usage table, processed: 48 partners, 14 weeks."""
    folder = tmp_path_factory.mktemp("story")
    home = folder / "home"
    pw.command("simulate", folder / "made", "--story", "--format", "usage")
    for step in (
        ("endpoints", "import", folder / "made" / "openapi.yaml"),
        ("partners", "import", folder / "made" / "partners.csv"),
        ("import-usage", folder / "made" / "usage.csv"),
        ("run", "--through", "2026-W46"),
    ):
        pw.command(*step, home=home)
    return home
