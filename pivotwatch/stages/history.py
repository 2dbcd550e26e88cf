"""Builds what detectors see from the tables: the counts of a bounded number of windows, nothing later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

from detectors import NO_GROUP, CredentialDays, Finding, History
from foundation import Warehouse, Window, named_sql, parse_window
from pivotwatch.models import model_by_id
from pivotwatch.stages.credential_days import DaysOfCredentials
from pivotwatch.stages.groups import regrouped

_DAYS = 28  # what is looked at by day, whatever the kind of window

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Counts:
    """One window's counts, in any order, all (n,).

    Attributes
    ----------
    rows
        Codes of partners.
    columns
        Places in `used`.
    successes, errors
        In the narrowest type that holds them.
    used
        The endpoint ids that occur, sorted, (n_used,).
    """

    rows: NDArray[np.int32]
    columns: NDArray[np.signedinteger[Any]]
    successes: NDArray[np.signedinteger[Any]]
    errors: NDArray[np.signedinteger[Any]]
    used: Integers


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the rows and columns of a history's matrices stand for.

    Attributes
    ----------
    partners
        Sorted; the rows.
    by_label
        Label and endpoint id, sorted; the columns.
    row_of
        Row of each partner's code, -1 where it has none.
    used, column_of
        Endpoint ids, sorted, and the column of each.
    """

    partners: list[str]
    by_label: list[tuple[str, int]]
    row_of: NDArray[np.int32]
    used: Integers
    column_of: NDArray[np.int32]

    @property
    def names(self) -> tuple[list[str], list[tuple[str, int]]]:
        """What tells two layouts apart."""
        return self.partners, self.by_label


