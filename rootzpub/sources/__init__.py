"""WordPress in: one file per way to read it, and `SOURCES`, the table of URL schemes.

Sources translate WordPress's words into `rootzpub.site`; they apply visibility, know nothing of documents, and never
write.
"""

from rootzpub.sources.source import LongRead, Remembering, Resumed, Snapshot, Source, SourceOptions
from rootzpub.sources.table import SOURCES, open_source

__all__ = ["SOURCES", "LongRead", "Remembering", "Resumed", "Snapshot", "Source", "SourceOptions", "open_source"]
