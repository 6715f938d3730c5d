"""Calling tools in tests."""

from typing import Any

from rootzpub.documents import Settings
from rootzpub.publisher import PLAIN_GET, RequestContext
from rootzpub.publisher.endpoints import ENDPOINT_TABLE
from rootzpub.store import MemorySite
from rootzpub.wire import OWNER, Document, TextDocument, Unsigned
from tests.documents.making import settings

PREFIX = "/wp-json/rootz/v1"


def call(of: MemorySite, route: str, *, given: Settings | None = None, owner: bool = False, **asked: Any) -> Document:
    """The JSON answer of the tool at a route."""
    answer = _answer(of, given or settings(), route, asked, owner=owner)
    assert isinstance(answer, Document)
    return answer


def call_text(of: MemorySite, route: str, *, given: Settings, owner: bool) -> TextDocument:
    """The text answer of the tool at a route."""
    answer = _answer(of, given, route, {}, owner=owner)
    assert isinstance(answer, TextDocument)
    return answer


def _answer(of: MemorySite, given: Settings, route: str, asked: dict[str, Any], *, owner: bool) -> Unsigned:
    path = PREFIX + route
    found = ENDPOINT_TABLE.find(path)
    assert found is not None
    request = found.request(path, list(asked.items()), context=RequestContext(caller=OWNER) if owner else PLAIN_GET)
    return found.endpoint.answer_to(of, given, request)
