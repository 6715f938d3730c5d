"""The table of documents [house §4]; their endpoints are made from it."""

from typing import Final

from rootzpub.documents.archive import ARCHIVE
from rootzpub.documents.content import CONTENT
from rootzpub.documents.discovery import DISCOVERY
from rootzpub.documents.feed import FEED
from rootzpub.documents.knowledge import KNOWLEDGE
from rootzpub.documents.llms import LLMS
from rootzpub.documents.llms_full import LLMS_FULL
from rootzpub.documents.pages import PAGES
from rootzpub.documents.policies import POLICIES
from rootzpub.documents.tools_manifest import TOOLS_MANIFEST

DOCUMENTS: Final = (DISCOVERY, POLICIES, KNOWLEDGE, FEED, CONTENT, PAGES, TOOLS_MANIFEST, ARCHIVE, LLMS, LLMS_FULL)
"""Every document, in the order of [wire §3.kinds]; lists that are made from it keep this order."""
