"""Raw records become calls and usage: formats, endpoints, partners, loading, quarantine."""

from typing import TYPE_CHECKING

from foundation import lazily

if TYPE_CHECKING:
    from ingest.catalogue import readings
    from ingest.files import Wanted, wanted_files
    from ingest.format import SHIPPED, Format, JsonLines
    from ingest.gateway_config import snippet, snippet_names, snippets_of
    from ingest.importing import Imported, import_usage
    from ingest.ingesting import FileResult, Ingestion, Progress
    from ingest.loading import Counts, Origin, Terms, load_text
    from ingest.preparing import Bounds
    from ingest.quarantine import rejects
    from ingest.reading import Reading
    from ingest.segments import Segment
    from ingest.usage_table import UsageTable, read_usage_table

__all__ = [
    "SHIPPED",
    "Bounds",
    "Counts",
    "FileResult",
    "Format",
    "Imported",
    "Ingestion",
    "JsonLines",
    "Origin",
    "Progress",
    "Reading",
    "Segment",
    "Terms",
    "UsageTable",
    "Wanted",
    "import_usage",
    "load_text",
    "read_usage_table",
    "readings",
    "rejects",
    "snippet",
    "snippet_names",
    "snippets_of",
    "wanted_files",
]

__getattr__ = lazily(
    __name__,
    {
        "ingest.catalogue": ("readings",),
        "ingest.files": (
            "Wanted",
            "wanted_files",
        ),
        "ingest.format": (
            "SHIPPED",
            "Format",
            "JsonLines",
        ),
        "ingest.gateway_config": (
            "snippet",
            "snippet_names",
            "snippets_of",
        ),
        "ingest.importing": (
            "Imported",
            "import_usage",
        ),
        "ingest.ingesting": (
            "FileResult",
            "Ingestion",
            "Progress",
        ),
        "ingest.loading": (
            "Counts",
            "Origin",
            "Terms",
            "load_text",
        ),
        "ingest.preparing": ("Bounds",),
        "ingest.quarantine": ("rejects",),
        "ingest.reading": ("Reading",),
        "ingest.segments": ("Segment",),
        "ingest.usage_table": (
            "UsageTable",
            "read_usage_table",
        ),
    },
)
