"""The words of the wire: kinds, media types, fixed values, and the paths that places are made of [wire §2] [wire §3].

Invariants: constants only; a word that appears on the wire is spelled here once.
"""

from typing import Final

SPEC_VERSION: Final = "1.2.0"
SCHEMA_VERSION: Final = "2026-02"
STANDARD: Final = "ai-discovery"
STANDARD_URL: Final = "https://rootz.global/ai-discovery"

JSON_MEDIA_TYPE: Final = "application/json; charset=utf-8"
TEXT_MEDIA_TYPE: Final = "text/plain; charset=utf-8"
MARKDOWN_MEDIA_TYPE: Final = "text/markdown; charset=utf-8"

METHOD_ECDSA: Final = "ecdsa-secp256k1"
METHOD_HASH_ONLY: Final = "hash-only"

AUTHORIZATION_NONE: Final = "none"
AUTHORIZATION_SELF: Final = "self-signed"
AUTHORIZATION_DELEGATED: Final = "delegated"
AUTHORIZATION_PENDING: Final = "pending-admin-approval"

SIGNER_NONE: Final = "none"
HASH_PREFIX: Final = "sha256:"

SIGNATURE: Final = "_signature"
FRESHNESS: Final = "_freshness"
ORIGIN: Final = "_origin"
PROVENANCE: Final = "_provenance"
PROOF: Final = "_proof"
GENERATED: Final = "generated"
SIGNATURE_HEADER: Final = "AI-Signature"
"""Response header with the `_signature` block of bytes that carry none: canonical JSON as RFC 9651 byte sequence."""

KIND_DISCOVERY: Final = "ai-discovery"
KIND_POLICIES: Final = "ai-policies"
KIND_KNOWLEDGE: Final = "ai-knowledge"
KIND_FEED: Final = "ai-feed"
KIND_CONTENT: Final = "ai-content"
KIND_PAGES: Final = "ai-page-manifest"
KIND_TOOLS: Final = "ai-tools"
KIND_ARCHIVE: Final = "ai-archive"
KIND_KEYS: Final = "ai-keys"
KIND_LLMS: Final = "llms-txt"
KIND_LLMS_FULL: Final = "llms-full-txt"
KIND_ERROR: Final = "error"

DOCUMENT_KINDS: Final = (
    KIND_DISCOVERY,
    KIND_POLICIES,
    KIND_KNOWLEDGE,
    KIND_FEED,
    KIND_CONTENT,
    KIND_PAGES,
    KIND_TOOLS,
    KIND_ARCHIVE,
    KIND_KEYS,
    KIND_LLMS,
    KIND_LLMS_FULL,
    KIND_ERROR,
)

TOOL_SEARCH: Final = "searchContent"
TOOL_PAGE: Final = "getPage"
TOOL_VERIFY: Final = "verifyPageHash"
TOOL_STATUS: Final = "getStatus"
TOOL_CONTEXT: Final = "getContext"
TOOL_ORGANIZATION: Final = "getOrganizationInfo"
TOOL_POLICIES: Final = "getPolicies"
TOOL_KNOWLEDGE: Final = "getKnowledge"
TOOL_FEED: Final = "getFeed"

WELL_KNOWN: Final = "/.well-known/ai"
DISCOVERY_RELATION: Final = "ai-discovery"
DISCOVERY_LINK: Final = f'<{WELL_KNOWN}>; rel="{DISCOVERY_RELATION}"; type="application/json"'
"""Value of the `Link` header with which any page names the discovery document (RFC 8288)."""

VERSION_HEADER: Final = "X-Rootz-AI-Discovery"
"""Response header in which the plugin names its version, and we ours."""
KEYS_PATH: Final = "/.well-known/ai/keys"
ARCHIVE_PATH: Final = "/.well-known/archive"
"""Of the archive in the standard's draft 1.1."""
REST_PREFIX: Final = "/wp-json/rootz/v1"
REST_ROUTE: Final = "rest_route"
"""WordPress's query parameter for a REST address, where permalinks are plain."""
LLMS_PATH: Final = "/llms.txt"
LLMS_LANGUAGE_PATH: Final = "/llms-{segment}.txt"
"""In another language than the site's first; the placeholder stands for its BCP 47 tag."""
LLMS_FULL_PATH: Final = "/llms-full.txt"
