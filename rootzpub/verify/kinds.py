"""Which kind of document belongs at which path [wire §3] [wire §3b]."""

import re
from typing import Final

from rootzpub.wire import names

_REST: Final = names.REST_PREFIX
_KINDS: Final[dict[str, tuple[str, ...]]] = {
    names.WELL_KNOWN: (names.KIND_DISCOVERY,),
    f"{names.WELL_KNOWN}.json": (names.KIND_DISCOVERY,),
    f"{_REST}/ai.json": (names.KIND_DISCOVERY, names.TOOL_ORGANIZATION),
    f"{names.WELL_KNOWN}/policies": (names.KIND_POLICIES,),
    f"{_REST}/policies": (names.KIND_POLICIES, names.TOOL_POLICIES),
    f"{names.WELL_KNOWN}/knowledge": (names.KIND_KNOWLEDGE,),
    f"{_REST}/knowledge": (names.KIND_KNOWLEDGE, names.TOOL_KNOWLEDGE),
    f"{names.WELL_KNOWN}/feed": (names.KIND_FEED,),
    f"{_REST}/feed": (names.KIND_FEED, names.TOOL_FEED),
    f"{names.WELL_KNOWN}/pages": (names.KIND_PAGES,),
    f"{names.WELL_KNOWN}/tools": (names.KIND_TOOLS,),
    f"{names.WELL_KNOWN}/archive": (names.KIND_ARCHIVE,),
    f"{_REST}/pages": (names.KIND_PAGES,),
    f"{_REST}/tools": (names.KIND_TOOLS,),
    names.KEYS_PATH: (names.KIND_KEYS,),
    f"{_REST}/search": (names.TOOL_SEARCH,),
    f"{_REST}/page": (names.TOOL_PAGE,),
    f"{_REST}/verify": (names.TOOL_VERIFY,),
    f"{_REST}/status": (names.TOOL_STATUS,),
    f"{_REST}/context": (names.TOOL_CONTEXT,),
    names.LLMS_PATH: (names.KIND_LLMS,),
    names.LLMS_SIGNATURE_PATH: (names.KIND_LLMS,),
    names.LLMS_FULL_PATH: (names.KIND_LLMS_FULL,),
    names.LLMS_FULL_SIGNATURE_PATH: (names.KIND_LLMS_FULL,),
}
_PAGE_NUMBER: Final = re.compile(r"/page/[1-9][0-9]*\Z")
"""How long lists go on where a site is kept as files."""
_CONTENT: Final = (f"{names.WELL_KNOWN}/content", f"{_REST}/content")

ECHOING_KINDS: Final = frozenset({names.TOOL_SEARCH, names.TOOL_VERIFY, names.KIND_ERROR})
"""Answers that repeat words of the request; they are never a statement of the site."""


def kind_of(path: str) -> tuple[str, ...]:
    """The kinds that may stand at `path`; empty where none is laid down. An error document may stand anywhere."""
    path = _PAGE_NUMBER.sub("", path)
    kinds = _KINDS.get(path, ())
    if path in _CONTENT or path.startswith(tuple(f"{prefix}/" for prefix in _CONTENT)):
        kinds = (names.KIND_CONTENT,)
    return (*kinds, names.KIND_ERROR) if kinds else ()
