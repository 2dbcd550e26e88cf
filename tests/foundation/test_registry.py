"""Plug-ins are found by their file, and a wrong name is answered with the right ones."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from foundation import PivotwatchError, Registry, UnknownNameError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "menu_of_plugins"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "soup.py").write_text("PLUGIN = 'hot'", encoding="utf-8")
    (package / "_kitchen.py").write_text("raise RuntimeError('never imported')", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield package
    for name in [name for name in sys.modules if name.startswith("menu_of_plugins")]:
        del sys.modules[name]


def test_a_file_is_a_plugin(folder: Path) -> None:
    """One file in the folder is one plug-in under its name; files that start with _ are not."""
    (folder / "salad.py").write_text("PLUGIN = 'cold'", encoding="utf-8")
    assert dict(Registry("menu_of_plugins", str, "dish")) == {"salad": "cold", "soup": "hot"}


def test_an_unknown_name_lists_the_known(folder: Path) -> None:
    """Asking for a name that is not there names those that are, and the closest."""
    del folder
    with pytest.raises(UnknownNameError, match=r"no dish named 'soap'\. Did you mean 'soup'\? Known: soup"):
        Registry("menu_of_plugins", str, "dish")["soap"]


def test_a_file_without_a_plugin_is_refused(folder: Path) -> None:
    """A file that holds no PLUGIN of the right type is named."""
    (folder / "stone.py").write_text("PLUGIN = 7", encoding="utf-8")
    with pytest.raises(PivotwatchError, match=r"menu_of_plugins\.stone is no dish"):
        len(Registry("menu_of_plugins", str, "dish"))
