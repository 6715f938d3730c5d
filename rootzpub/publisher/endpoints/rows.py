"""The table of endpoints: every document, the key history, the documents about single entries, every tool."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from rootzpub.config import Config
from rootzpub.documents import DOCUMENTS, UNLISTED, DocumentRow, Listing, Request, Section, Settings
from rootzpub.publisher.endpoints.endpoint import Endpoint, RateClass, Volatility
from rootzpub.site import Site
from rootzpub.tools import TOOLS, Tool
from rootzpub.tools.get_page import page_document
from rootzpub.wire import Document, names, places
from rootzpub.wire.blocks import HOUR

_RECORDS: Final = 500


def document_endpoint(row: DocumentRow) -> Endpoint:
    """The endpoint of a document: the same for everybody, written by `build`."""
    return Endpoint(
        place=row.place,
        answer=row.build,
        parameters=row.parameters,
        media_types=(row.media_type,),
        headers=row.headers,
        listing=row.listing,
        enabled=partial(_configured, row.enabled),
        built=row.all_paths,
    )


def tool_endpoint(tool: Tool) -> Endpoint:
    """The endpoint of a tool: rate limited, listed for agents where everybody may call it."""
    spec = tool.spec
    return Endpoint(
        place=tool.place,
        answer=tool.answer,
        methods=(spec.method,),
        parameters=spec.parameters,
        media_types=(tool.media_type,),
        headers=tool.headers,
        volatility=_tool_volatility(tool),
        personal=True,
        rate=RateClass.TOOLS,
        listing=Listing(title=spec.name, note=spec.description, section=Section.AGENTS, scored=tool.scored)
        # llms.txt holds links that anybody may follow: neither the owner's tool nor one that changes something is among
        # them.
        if spec.auth == "none" and spec.method == "GET"
        else UNLISTED,
        spec=spec,
        enabled=partial(_configured, tool.enabled),
    )


def _tool_volatility(tool: Tool) -> Volatility:
    if tool.spec.auth == "owner":
        return Volatility.OWNER
    # What writes is never answered from a cache.
    if tool.spec.method != "GET":
        return Volatility.LIVE
    return Volatility.CLOCK if tool.clocked else Volatility.SITE


def _configured(enabled: Callable[[Config], bool], settings: Settings) -> bool:
    return enabled(settings.config)


def _key_history(site: Site, settings: Settings, request: Request) -> Document:
    """What the origin has said about its keys."""
    del site
    assert settings.key_history is not None  # else the row is not enabled
    return Document(
        kind=names.KIND_KEYS, resource=request.resource, body=settings.key_history(settings.origin), max_age=HOUR
    )


def _keeps_history(settings: Settings) -> bool:
    return settings.key_history is not None


def _keys_path(site: Site, settings: Settings) -> tuple[str, ...]:
    del site, settings
    return places.KEYS.paths


KEY_HISTORY: Final = Endpoint(
    place=places.KEYS,
    answer=_key_history,
    # The file of the history may change while the site does not: a rotation is published at the next step.
    volatility=Volatility.CLOCK,
    enabled=_keeps_history,
    built=_keys_path,
)


_QUESTION_MARK: Final = re.compile("%3f", re.IGNORECASE)


def _page_file(site: Site, settings: Settings, request: Request) -> Document:
    """The document about one entry; without a segment about the front page."""
    # As it stands in the address: the store reads an entry's path in any encoding.
    asked = _QUESTION_MARK.sub("?", f"/{request.segment}")
    return page_document(site, settings, request, asked=asked)


def _page_files(site: Site, settings: Settings) -> Iterator[str]:
    del settings
    # In parts: a site may have many thousands of records.
    for offset in range(0, site.publication.size, _RECORDS):
        yield from (places.page_address(record.path) for record in site.records(limit=_RECORDS, offset=offset))


PAGE_FILE: Final = Endpoint(place=places.PAGE_FILE, answer=_page_file, built=_page_files)
"""The document about one entry as a file can hold it: the tool getPage without a question [wire §3.page]."""

ENDPOINTS: Final = (*map(document_endpoint, DOCUMENTS), KEY_HISTORY, *map(tool_endpoint, TOOLS), PAGE_FILE)
"""Every address that answers. Documents come before tools: lists keep this order, and a tool answers at the address
that it shares with a document."""
