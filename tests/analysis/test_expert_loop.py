"""The loop with an expert: labels, agreement and its reasons, the sweep, and a model from the notebook."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

import pivotwatch as pw
from foundation import ConfigurationError, InputError, UnknownNameError

TRUE = {
    "A": "writers",
    "B": "writers",
    "C": "readers",
    "D": "readers",
    "E": "readers",
    "F": "stock",
    "G": "stock",
}


@pytest.fixture
def article(article_home: Path) -> pw.Workspace:
    return pw.open(article_home)


def test_labels_go_to_a_file_and_back(tmp_path: Path) -> None:
    """What was labelled in the notebook is what the CSV gives; wrong lines are all named."""
    labels = pw.expert_labels(TRUE).relabelled({"G": "invoices"})
    labels.write_csv(tmp_path / "labels.csv")
    assert pw.expert_labels(tmp_path / "labels.csv").groups == {**TRUE, "G": "invoices"}
    (tmp_path / "wrong.csv").write_text("partner,group\nA,\nB,x\nB,y\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"(?s)wrong.csv:2.*wrong.csv:4"):
        pw.expert_labels(tmp_path / "wrong.csv")
    with pytest.raises(InputError, match="no labels"):
        pw.expert_labels({})
    with pytest.raises(InputError, match="'B': partner or group is empty"):
        pw.expert_labels({"A": "x", "B": ""})


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (b"\xef\xbb\xbfPartner;Group\r\nA;x\r\n", None),
        (b"partner\tgroup\nA\tx\n", None),
        (b"A,x\nB,y\n", "first line has a, x"),
        (b"partner,group\nM\xfcller,x\n", "save it as CSV UTF-8"),
        (b"partner,group\n", "has no labels"),
        (b"", "first line has nothing"),
    ],
)
def test_labels_as_spreadsheets_write_them(tmp_path: Path, written: bytes, told: str | None) -> None:
    """Semicolons, tabs and a byte order mark are read; what is no such table says what is wrong."""
    (tmp_path / "labels.csv").write_bytes(written)
    if told is None:
        assert pw.expert_labels(tmp_path / "labels.csv").groups == {"A": "x"}
        return
    with pytest.raises(InputError, match=told):
        pw.expert_labels(tmp_path / "labels.csv")


def test_full_agreement_is_one(article: pw.Workspace) -> None:
    """An expert who says what the article's Table 2 says agrees fully, and nobody disagrees."""
    seen = article.expert.agreement(pw.expert_labels(TRUE))
    assert (seen.scores.adjusted_rand, seen.scores.v_measure) == (1.0, 1.0)
    assert seen.disagreements.is_empty()
    assert "0 disagree" in repr(seen)


def test_who_disagrees_and_why(article: pw.Workspace) -> None:
    """A partner put elsewhere is named with the group expected and the endpoints that draw it away."""
    seen = article.expert.agreement(pw.expert_labels({**TRUE, "E": "writers", "Z": "stock"}))
    (row,) = seen.disagreements.iter_rows(named=True)
    assert (row["partner"], row["group_name"], row["expected"]) == ("E", "Contact readers", "Contact writers")
    assert "POST Contact (0.00)" in row["why"]
    assert 0 < seen.scores.adjusted_rand < 1
    assert seen.unseen == ["Z"]
    with pytest.raises(InputError, match="None of the 1 labelled"):
        article.expert.agreement(pw.expert_labels({"nobody": "x"}))


def test_the_confusion_figure_counts_partners(article: pw.Workspace) -> None:
    """Each cell holds how many partners the expert and the groups put so."""
    (heat,) = article.plot.confusion(pw.expert_labels({**TRUE, "E": "writers"})).data
    assert sum(sum(line) for line in heat.z) == 7
    cells = dict(zip(heat.x, heat.z[list(heat.y).index("writers")], strict=True))
    assert (cells["Contact readers"], cells["Contact writers"]) == (1, 2)


def test_groups_that_were_tried_are_judged_alike(article: pw.Workspace) -> None:
    """Groups of a clusterer of one's own stand against the labels before anything is proposed or stored."""
    tried, labels = [0, 0, 1, 1, 1, 0, -1], pw.expert_labels(TRUE)
    seen = article.expert.agreement(labels, groups=tried)
    (row,) = seen.disagreements.filter(pl.col("partner") == "G").iter_rows(named=True)
    assert (row["group_name"], row["why"]) == (None, "it is too far from every group")
    assert (
        article.expert.agreement(labels, groups=["x", "x", "y", "y", "y", "z", "z"]).scores.adjusted_rand == 1
    )
    assert list(article.plot.confusion(labels, groups=tried).data[0].x) == ["group 0", "group 1", "no group"]
    with pytest.raises(InputError, match="3 groups for 7 partners"):
        article.expert.agreement(labels, groups=[0, 1, 2])


def test_the_sweep_ranks_by_agreement_and_stability(article: pw.Workspace) -> None:
    """With labels of Table 2 the first rows are three groups; each combination of what was asked is there."""
    subsets = {
        "all": list(article.counts().endpoints),
        "posts": ["POST Contact", "POST Invoice", "POST Inventory"],
    }
    table = article.expert.sweep(
        pw.expert_labels(TRUE),
        methods=["kmeans", "dbscan"],
        scalings=["row_minmax"],
        endpoints=subsets,
        measured=4,
    )
    assert table["rank"].to_list() == list(range(1, table.height + 1))
    assert table.group_by("method", "endpoints").len().height == 4
    top = table.row(0, named=True)
    assert (top["groups"], top["agreement"], top["v_measure"]) == (3, 1.0, 1.0)
    assert table["stability"].count() == 4
    assert table["stability"].head(4).null_count() == 0


def test_without_labels_the_silhouette_ranks(article: pw.Workspace) -> None:
    """Without an expert there is no agreement in the table, and three groups still come first."""
    table = article.expert.sweep(methods=["kmeans"], scalings=["row_minmax"])
    assert table["agreement"].null_count() == table.height
    assert table.row(0, named=True)["groups"] == 3


def test_wrong_sweeps_are_refused(article: pw.Workspace) -> None:
    """An unknown method or endpoint lists the known ones."""
    with pytest.raises(UnknownNameError, match="kmeans"):
        article.expert.sweep(methods=["kmedoids"])
    with pytest.raises(UnknownNameError, match="POST Contact"):
        article.expert.sweep(endpoints={"some": ["POST Contacts"]})


def test_a_model_from_the_notebook(article_home: Path, tmp_path: Path) -> None:
    """Proposing changes nothing, comparing tells the moves, accepting makes it the reference."""
    home = tmp_path / "home"
    shutil.copytree(article_home, home)
    pf = pw.open(home)
    before = pf.assignments()
    proposed = pf.model.propose("kmeans", k=2, labels=pw.expert_labels(TRUE))
    assert "k 2" in repr(proposed)
    assert proposed.tried["agreement"].null_count() == 0
    assert pf.assignments().equals(before)
    change = pf.model.compare(proposed)
    assert (change.partners, change.takes_over) == (7, "2026-11")
    assert change.moved == change.table.filter(pl.col("change") == "moves").height
    assert set(change.table["change"]) & {"merged", "dissolved"}
    assert pf.model.accept(proposed) == "2026-11"
    states = dict(pf.model.list().select("model_id", "state").iter_rows())
    assert states[proposed.model_id] == "reference"
    assert pf.assignments().equals(before)
    with pytest.raises(InputError, match="reference already"):
        pf.model.accept(proposed)
    with pytest.raises(ConfigurationError):
        pf.model.propose(k=0)
