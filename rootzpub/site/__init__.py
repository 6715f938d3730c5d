"""What a site is: plain frozen values, no I/O, no clock.

Everything above speaks in these; nothing here knows WordPress tables, HTTP or signatures.
"""

from rootzpub.site.article import Article, Loss, Section
from rootzpub.site.costs import Budget, TooCostly
from rootzpub.site.entry import (
    CATEGORY_TAXONOMIES,
    MARKS,
    NO_DATE,
    TAG_TAXONOMIES,
    Author,
    Change,
    Entry,
    EntryHead,
    Gone,
    Hidden,
    Image,
    Media,
    PublishedEntry,
    Spoken,
    Term,
)
from rootzpub.site.facts import (
    ATTACHMENT,
    BUILT_IN_TYPES,
    PAGE,
    POST,
    ClosedSite,
    DecidingPlugin,
    MenuItem,
    SiteFacts,
    TypeInfo,
)
from rootzpub.site.held import REASONS, Held
from rootzpub.site.known import NOTHING_KNOWN, KnownRevisions, RevisionsById
from rootzpub.site.site import Found, Hit, Hits, Omission, Order, Passage, Query, Site, left_out
from rootzpub.site.stated import GATHERED, VISIBLE, Facts, Stated, Statement, statements
from rootzpub.wire.publication import Proof, Publication, Record

__all__ = [
    "ATTACHMENT",
    "BUILT_IN_TYPES",
    "CATEGORY_TAXONOMIES",
    "GATHERED",
    "MARKS",
    "NOTHING_KNOWN",
    "NO_DATE",
    "PAGE",
    "POST",
    "REASONS",
    "TAG_TAXONOMIES",
    "VISIBLE",
    "Article",
    "Author",
    "Budget",
    "Change",
    "ClosedSite",
    "DecidingPlugin",
    "Entry",
    "EntryHead",
    "Facts",
    "Found",
    "Gone",
    "Held",
    "Hidden",
    "Hit",
    "Hits",
    "Image",
    "KnownRevisions",
    "Loss",
    "Media",
    "MenuItem",
    "Omission",
    "Order",
    "Passage",
    "Proof",
    "Publication",
    "PublishedEntry",
    "Query",
    "Record",
    "RevisionsById",
    "Section",
    "Site",
    "SiteFacts",
    "Spoken",
    "Stated",
    "Statement",
    "Term",
    "TooCostly",
    "TypeInfo",
    "left_out",
    "statements",
]
