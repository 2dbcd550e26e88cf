"""Plotly figures, each made by a function that returns it."""

from typing import TYPE_CHECKING

from foundation.lazy import lazily

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from reports.charts.confusion import confusion_figure
    from reports.charts.flow import flow_figure
    from reports.charts.group_map import group_map_figure
    from reports.charts.heat import centroid_figure, history_figure
    from reports.charts.moves import moves_figure
    from reports.charts.profile import profile_figure
    from reports.charts.scatter import scatter_figure
    from reports.charts.space import space_figure
    from reports.charts.static import save_image
    from reports.charts.tuning import k_distance_figure, silhouette_figure, stability_figure, sweep_figure

lazily(__name__)
