"""documents: site -> Document, one file each, pure.

Invariants: the same site and settings give the same document; no clock, no key, no database, no Flask; what the site
does not say is not said. A new document is one file and one row in DOCUMENTS.
"""

from rootzpub.documents.all_documents import DOCUMENTS
from rootzpub.documents.listing import UNLISTED, Capability, Listed, Listing, Section
from rootzpub.documents.request import Request, read_parameters
from rootzpub.documents.row import DocumentRow
from rootzpub.documents.settings import Settings, Traffic

__all__ = [
    "DOCUMENTS",
    "UNLISTED",
    "Capability",
    "DocumentRow",
    "Listed",
    "Listing",
    "Request",
    "Section",
    "Settings",
    "Traffic",
    "read_parameters",
]
