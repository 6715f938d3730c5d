"""Document, TextDocument and ToolSpec: plain frozen values."""

from dataclasses import FrozenInstanceError

import pytest

from rootzpub.wire import Category, Document, Effect, Parameter, TextDocument, ToolSpec
from rootzpub.wire.document import max_age_of


def test_documents_are_values() -> None:
    """Equal members make equal documents, and nobody changes one."""
    document = Document(kind="x", resource="/x", body={"a": 1})
    assert document == Document(kind="x", resource="/x", body={"a": 1})
    with pytest.raises(FrozenInstanceError, match="kind"):
        document.kind = "y"  # type: ignore[misc]


def test_defaults() -> None:
    """A document is provenanced, cached an hour and sent with 200; a text gets a Verification section."""
    document = Document(kind="x", resource="/x", body={})
    text = TextDocument(kind="llms-txt", resource="/llms.txt", text="# A\n")
    assert (document.provenance, document.freshness, max_age_of(document), document.status) == (True, False, 3600, 200)
    assert (text.stamp, text.media_type, text.status) == ("section", "text/plain; charset=utf-8", 200)


def test_a_tool_is_read_only_get_without_auth_unless_it_says_otherwise() -> None:
    """The defaults of a tool are the harmless ones."""
    spec = ToolSpec(name="getX", description="X.", route="/x", parameters=(Parameter(name="q", required=True),))
    assert (spec.method, spec.auth, spec.effect, spec.category) == ("GET", "none", Effect.READ, Category.DISCOVERY)
    assert (spec.parameters[0].type, spec.parameters[0].default) == ("string", None)
