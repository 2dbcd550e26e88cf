"""Pivotwatch tells an API platform when a partner starts to use the API for something else.

In a notebook:

>>> import pivotwatch as pw
>>> sorted(name for name in dir(pw) if name in ("open", "connect", "expert_labels"))
['connect', 'expert_labels', 'open']

What is behind a name is imported when the name is first used, so that `import pivotwatch` and the command
line's start cost nothing.
"""

from typing import TYPE_CHECKING

from foundation.lazy import lazily

if TYPE_CHECKING:
    from clustering.estimators import RowMinMaxScaler, UseCaseClusterer
    from pivotwatch.analysis.commands import command
    from pivotwatch.analysis.labels import ExpertLabels, expert_labels
    from pivotwatch.analysis.opening import connect, open  # noqa: A004 - `pw.open`, as in polars or PIL
    from pivotwatch.analysis.workspace import Workspace
    from pivotwatch.samples import samples_folder
    from reports.charts import save_image

lazily(__name__)
