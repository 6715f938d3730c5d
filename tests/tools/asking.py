"""Calling tools in tests."""

from typing import Any

from rootzpub.documents import Settings
from rootzpub.store import MemorySite
from rootzpub.tools import answer_tool
from rootzpub.wire import Document, TextDocument
from tests.documents.making import settings

PREFIX = "/wp-json/rootz/v1"


def call(of: MemorySite, route: str, *, given: Settings | None = None, owner: bool = False, **asked: Any) -> Document:
    """The JSON answer of the tool at a route."""
    answer = answer_tool(of, given or settings(), PREFIX + route, list(asked.items()), owner=owner)
    assert isinstance(answer, Document)
    return answer


def call_text(of: MemorySite, route: str, *, given: Settings, owner: bool) -> TextDocument:
    """The text answer of the tool at a route."""
    answer = answer_tool(of, given, PREFIX + route, owner=owner)
    assert isinstance(answer, TextDocument)
    return answer
