"""The figures, and the projection behind the map."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from foundation import Warehouse
from reports import read_report
from reports.charts import flow_figure, group_map_figure
from reports.charts._style import COLOURS, GREY, RING
from reports.projection import project
from tests.reports.filling import HOSTILE_NAME, PLATFORM

_PAPERS = ("#fdfcf9", "#141618")


def test_the_flow_counts_moves(eventful: Warehouse) -> None:
    """The bands of the flow add up to the partners that moved, each from a left to a right node."""
    flow = read_report(eventful, PLATFORM).flow
    (sankey,) = json.loads(flow_figure(flow, "week 46", "week 47").to_json())["data"]
    assert sum(sankey["link"]["value"]) == 3
    assert sankey["node"]["label"][0] == "Contact writers<br>5 stayed"
    lefts = set(sankey["link"]["source"])
    assert not lefts & set(sankey["link"]["target"])


def test_no_name_is_markup_to_plotly(eventful: Warehouse) -> None:
    """Plotly reads some HTML in labels; every name goes in escaped."""
    report = read_report(eventful, PLATFORM)
    flow = flow_figure(report.flow, "week 46", "week 47").to_json()
    chart = group_map_figure(report.group_map).to_json()
    assert HOSTILE_NAME.split(">")[0] in json.loads(chart)["data"][-1]["text"][1].replace("&gt;", ">")
    for text in (flow, chart):
        assert "<img" not in text
        assert "<i>" not in text
        assert "<script" not in text


def test_the_map_rings_pivoted_partners(eventful: Warehouse, quiet: Warehouse) -> None:
    """Partners with a pivot are ringed and named; in a quiet week nobody is."""
    *_, rings = group_map_figure(read_report(eventful, PLATFORM).group_map).data
    assert len(rings.x) == 2
    *_, rings = group_map_figure(read_report(quiet, PLATFORM).group_map).data
    assert len(rings.x) == 0


def test_names_of_groups_do_not_cover_each_other(eventful: Warehouse) -> None:
    """Two groups on one spot have their names one above the other; groups apart have theirs at one height."""
    group_map = read_report(eventful, PLATFORM).group_map
    points = [replace(point, x=0.0, y=0.0) for point in group_map.points]
    lifts = [each.yshift for each in group_map_figure(replace(group_map, points=points)).layout.annotations]
    assert all(abs(one - other) >= 16 for one, other in combinations(lifts, 2))
    apart = group_map_figure(group_map).layout.annotations
    assert {each.yshift for each in apart} == {16}


def test_more_groups_than_colours_still_draw(eventful: Warehouse) -> None:
    """With more groups than there are colours every group still has its own trace and name."""
    group_map = read_report(eventful, PLATFORM).group_map
    points = [replace(point, group=f"group {index}") for index, point in enumerate(group_map.points)]
    figure = group_map_figure(replace(group_map, points=points))
    assert len(figure.layout.annotations) == len(points) > len(COLOURS)


@pytest.mark.parametrize("colour", [*COLOURS, GREY, RING])
def test_colours_stand_out_on_both_papers(colour: str) -> None:
    """Marks have a contrast of at least 3 on light and on dark paper (WCAG 2.2, 1.4.11)."""
    for paper in _PAPERS:
        light, dark = sorted((_luminance(colour), _luminance(paper)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def test_the_projection_keeps_what_varies_most() -> None:
    """Profiles that differ along two directions only are laid out without loss, distances kept."""
    profiles = np.array([[0, 0, 0.5], [1, 0, 0.5], [0, 1, 0.5], [1, 1, 0.5]], dtype=float)
    places, kept = project(profiles)
    assert kept == 1.0
    gaps = np.linalg.norm(places[:, None] - places[None], axis=2)
    wanted = np.linalg.norm(profiles[:, None] - profiles[None], axis=2)
    assert gaps == pytest.approx(wanted, abs=1e-3)


def test_equal_profiles_fall_on_one_spot() -> None:
    """Profiles without any difference are projected without dividing by zero."""
    places, kept = project(np.full((4, 3), 0.5))
    assert not places.any()
    assert kept == 1.0
