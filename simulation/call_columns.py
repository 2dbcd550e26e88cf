"""The text of calls: paths with ids, query strings, user agents; only the columns that a format asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from simulation.callers import Caller
from simulation.calls import NOBODY, SCANNED, Calls
from simulation.object_ids import as_text, hex_digits, pool_of
from simulation.platform import Platform

_PATH_PARAMETER = re.compile(r"\{[^}]*\}")
_THINGS = 2_000  # of each resource: the same contact is read many times
_QUERIES = pl.Series(["", "", "", "?page=1", "?page=2&limit=50", "?limit=100", "?expand=lines", "?sort=name"])
_SCANNER = "Mozilla/5.0 zgrab/0.x"
_SCANNER_ADDRESS = "203.0.113.66"
_BYTES, _BYTES_SPREAD = 900, 0.9


class Scenery:
    """What calls look like on one platform: path pieces, pools of ids, the callers' names and software.

    Parameters
    ----------
    platform, callers
        Whose calls they will be.
    """

    def __init__(self, platform: Platform, callers: Sequence[Caller]) -> None:
        methods, templates = zip(*(label.split(" ", 1) for label in platform.endpoints), strict=True)
        self.count = len(methods)
        self.methods = pl.Series([*methods, *("GET" for _ in SCANNED)])
        self.routes = pl.Series([*templates, *(None for _ in SCANNED)], dtype=pl.String)
        self.pieces, self.pools, self.ids = _paths([*templates, *SCANNED], platform.seed)
        self.credentials = pl.Series(
            [name for one in callers for name in (one.credentials[0], one.credentials[-1])] + [None, None],
            dtype=pl.String,
        )
        self.agents = pl.Series([*(one.agent for one in callers), _SCANNER])
        self.addresses = pl.Series([*(one.address for one in callers), _SCANNER_ADDRESS])

    def frame(self, calls: Calls, names: Iterable[str], seed: Sequence[int]) -> pl.DataFrame:
        """Return the named columns of `simulation.lines.COLUMNS`, a row for each call.

        Parameters
        ----------
        seed
            Of what is drawn. Each column has a generator of its own, so that a path is the same in
            every format.
        """
        part = _Part(self, calls, seed)
        return pl.DataFrame({name: getattr(part, name) for name in names})


def _paths(templates: Sequence[str], seed: int) -> tuple[list[pl.Series], list[NDArray[np.int64]], pl.Series]:
    """Return, for each place in a path, its literal piece and its pool by template, and all pools in one.

    Pool 0 holds the empty string alone; pool i > 0 begins at 1 + (i - 1) * _THINGS.
    """
    literal = [_PATH_PARAMETER.split(template) for template in templates]
    resources = [[piece.rstrip("/").rsplit("/", 1)[-1] for piece in pieces[:-1]] for pieces in literal]
    number = {
        name: index for index, name in enumerate(sorted({r for row in resources for r in row}), start=1)
    }
    places = range(max(map(len, literal)))
    pieces = [pl.Series([row[k] if k < len(row) else "" for row in literal]) for k in places]
    pools = [np.array([number[row[k]] if k < len(row) else 0 for row in resources]) for k in places]
    return pieces, pools, pl.concat([pl.Series([""]), *(pool_of(name, seed, _THINGS) for name in number)])


class _Part:
    """Some calls; every attribute that is not private is a column of that name."""

    def __init__(self, scenery: Scenery, calls: Calls, seed: Sequence[int]) -> None:
        self._scenery, self._calls, self._seed = scenery, calls, seed
        strange = self._rng("scanner").integers(len(SCANNED), size=len(calls))
        self._endpoint = np.where(calls.endpoint == NOBODY, scenery.count + strange, calls.endpoint)
        self._partner = calls.partner % len(scenery.agents)  # nobody is last

    def _rng(self, name: str) -> np.random.Generator:
        return np.random.default_rng([*self._seed, *name.encode()])

    @property
    def started(self) -> pl.Series:
        return pl.Series(self._calls.started_us).cast(pl.Datetime("us"))

    @property
    def ended(self) -> pl.Series:
        return pl.Series(self._calls.started_us + self._calls.latency_us).cast(pl.Datetime("us"))

    @property
    def latency_us(self) -> pl.Series:
        return pl.Series(self._calls.latency_us)

    @property
    def status(self) -> pl.Series:
        return pl.Series(self._calls.status)

    @property
    def method(self) -> pl.Series:
        return self._scenery.methods.gather(self._endpoint)

    @property
    def route(self) -> pl.Series:
        return self._scenery.routes.gather(self._endpoint)

    @property
    def credential(self) -> pl.Series:
        return self._scenery.credentials.gather(2 * self._partner + self._calls.credential)

    @property
    def agent(self) -> pl.Series:
        return self._scenery.agents.gather(self._partner)

    @property
    def address(self) -> pl.Series:
        return self._scenery.addresses.gather(self._partner)

    @cached_property
    def path(self) -> pl.Series:
        scenery, rng = self._scenery, self._rng("path")
        texts: list[pl.Series] = []
        for piece, pool in zip(scenery.pieces, scenery.pools, strict=True):
            chosen = pool[self._endpoint]
            # a partner works mostly on things of its own, and more often on some than on others
            thing = (self._partner * 37 + (_THINGS * rng.random(len(chosen)) ** 3).astype(np.int64)) % _THINGS
            texts.append(piece.gather(self._endpoint))
            texts.append(scenery.ids.gather(np.where(chosen > 0, 1 + (chosen - 1) * _THINGS + thing, 0)))
        frame = pl.DataFrame({str(index): text for index, text in enumerate(texts)})
        return frame.select(pl.concat_str(pl.all())).to_series()

    @property
    def target(self) -> pl.Series:
        # only a list is asked for pages
        lists = (self.method == "GET").to_numpy() & (self._scenery.pools[0][self._endpoint] == 0)
        drawn = self._rng("query").integers(len(_QUERIES), size=len(lists))
        return self.path + _QUERIES.gather(np.where(lists & (self._calls.partner != NOBODY), drawn, 0))

    @property
    def sent_bytes(self) -> pl.Series:
        drawn = _BYTES * np.exp(self._rng("bytes").normal(0, _BYTES_SPREAD, size=len(self._calls)))
        return pl.Series(np.where(np.isin(self._calls.status, (204, 499)), 0, drawn).astype(np.int64))

    @property
    def request_id(self) -> pl.Series:
        return as_text(hex_digits(len(self._calls), 32, self._rng("request id")))
