"""The table of documents, and the way from an address to its row."""

import pytest

from rootzpub.documents import DOCUMENTS
from rootzpub.errors import NotFound
from rootzpub.publisher.endpoints import ENDPOINT_TABLE
from rootzpub.wire import names
from tests.documents.making import ask, built_paths, document_at, ordinary, settings, site
from tests.site_making import make_entry


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/.well-known/ai", names.KIND_DISCOVERY),
        ("/.well-known/ai.json", names.KIND_DISCOVERY),
        ("/wp-json/rootz/v1/ai.json", names.KIND_DISCOVERY),
        ("/.well-known/ai/policies", names.KIND_POLICIES),
        ("/wp-json/rootz/v1/policies", names.KIND_POLICIES),
        ("/.well-known/ai/knowledge", names.KIND_KNOWLEDGE),
        ("/.well-known/ai/feed", names.KIND_FEED),
        ("/.well-known/ai/feed/page/3", names.KIND_FEED),
        ("/.well-known/ai/content", names.KIND_CONTENT),
        ("/.well-known/ai/content/posts", names.KIND_CONTENT),
        ("/.well-known/ai/content/posts/page/12", names.KIND_CONTENT),
        ("/wp-json/rootz/v1/content/event", names.KIND_CONTENT),
        ("/.well-known/ai/pages", names.KIND_PAGES),
        ("/.well-known/ai/tools", names.KIND_TOOLS),
        ("/llms.txt", names.KIND_LLMS),
        ("/llms-full.txt", names.KIND_LLMS_FULL),
    ],
)
def test_every_address_of_the_wire_has_its_kind(path: str, kind: str) -> None:
    """[wire §3]."""
    found = ENDPOINT_TABLE.find(path)
    assert found is not None
    assert found.endpoint.place.kinds[0] == kind


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "/.well-known/ai/",
        "/.well-known/ai/nothing",
        "/.well-known/ai/tools/page/2",
        "/.well-known/ai/feed/page/0",
        "/.well-known/ai/feed/page/01",
        "/.well-known/ai/feed/page/99999999",
        "/.well-known/ai/feed/page/x",
        "/.well-known/ai/content/",
        "/.well-known/ai/../ai",
        "/llms.txt/page/1",
    ],
)
def test_other_addresses_have_none(path: str) -> None:
    """Neither almost right ones, nor pages of what has none."""
    assert ENDPOINT_TABLE.find(path) is None
    with pytest.raises(NotFound, match="no such document"):
        document_at(site(), settings(), path)


def test_addresses_stand_in_one_row_only() -> None:
    """No two documents claim one path."""
    paths = [path for row in DOCUMENTS for path in row.paths]
    assert len(paths) == len(set(paths))


def test_every_path_of_a_copy_answers_and_leads_only_to_others_of_it() -> None:
    """What the writer writes: each answers, and `nextUrl` from any of them is among them."""
    of = site(*(make_entry(n) for n in range(1, 60)), make_entry(100, "event"), make_entry(101, "page"))
    paths = built_paths(of, settings())
    assert len(paths) == len(set(paths))
    for path in paths:
        document = document_at(of, settings(), path)
        assert getattr(document, "resource", "") == path
        following = getattr(document, "body", {}).get("nextUrl")
        assert following is None or following in paths
    assert "/.well-known/ai/content/posts/page/3" in paths
    assert "/.well-known/ai/content/posts/page/4" not in paths
    assert "/.well-known/ai/content/event" in paths


def test_a_copy_holds_no_document_that_is_switched_off() -> None:
    """Nor its pages."""
    given = settings(feed={"enabled": False}, content={"enabled": False}, llms={"enabled": False})
    paths = built_paths(ordinary(), given)
    assert not [path for path in paths if "feed" in path or "content" in path or "llms" in path]


def test_the_pages_of_the_knowledge_are_counted() -> None:
    """As many as its longest list needs."""
    given = settings(identity={"concepts": [f"T{n}: d" for n in range(45)]})
    paths = built_paths(site(), given)
    assert "/.well-known/ai/knowledge/page/3" in paths
    assert "/.well-known/ai/knowledge/page/4" not in paths


def test_the_same_question_gives_the_same_document() -> None:
    """Pure: nothing but site, settings and question decides."""
    of = ordinary()
    assert ask(of, "/.well-known/ai/feed", ("limit", "3")) == ask(of, "/.well-known/ai/feed", ("limit", "3"))


def test_only_understood_parameters_stand_in_the_resource() -> None:
    """As asked, no defaults added [wire §2]."""
    assert (
        ask(ordinary(), "/.well-known/ai/feed", ("x", "1"), ("limit", "7")).resource == "/.well-known/ai/feed?limit=7"
    )
    assert ask(ordinary(), "/.well-known/ai", ("x", "1")).resource == "/.well-known/ai"
