"""Plotly figures, each made by a function that returns it."""

from reports.charts.flow import flow_figure
from reports.charts.group_map import group_map_figure

__all__ = ["flow_figure", "group_map_figure"]
