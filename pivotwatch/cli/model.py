"""`pivotwatch model`: choose, compare and accept the model that puts partners into groups."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from features import Scaling
from foundation import InputError, Warehouse, changed, counted, named_sql
from pivotwatch.app import App
from pivotwatch.cli._output import json_option, say, show
from pivotwatch.sampled import sample_sentence

if TYPE_CHECKING:
    from pivotwatch.previews import Preview
    from pivotwatch.takeover import Fit

_FIGURES = ("groups", "silhouette", "stability", "agreement", "no_group_share")
_SAMPLE = ("sample_partners", "sample_of", "sample_error")
_LIST_COLUMNS = (
    "model_id",
    "state",
    "origin",
    "method",
    "scaling",
    *_FIGURES,
    *_SAMPLE,
    "fitted_through",
    "takes_over",
)
_TRIED_COLUMNS = ("chosen", "method", "scaling", "parameters", *_FIGURES, "model_id")
_CHANGE_COLUMNS = ("change", "subject", "before", "after", "why")
_MOST_MOVES = 20


@click.group("model")
def command() -> None:
    """Look after the model behind the groups: propose another, see what it would change, accept it.

    After the learning time the model is frozen, so that groups mean the same from week to week. It changes
    only by `pivotwatch model accept`; the groups keep their ids and names as far as they survive, and a
    partner that another model puts elsewhere has not pivoted.
    """


@command.command("propose")
@click.option(
    "--method", "methods", multiple=True, metavar="NAME", help="May be repeated. [default: the setting]"
)
@click.option(
    "--scaling", "scalings", multiple=True, type=click.Choice(get_args(Scaling)), help="May be repeated."
)
@click.option("--k", type=int, help="Number of groups (kmeans, agglomerative). [default: proposed]")
@click.option("--eps", type=float, help="Neighbourhood (dbscan). [default: proposed]")
@click.option(
    "--windows", type=click.IntRange(1, 520), help="Fit on so many last windows. [default: learning time]"
)
@click.option(
    "--labels",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="CSV with the columns partner and group, by an expert; agreement then counts in the choice.",
)
@json_option
@click.pass_obj
def propose(
    app: App,
    methods: tuple[str, ...],
    scalings: tuple[Scaling, ...],
    k: int | None,
    eps: float | None,
    windows: int | None,
    labels: Path | None,
    as_json: bool,
) -> None:
    """Fit models on the last windows and keep them as proposals; nothing changes until one is accepted.

    Every candidate that was tried is listed with its scores: silhouette (1 = tight and far apart, partners
    in no group count as 0), stability (1 = the same groups from other samples of partners) and, with
    --labels, agreement with the expert (adjusted Rand index: 1 = the same groups, 0 = chance).
    """
    from pivotwatch.label_files import read_labels  # noqa: PLC0415 - only here
    from pivotwatch.refits import preview, propose_refit  # noqa: PLC0415 - pulls in clustering

    base = app.settings.clustering
    expert = read_labels(labels) if labels else None
    choices = product(methods or (base.method,), scalings or (base.scaling,))
    by_hand = {name: value for name, value in (("k", k), ("eps", eps)) if value is not None}
    wanted = [changed(base, method=method, scaling=scaling, **by_hand) for method, scaling in choices]
    count = windows or app.settings.detectors.learning_windows
    with app.warehouse() as warehouse:
        fits = [propose_refit(warehouse, one, count, app.clock.now(), expert) for one in wanted]
        previews = [preview(warehouse, fit.model.model_id, base) for fit in fits]
    rows = [row for fit in fits for row in _tried_rows(fit)]
    show(rows, as_json=as_json, columns=_TRIED_COLUMNS, empty="Nothing was tried.")
    for fit, seen in zip(fits, previews, strict=True):
        say(f"{fit.model.model_id}: {fit.model.reason}")
        say(f"  {_summary(seen)} See `pivotwatch model compare {fit.model.model_id}`.")


def _tried_rows(fit: Fit) -> Iterator[dict[str, Any]]:
    for tried in fit.parameters["tried"]:
        chosen = all(fit.parameters[name] == value for name, value in tried["parameters"].items())
        yield {
            "chosen": chosen,
            "method": fit.model.method,
            "scaling": fit.model.scaling,
            "parameters": json.dumps(tried["parameters"]),
            **{name: tried["scores"].get(name) for name in _FIGURES},
            "model_id": fit.model.model_id if chosen else None,
        }


@command.command("list")
@json_option
@click.pass_obj
def list_models(app: App, as_json: bool) -> None:
    """List all models, the newest first: which is the reference, which were it, which are only proposed.

    A model that was fitted on a sample of the partners says how many it drew of how many, and the share of
    partners that a sample of half the size would put elsewhere.
    """
    with app.warehouse(read_only=True) as warehouse:
        rows = list(_model_rows(warehouse))
    sampled = any(row["sample_error"] is not None for row in rows)
    columns = [name for name in _LIST_COLUMNS if sampled or name not in _SAMPLE]
    show(
        rows,
        as_json=as_json,
        columns=columns,
        empty="There are no models yet. Run `pivotwatch run` first.",
    )


def _model_rows(warehouse: Warehouse) -> Iterator[dict[str, Any]]:
    for row in warehouse.frame(named_sql("pivotwatch", "groups_models")).iter_rows(named=True):
        scores, parameters = json.loads(row["scores"]), json.loads(row["parameters"])
        parameters.pop("tried", None)
        figures = {name: scores.get(name) for name in (*_FIGURES, *_SAMPLE)}
        yield {**row, **figures, "groups": row["groups"], "parameters": parameters, "scores": scores}


@command.command("compare")
@click.argument("model_id", required=False)
@json_option
@click.pass_obj
def compare(app: App, model_id: str | None, as_json: bool) -> None:
    """Show what accepting MODEL_ID, or else the newest proposal, would do to groups and partners."""
    from pivotwatch.models import model_by_id  # noqa: PLC0415 - pulls in clustering
    from pivotwatch.refits import preview  # noqa: PLC0415 - as above

    with app.warehouse(read_only=True) as warehouse:
        seen = preview(warehouse, model_id or _newest_proposal(warehouse), app.settings.clustering)
        model = model_by_id(warehouse, seen.model_id)
        sampled = sample_sentence(model.method, model.scores)
    rows = list(_change_rows(seen))
    shown = rows if as_json else [*(_as_text(row) for row in rows[: len(seen.steps) + _MOST_MOVES])]
    show(shown, as_json=as_json, columns=_CHANGE_COLUMNS, empty="It would change nothing.")
    if len(shown) < len(rows):
        say(f"... and {counted(len(rows) - len(shown), 'more partner')}; --json lists them all.")
    say(_summary(seen))
    if sampled:
        say(f"{seen.model_id}: {sampled}")


def _newest_proposal(warehouse: Warehouse) -> str:
    for row in warehouse.frame(named_sql("pivotwatch", "groups_models")).iter_rows(named=True):
        if row["state"] == "proposed":
            return str(row["model_id"])
    raise InputError("There is no proposal. Make one with `pivotwatch model propose`.")


def _change_rows(seen: Preview) -> Iterator[dict[str, Any]]:
    for step in seen.steps:
        yield {
            "change": step.kind,
            "subject": "group",
            "before": list(step.before),
            "after": list(step.after),
            "why": f"{counted(step.shared_members, 'partner')} in common",
        }
    for move in seen.moves:
        yield {
            "change": "moves",
            "subject": move.partner,
            "before": [move.before] if move.before else [],
            "after": [move.after] if move.after else [],
            "why": move.why,
        }


def _as_text(row: dict[str, Any]) -> dict[str, Any]:
    none = "nothing" if row["subject"] == "group" else "no group"
    return {**row, **{side: ", ".join(row[side]) or none for side in ("before", "after")}}


def _summary(seen: Preview) -> str:
    kinds = [step.kind for step in seen.steps]
    lineage = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    moves = f"{len(seen.moves)} of {counted(seen.partners, 'partner')} would be in another group"
    return f"Accepted, it would assign from {seen.takes_over} on: groups {lineage}; {moves}."


@command.command("accept")
@click.argument("model_id")
@click.pass_obj
def accept_model(app: App, model_id: str) -> None:
    """Make MODEL_ID the reference from the window after the last processed one on.

    Earlier windows stay as they are. Lineage of the groups is written; names stay with groups that survive.
    """
    from pivotwatch.refits import accept, preview  # noqa: PLC0415 - pulls in clustering

    with app.warehouse() as warehouse:
        seen = preview(warehouse, model_id, app.settings.clustering)
        accepted = accept(warehouse, model_id, app.settings.clustering, app.clock.now())
    say(_summary(seen))
    say(f"{accepted.model_id} is the reference from {accepted.takes_over} on.")
    if sampled := sample_sentence(accepted.method, accepted.scores):
        say(sampled)
