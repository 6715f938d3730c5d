"""documents: site -> Document, one file each, pure.

Invariants: the same site and settings give the same document; no clock, no key, no database, no Flask; what the site
does not say is not said. A new document is one file and one row in DOCUMENTS.
"""

from rootzpub.documents.request import Request, read_parameters
from rootzpub.documents.row import DocumentRow
from rootzpub.documents.settings import Settings, Traffic
from rootzpub.documents.table import DOCUMENTS, answer_document, document_paths, find_document

__all__ = [
    "DOCUMENTS",
    "DocumentRow",
    "Request",
    "Settings",
    "Traffic",
    "answer_document",
    "document_paths",
    "find_document",
    "read_parameters",
]
