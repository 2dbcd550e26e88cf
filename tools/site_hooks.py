"""What the docs' site adds to docs/: the notebooks, and links that only make sense in the repository."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]
_NOTEBOOK = re.compile(r"\]\(\.\./notebooks/")
_OUTSIDE = re.compile(r"\[([^\]]*)\]\((?:\.\./)+[^)]*\)")


def on_config(config: Any) -> Any:
    """Put the pages of a folder where its name stands, so that a new page needs no line in the settings."""
    # a page has no JupyterLab around it: the figures of executed notebooks bring what draws them
    os.environ.setdefault("PLOTLY_RENDERER", "notebook")
    config.nav = [_unfolded(entry) for entry in config.nav]
    return config


def _unfolded(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return entry
    return {title: _pages(below) for title, below in entry.items()}


def _pages(below: Any) -> Any:
    if isinstance(below, list):
        return [_unfolded(entry) for entry in below]
    if not below.endswith("/"):
        return below
    folder = ROOT / below if below == "notebooks/" else ROOT / "docs" / below
    return [f"{below}{page.name}" for page in sorted(folder.iterdir()) if page.suffix in {".md", ".ipynb"}]


@event_priority(100)  # before the plug-in that renders notebooks looks for them
def on_files(files: Files, config: Any) -> Files:
    """Add the notebooks, which live in a folder of their own."""
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        path = f"notebooks/{notebook.name}"
        files.append(File(path, str(ROOT), config.site_dir, config.use_directory_urls))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Lead links to notebooks to their pages; of links to code, keep the text."""
    if page.file.src_uri.startswith("decisions/"):
        inside = re.compile(r"\]\(\.\./((?!\.\.)[a-z-]+\.md)")
        markdown = inside.sub(r"](@\1", markdown)
        return _OUTSIDE.sub(r"\1", markdown).replace("](@", "](../")
    return _OUTSIDE.sub(r"\1", _NOTEBOOK.sub("](notebooks/", markdown))
