"""WordPress in: one file per way to read it, and `SOURCES`, the table of URL schemes.

Sources translate WordPress's words into `rootzpub.site`; they apply visibility, know nothing of documents, and never
write.
"""

from rootzpub.sources.schemes import SOURCES, open_source
from rootzpub.sources.source import (
    Counting,
    Excluding,
    LongRead,
    OwnersRules,
    Remembering,
    Resumed,
    Snapshot,
    Source,
    SourceOptions,
    Trace,
    Witness,
)

__all__ = [
    "SOURCES",
    "Counting",
    "Excluding",
    "LongRead",
    "OwnersRules",
    "Remembering",
    "Resumed",
    "Snapshot",
    "Source",
    "SourceOptions",
    "Trace",
    "Witness",
    "open_source",
]
