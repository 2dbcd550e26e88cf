"""Raw records become calls and usage: formats, endpoints, partners, loading, quarantine."""

from ingest.catalogue import readings
from ingest.files import Wanted, wanted_files
from ingest.format import SHIPPED, Format, JsonLines
from ingest.ingesting import FileResult, Ingestion, Progress
from ingest.loading import Counts, Origin, Terms, load
from ingest.reading import Reading
from ingest.segments import Segment
from ingest.staging import Bounds

__all__ = [
    "SHIPPED",
    "Bounds",
    "Counts",
    "FileResult",
    "Format",
    "Ingestion",
    "JsonLines",
    "Origin",
    "Progress",
    "Reading",
    "Segment",
    "Terms",
    "Wanted",
    "load",
    "readings",
    "wanted_files",
]
