"""Figures of a workspace: what is in them, what they refuse, and that hostile names stay text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

import pivotwatch as pw
from foundation import InputError, UnknownNameError
from reports.charts import (
    profile_figure,
    scatter_figure,
    stability_figure,
    sweep_figure,
)

POSTS = ["POST Contact", "POST Invoice", "POST Inventory"]


@pytest.fixture
def article(article_home: Path) -> pw.Workspace:
    return pw.open(article_home)


@pytest.fixture
def story(story_home: Path) -> pw.Workspace:
    return pw.open(story_home)


def _points(figure: go.Figure) -> dict[str, tuple[float, ...]]:
    sides = "xyz" if figure.data[0].type == "scatter3d" else "xy"
    return {
        partner: tuple(float(getattr(trace, side)[row]) for side in sides)
        for trace in figure.data
        for row, partner in enumerate(trace.customdata)
    }


def test_a_profile_before_and_after(story: pw.Workspace) -> None:
    """Two windows side by side show the values of the profiles; one window shows one set of bars."""
    figure = story.plot.profile("garnet-freight", before="2026-W40")
    assert [bar.name for bar in figure.data] == ["2026-W40", "2026-W46"]
    now = dict(zip(figure.data[1].customdata, figure.data[1].x, strict=True))
    stored = story.profiles(partner="garnet-freight", window="2026-W46")
    assert {name: value for name, value in now.items() if value} == {
        name: value for name, value in stored.select("endpoint", "value").iter_rows() if value
    }
    assert len(story.plot.profile("garnet-freight").data) == 1


def test_scatters_show_the_chosen_endpoints(article: pw.Workspace) -> None:
    """In 2-D and 3-D a partner stands at its profile's values, in the colour of its group."""
    flat, deep = article.plot.scatter(POSTS[:2]), article.plot.scatter(POSTS)
    assert _points(flat)["A"] == pytest.approx((1.0, 20 / 30))
    assert _points(deep)["G"] == pytest.approx((0, 76 / 89, 67 / 89))
    assert sorted(sorted(trace.customdata) for trace in flat.data) == [
        ["A", "B"],
        ["C", "D", "E"],
        ["F", "G"],
    ]
    own = article.plot.scatter(POSTS[:2], groups=[0, 1, 2, 2, 2, 3, None])
    assert {trace.name for trace in own.data} == {"group 0", "group 1", "group 2", "group 3", "no group"}


def test_projections_say_how_much_they_show(story: pw.Workspace) -> None:
    """The projection comes in 2-D and 3-D, and three directions show more of the variance than two."""
    shown = {n: story.plot.scatter(dimensions=n).layout.title.text for n in (2, 3)}
    percent = {n: int(text.split(": ")[1].split("%")[0]) for n, text in shown.items()}
    assert percent[2] < percent[3] <= 100


def test_centroids_and_history_show_means_and_weeks(story: pw.Workspace) -> None:
    """The heat maps hold the groups' mean profiles, and a partner's values by window with its groups."""
    (heat,) = story.plot.centroids().data
    assert list(heat.x) == sorted(story.groups(window="2026-W46")["group_name"])
    assert 0.8 < np.max(heat.z) <= 1
    history = story.plot.history("delta-credit")
    assert list(history.data[0].x) == story.windows
    assert {bar.name for bar in history.data[1:]} == {"Contact writers", "Invoice readers, Payment readers"}
    latecomer = story.plot.history("falcon-ledger")
    assert list(latecomer.data[0].x) == [key for key in story.windows if key >= "2026-W42"]


def test_the_flow_shows_who_moved(story: pw.Workspace) -> None:
    """The flow from W40 to W46 holds each partner whose group differs; none from a window to itself."""
    (sankey,) = story.plot.flow("2026-W40").data
    then, now = (
        story.assignments(window=key).select("partner", "group_id") for key in ("2026-W40", "2026-W46")
    )
    both = then.join(now, on="partner")
    moved = both.filter(~both["group_id"].eq_missing(both["group_id_right"])).height
    assert sum(sankey.link.value) == moved >= 3
    still = story.plot.flow("2026-W46")
    assert not still.data
    assert [note.text for note in still.layout.annotations] == ["None of 47 partners changed its group."]


def test_tuning_figures_mark_the_proposed_value(article: pw.Workspace) -> None:
    """Sweep, k-distance and stability of the article point to three groups, and to an eps that gives them."""
    sweep = article.plot.sweep()
    scores = {line.name: dict(zip(line.x, line.y, strict=True)) for line in sweep.data}
    assert max(scores["silhouette"], key=scores["silhouette"].__getitem__) == 3
    assert scores["stability"][3] == 1.0
    assert "proposed: 3" in [note.text for note in sweep.layout.annotations]
    (curve,) = article.plot.k_distance(min_samples=2).data
    assert list(curve.y) == sorted(curve.y)
    boxes = {box.name: np.mean(box.y) for box in article.plot.stability().data}
    assert boxes["3 groups"] == 1.0
    with pytest.raises(InputError, match="neither k nor eps"):
        article.plot.sweep(method="hdbscan")


