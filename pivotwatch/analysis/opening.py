"""How an analyst gets at a platform: its embedded store, or a running service."""

from __future__ import annotations

import os

from pivotwatch.analysis.remote import ServiceSource
from pivotwatch.analysis.source import store_at
from pivotwatch.analysis.workspace import Workspace


def open(home: str | os.PathLike[str] | None = None) -> Workspace:  # noqa: A001 - read as `pw.open`
    """Open a home's store for reading.

    The store is held only while a frame is read, so an open notebook keeps no command waiting.

    Parameters
    ----------
    home
        The platform's folder; None = `$PIVOTWATCH_HOME` or `./.pivotwatch`.

    Raises
    ------
    InputError
        When there is no store.
    HomeBusyError
        When another process holds it for writing; it says how to go on.

    Examples
    --------
    >>> import pivotwatch as pw
    >>> pf = pw.open(article_home)
    >>> pf.windows
    ['2026-10']
    >>> pf.assignments(partner=["A", "B", "C"])["group_id"].n_unique()
    2
    >>> pf.profiles(partner="A", window="2026-10").select("endpoint", "calls").to_dicts()[0]
    {'endpoint': 'POST Contact', 'calls': 30}
    """
    return Workspace(store_at(None if home is None else os.fspath(home)))


def connect(url: str, token: str | None = None) -> Workspace:
    """Read the same frames from a running service (`pivotwatch serve`, or `serve-frames` for frames alone).

    Parameters
    ----------
    url
        Where it listens: `http://127.0.0.1:8420`, with `serve-frames` `http://127.0.0.1:8787`.
    token
        What it asks for; None = `$PIVOTWATCH_TOKEN`.

    Raises
    ------
    InputError
        When nobody answers there, the token is refused, or what answers is no Pivotwatch.
    """
    source = ServiceSource(url.rstrip("/"), token or os.environ.get("PIVOTWATCH_TOKEN", ""))
    source.check()
    return Workspace(source)