@dataclass
class HistoryReader:
    """Reads histories; windows that were read stay in memory, so a run over many reads each once.

    Attributes
    ----------
    warehouse
        Where profiles, assignments and endpoints are.
    once
        A single window is judged: what its history was made from is not kept, which takes half the memory.
    """

    warehouse: Warehouse
    once: bool = False
    _counts: dict[str, _Counts] = field(default_factory=dict)
    _groups: dict[str, dict[str, tuple[Integers, Integers]]] = field(default_factory=dict)
    _codes: dict[str, int] = field(default_factory=dict)
    _built: dict[str, tuple[csr_array, csr_array]] = field(default_factory=dict)
    _built_for: tuple[list[str], list[tuple[str, int]]] | None = None

    @cached_property
    def _labels(self) -> dict[int, str]:
        return dict(self.warehouse.rows(named_sql("pivotwatch", "findings_endpoints")))

    @cached_property
    def _facts(self) -> dict[int, dict[str, bool]]:
        rows = self.warehouse.rows(named_sql("pivotwatch", "findings_facts"))
        return {
            endpoint: {"documented": documented, "deprecated": deprecated, "sensitive": sensitive}
            for endpoint, documented, deprecated, sensitive in rows
        }

    def read(
        self,
        windows: Sequence[str],
        *,
        learning: int,
        first_index: int,
        earlier: Sequence[Finding],
        declarations: Mapping[str, Mapping[str, Sequence[str]]],
        calendar: Mapping[str, str],
    ) -> History:
        """Return the history of these windows, the last of which is to be judged.

        Parameters
        ----------
        windows
            Keys, consecutive, oldest first.
        """
        for old in self._counts.keys() - set(windows):
            del self._counts[old], self._groups[old]
            self._built.pop(old, None)
        layout = self._layout_of([self._counts_of(key) for key in windows])
        if layout.names != self._built_for:
            self._built.clear()
            self._built_for = layout.names
        built = [self._matrices(key, layout) for key in windows]
        return History(
            windows=tuple(windows),
            partners=layout.partners,
            endpoints=[label for label, _ in layout.by_label],
            successes=[successes for successes, _ in built],
            errors=[errors for _, errors in built],
            groups=self._assigned(windows, layout),
            group_names=self._group_names(windows),
            learning=learning,
            first_index=first_index,
            earlier=earlier,
            endpoint_facts={
                label: self._facts[endpoint] for label, endpoint in layout.by_label if endpoint in self._facts
            },
            declarations=declarations,
            calendar={key: note for key, note in calendar.items() if key in set(windows)},
            credential_days=self._credential_days(parse_window(windows[-1]), layout.by_label),
            feed_days=self._feed_days(parse_window(windows[-1])),
        )

    def _layout_of(self, counts: Sequence[_Counts]) -> _Layout:
        names = sorted(self._codes)
        here = np.zeros(len(names), dtype=np.bool_)
        for part in counts:
            here[part.rows] = True
        partners = [name for name in names if here[self._codes[name]]]
        row_of = np.full(len(names), -1, dtype=np.int32)  # SciPy keeps the type of places that it is given
        row_of[[self._codes[name] for name in partners]] = np.arange(len(partners))
        used = np.unique(np.concatenate([part.used for part in counts]))
        by_label = sorted((self._labels[endpoint], endpoint) for endpoint in used.tolist())
        column_of = np.argsort([endpoint for _, endpoint in by_label], kind="stable")
        return _Layout(partners, by_label, row_of, used, column_of.astype(np.int32))

    def _matrices(self, key: str, layout: _Layout) -> tuple[csr_array, csr_array]:
        """Return a window's successes and errors; kept as long as partners and endpoints stay the same."""
        if key not in self._built:
            part = self._counts[key]
            rows = layout.row_of[part.rows]
            columns = layout.column_of[np.searchsorted(layout.used, part.used)][part.columns]
            shape = (len(layout.partners), len(layout.by_label))

            def matrix(values: NDArray[np.signedinteger[Any]]) -> csr_array:
                kept = values > 0
                found = values[kept].astype(np.int64), (rows[kept], columns[kept])
                return csr_array(found, shape=shape)

            self._built[key] = matrix(part.successes), matrix(part.errors)
            if self.once:
                del self._counts[key]
        return self._built[key]

    def _counts_of(self, key: str) -> _Counts:
        if key not in self._counts:
            frame = self.warehouse.frame(named_sql("pivotwatch", "findings_counts"), {"win": key})
            successes, errors = (_narrow(frame[name].to_numpy()) for name in ("successes", "errors"))
            used, columns = np.unique(frame["endpoint_id"].to_numpy().astype(np.int64), return_inverse=True)
            rows = self._coded(frame["partner_id"]).astype(np.int32)
            self._counts[key] = _Counts(rows, _narrow(columns), successes, errors, used)
            self._groups[key] = {}
        return self._counts[key]

    def _coded(self, names: pl.Series) -> Integers:
        distinct = names.unique(maintain_order=True).to_list()
        codes = [self._codes.setdefault(name, len(self._codes)) for name in distinct]
        if not codes:
            return np.empty(0, dtype=np.int64)
        coded = names.replace_strict(distinct, codes, return_dtype=pl.Int64)
        return coded.to_numpy().astype(np.int64)

    def _assigned(self, windows: Sequence[str], layout: _Layout) -> Integers:
        """Return the groups of all windows as the last one's model sees them: a refit moves nobody."""
        assigned = np.full((len(windows), len(layout.partners)), NO_GROUP, dtype=np.int64)
        model = self._model_of(windows[-1])
        for index, key in enumerate(windows):
            if model is not None:
                codes, groups = self._groups_of(key, model)
                assigned[index, layout.row_of[codes]] = groups
                if self.once:
                    self._groups[key].clear()
        return assigned

    def _model_of(self, key: str) -> str | None:
        rows = self.warehouse.rows("SELECT any_value(model_id) FROM assignments WHERE win = ?", [key])
        model: str | None = rows[0][0]
        return model

    def _groups_of(self, key: str, model: str) -> tuple[Integers, Integers]:
        """Return codes of partners and their groups in a window as the model sees them."""
        known = self._groups[key]
        if model not in known:
            known.clear()  # no window that is still to come looks through an older model
            frame = self.warehouse.frame(named_sql("pivotwatch", "findings_groups"), {"win": key})
            if frame.is_empty() or frame["model_id"][0] == model:
                names, groups = frame["partner_id"], frame["group_id"]
            else:
                seen = regrouped(self.warehouse, parse_window(key), model_by_id(self.warehouse, model))
                names, groups = pl.Series(seen.keys(), dtype=pl.String), pl.Series(seen.values())
            known[model] = (self._coded(names), groups.to_numpy().astype(np.int64))
        return known[model]

    def _credential_days(self, last: Window, by_label: Sequence[tuple[str, int]]) -> Sequence[CredentialDays]:
        """Return what credentials of differing days did in the last 28 days of the history."""
        bounds = {"first_day": last.end - timedelta(days=_DAYS), "end_day": last.end}
        frame = self.warehouse.frame(named_sql("pivotwatch", "findings_credential_days"), bounds)
        return DaysOfCredentials(frame, [endpoint for _, endpoint in by_label])

    def _feed_days(self, last: Window) -> dict[str, list[date]]:
        """Return the days of the last 28 of the history on which each of the tap's feeds brought calls."""
        bounds = {"first_day": last.end - timedelta(days=_DAYS), "end_day": last.end}
        found: dict[str, list[date]] = {}
        for feed, day in self.warehouse.rows(named_sql("pivotwatch", "findings_feed_days"), bounds):
            found.setdefault(feed, []).append(day)
        return found

    def _group_names(self, windows: Sequence[str]) -> dict[int, str]:
        bounds = {"first_win": windows[0], "win": windows[-1]}
        return dict(self.warehouse.rows(named_sql("pivotwatch", "findings_group_names"), bounds))


def _narrow(values: NDArray[Any]) -> NDArray[np.signedinteger[Any]]:
    """Return the same whole numbers in the narrowest type that holds the largest of them."""
    return values.astype(np.min_scalar_type(-1 - int(values.max(initial=0))))
