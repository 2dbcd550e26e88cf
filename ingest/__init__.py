"""Raw records become calls and usage: formats, endpoints, partners, loading, quarantine."""

from typing import TYPE_CHECKING

from foundation.lazy import lazily

if TYPE_CHECKING:
    from ingest.catalogue import readings
    from ingest.files import Wanted, wanted_files
    from ingest.format import SHIPPED, Format, JsonLines
    from ingest.gateway_config import snippet, snippet_names, snippets_of
    from ingest.importing import Imported, import_usage
    from ingest.ingesting import Ingestion
    from ingest.loading import load_text
    from ingest.quarantine import rejects
    from ingest.reading import Reading
    from ingest.segments import Segment
    from ingest.staging import Bounds
    from ingest.terms import Counts, FileResult, Origin, Progress, Terms
    from ingest.usage_table import UsageTable, read_usage_table

lazily(__name__)
