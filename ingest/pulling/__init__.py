"""Usage from a warehouse that has the calls already: its engine counts, what comes back is small.

Needs Ibis (`pip install 'pivotwatch[warehouse]'`), which is imported where it is used.
"""

from typing import TYPE_CHECKING

from foundation.lazy import lazily

if TYPE_CHECKING:
    from ingest.pulling.days import due_days
    from ingest.pulling.expression import Span, counting, spans_of
    from ingest.pulling.loading import DayPulled, counted_days, pull, sql_of
    from ingest.pulling.settings import ColumnSettings, WarehouseSourceSettings

lazily(__name__)