def test_silhouettes_are_those_of_the_definition(article: pw.Workspace) -> None:
    """Their mean is the 0.569 that the example is known for, and every partner has its bar."""
    figure = article.plot.silhouette()
    bars = [value for trace in figure.data for value in trace.x]
    assert len(bars) == 7
    assert np.mean(bars) == pytest.approx(0.5687, abs=1e-3)


def test_wrong_names_are_refused_with_the_known_ones(story: pw.Workspace) -> None:
    """An unknown endpoint, partner or window is named, with what there is instead."""
    with pytest.raises(UnknownNameError, match="POST /v1/contacts"):
        story.plot.scatter(["POST /v1/contact", "GET /v1/me"])
    with pytest.raises(InputError, match="two or three"):
        story.plot.scatter(["POST /v1/contacts"])
    with pytest.raises(InputError, match=r"not seen in 2026-W46\. It was in 2026-W33 to 2026-W43"):
        story.plot.profile("ember-freight")
    with pytest.raises(InputError, match="never was"):
        story.plot.profile("nobody")
    with pytest.raises(InputError, match="has no groups"):
        story.plot.flow("2020-W01")


def test_hostile_names_stay_text() -> None:
    """A partner or endpoint named like HTML is escaped wherever Plotly would obey it."""
    name = "<a href='javascript:alert(1)'>x</a>"
    figures = [
        profile_figure(name, {"now": {name: 1.0}}),
        scatter_figure(name, [name, "b"], [name, None], np.array([[0.0, 1.0], [1.0, 0.0]]), [name, "y"]),
    ]
    for figure in figures:
        assert "<a" not in figure.to_json()
        assert "\\u003ca" not in figure.to_json()


def test_a_picture_is_written_or_the_way_out_said(article: pw.Workspace, tmp_path: Path) -> None:
    """Another kind of file is refused before any browser is looked for."""
    with pytest.raises(InputError, match=r"png, \.svg"):
        pw.save_image(article.plot.profile("A"), tmp_path / "profile.gif")


@pytest.mark.slow
@pytest.mark.needs("chromium")
def test_a_picture_is_a_picture(article: pw.Workspace, tmp_path: Path) -> None:
    """Where Chromium is installed a figure becomes a PNG."""
    file = pw.save_image(article.plot.profile("A"), tmp_path / "profile.png", browser=True)
    assert file.read_bytes().startswith(b"\x89PNG")


@pytest.fixture
def no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "no-chrome"))


@pytest.mark.usefixtures("no_browser")
def test_pictures_come_without_a_browser(article: pw.Workspace, tmp_path: Path) -> None:
    """Each kind of mark but the flow is drawn without Chrome, with its words and its partners' names."""
    labels = pw.expert_labels({"A": "$x$ & writers", "C": "readers", "F": "stock"})
    figures = {
        "profile": (article.plot.profile("A"), "GET Contact"),
        "flat": (article.plot.scatter(POSTS[:2]), "Contact readers"),
        "deep": (article.plot.scatter(POSTS), "POST Inventory"),
        "history": (article.plot.history("A"), "A, window by window"),
        "silhouette": (article.plot.silhouette(), "mean 0.57"),
        "sweep": (sweep_figure("kmeans", "k", [2, 3], {"silhouette": [0.4, 0.6]}, 3), "proposed: 3"),
        "stability": (stability_figure("stability", ["3 groups"], [[0.9, 1.0]]), "3 groups"),
        "confusion": (article.plot.confusion(labels), "$x$ &amp; writers"),
    }
    for name, (figure, words) in figures.items():
        file = pw.save_image(figure, tmp_path / f"{name}.svg", browser=None if name == "profile" else False)
        assert words in file.read_text(encoding="utf-8"), name


@pytest.mark.usefixtures("no_browser")
def test_without_a_browser_the_way_out_is_said(story: pw.Workspace, tmp_path: Path) -> None:
    """The flow, and what is asked of a browser, are refused with how to get one, and what does without."""
    for figure, browser in ((story.plot.flow("2026-W40"), None), (story.plot.centroids(), True)):
        with pytest.raises(InputError, match=r"Chromium: install one.*write_html"):
            pw.save_image(figure, tmp_path / "figure.png", browser=browser)
    assert not (tmp_path / "figure.png").exists()
