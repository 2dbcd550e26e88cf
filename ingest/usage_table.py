"""A ready-made usage table (CSV or Parquet, wide or long) becomes checked rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

import polars as pl

from foundation import InputError, Problem, Window, WindowKind, parse_window

_LONG = ("window", "partner", "endpoint", "calls", "errors")
_NEEDED = frozenset({"partner", "endpoint", "calls"})
_SHOWN_PROBLEMS = 50
_LARGEST = 2**53


@dataclass(frozen=True, slots=True)
class UsageTable:
    """Checked rows.

    Attributes
    ----------
    rows
        start_day, partner, endpoint, calls, errors; one row for each cell that is not zero.
    windows
        Every window that the table speaks of, by key.
    """

    rows: pl.DataFrame
    windows: Mapping[str, Window]

    @property
    def kind(self) -> WindowKind:
        """The kind of its windows; days, if all are days, else what the others are."""
        kinds = {window.kind for window in self.windows.values()}
        return next(iter(kinds - {"day"}), "day")


def read_usage_table(file: Path, window: str | None) -> UsageTable:
    """Read and check a table.

    Parameters
    ----------
    window
        Key of the window of a table that has none of its own.

    Raises
    ------
    InputError
        Naming every bad row and heading at once.
    """
    raw = _read(file)
    cells, places = _cells(raw, file, window)
    problems = list(_problems(cells, file, places))
    windows, bad_windows = _windows(cells, file)
    problems += bad_windows
    if len({each.kind for each in windows.values()} - {"day"}) > 1:
        problems.append(
            Problem(str(file), "", "it has windows of several kinds; use one kind (and days, if need be)")
        )
    if problems:
        raise InputError(f"{file} was refused and nothing was written:", _shortened(problems))
    starts = {key: each.start for key, each in windows.items()}
    rows = cells.select(
        pl.col("window").replace_strict(starts, return_dtype=pl.Date).alias("start_day"),
        "partner",
        "endpoint",
        _number("calls").alias("calls"),
        _number("errors").alias("errors"),
    ).filter(pl.col("calls") > 0)
    return UsageTable(rows, windows)


def _read(file: Path) -> pl.DataFrame:
    """Read the file with every cell as text."""
    if not file.is_file():
        raise InputError(f"There is no file {file}.")
    try:
        if file.read_bytes()[:4] == b"PAR1":
            table = pl.read_parquet(file)
        else:
            _refuse_repeated_headings(file)
            table = pl.read_csv(file, infer_schema=False, encoding="utf8", raise_if_empty=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(f"{file} cannot be read as CSV or Parquet: {str(error).splitlines()[0]}") from error
    if table.width < 2 or table.height == 0:
        raise InputError(f"{file} holds no usage: it needs a heading, at least two columns and a row.")
    return table.select(pl.all().cast(pl.String, strict=False))


def _refuse_repeated_headings(file: Path) -> None:
    first = pl.read_csv(file, has_header=False, n_rows=1, infer_schema=False, raise_if_empty=False)
    headings = [str(name).strip() for name in first.row(0)] if first.height else []
    repeated = sorted({name for name in headings if headings.count(name) > 1})
    if repeated:
        names = ", ".join(map(repr, repeated))
        raise InputError(f"{file} has several columns {names}; give each column a heading of its own.")


def _cells(raw: pl.DataFrame, file: Path, window: str | None) -> tuple[pl.DataFrame, bool]:
    """Return window, partner, endpoint, calls, errors as text, and `row` (1 = first below the heading)."""
    named = {name.strip().casefold(): name for name in raw.columns}
    numbered = raw.with_row_index("row", offset=1)
    if not named.keys() >= _NEEDED:
        return _from_wide(numbered, raw.columns, file, window), False
    if "window" not in named and window is None:
        raise InputError(
            f"{file} has no column `window`; say which window it is about with --window 2026-W47."
        )
    if "window" in named and window is not None:
        raise InputError(f"{file} has a column `window`; leave --window away.")
    columns = [pl.col(named[name]).alias(name) for name in _LONG if name in named]
    cells = numbered.select("row", *columns)
    if window is not None:
        cells = cells.with_columns(pl.lit(window).alias("window"))
    if "errors" not in named:
        cells = cells.with_columns(pl.lit("0").alias("errors"))
    return _trimmed(cells), True


def _from_wide(numbered: pl.DataFrame, headings: list[str], file: Path, window: str | None) -> pl.DataFrame:
    if window is None:
        raise InputError(
            f"{file} is a wide table (a partner in each row, an endpoint in each column); "
            "say which window it is about with --window 2026-W47, --window 2026-11 or --window 2026-11-21. "
            f"A long table has the columns {', '.join(_LONG)}."
        )
    partner, *endpoints = headings
    cells = numbered.rename({partner: "partner"}).unpivot(
        endpoints, index=["row", "partner"], variable_name="endpoint", value_name="calls"
    )
    return _trimmed(cells.with_columns(pl.lit(window).alias("window"), pl.lit("0").alias("errors")))


def _trimmed(cells: pl.DataFrame) -> pl.DataFrame:
    texts = [pl.col(name).fill_null("").str.strip_chars() for name in _LONG]
    blank_is_zero = [
        pl.when(pl.col(name) == "").then(pl.lit("0")).otherwise(pl.col(name)).alias(name)
        for name in ("calls", "errors")
    ]
    return cells.with_columns(texts).with_columns(blank_is_zero)


def _number(name: str) -> pl.Expr:
    """Return the whole number of a text such as `30` or `30.0`; null for anything else."""
    value = pl.col(name).cast(pl.Float64, strict=False)
    whole = value.is_finite() & (value >= 0) & (value <= _LARGEST) & (value == value.floor())
    return pl.when(whole).then(value).cast(pl.Int64)


def _problems(cells: pl.DataFrame, file: Path, long: bool) -> list[Problem]:
    checks: list[tuple[pl.Expr, str, str]] = [
        (pl.col("partner") == "", "partner", "a partner's name is missing"),
        (pl.col("endpoint") == "", "endpoint", "an endpoint's label is missing"),
        (_number("calls").is_null(), "calls", "write a whole number of calls, 0 or more"),
        (_number("errors").is_null(), "errors", "write a whole number of errors, 0 or more"),
        (
            _number("errors") > _number("calls"),
            "errors",
            "errors are part of calls and cannot be more than them",
        ),
        (
            pl.struct("window", "partner", "endpoint").is_duplicated(),
            "endpoint",
            "the same window, partner and endpoint stand there more than once",
        ),
    ]
    found: list[tuple[int, Problem]] = []
    for wrong, column, reason in checks:
        shown = column if long or column != "endpoint" else "partner"
        bad = cells.filter(wrong).select("row", "endpoint", pl.col(shown).alias("value"))
        for row, endpoint, value in bad.iter_rows():
            heading = column if long else endpoint
            where = "" if not long and column == "partner" else f", column {heading!r}"
            found.append((row, Problem(f"{file}, row {row}{where}", value, reason)))
    found.sort(key=itemgetter(0))
    # a wide table names a missing partner once for each of its columns
    return list(dict.fromkeys(problem for _, problem in found))


def _windows(cells: pl.DataFrame, file: Path) -> tuple[dict[str, Window], list[Problem]]:
    """Return each text that names a window with that window, and problems with those that do not."""
    windows: dict[str, Window] = {}
    problems: list[Problem] = []
    first_rows = cells.group_by("window", maintain_order=True).agg(pl.col("row").min())
    for text, row in first_rows.iter_rows():
        try:
            windows[text] = parse_window(text)
        except InputError as error:
            problems.append(Problem(f"{file}, row {row}, column 'window'", text, str(error)))
    return windows, problems


def _shortened(problems: list[Problem]) -> list[Problem]:
    if len(problems) <= _SHOWN_PROBLEMS:
        return problems
    rest = len(problems) - _SHOWN_PROBLEMS
    return [*problems[:_SHOWN_PROBLEMS], Problem("…", "", f"and {rest} more of the same kind")]
