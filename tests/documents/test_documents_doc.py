"""docs/documents.md says what the code does."""

import re
from pathlib import Path
from typing import Any

import pytest

from rootzpub.documents import DOCUMENTS, DocumentRow
from rootzpub.documents.items import content_item, feed_item, media_item
from rootzpub.site import Media, TypeInfo
from rootzpub.store import MemorySite
from rootzpub.wire import Document
from tests.documents.making import WIDGETS, ask, page, settings, site
from tests.site_making import make_entry, make_facts

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "documents.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))


def rows(text: str, head: str) -> set[str]:
    """The names in the first column of the table that begins with `head`, before any `###`."""
    table = re.search(rf"^\| {head} \|.*?(?=\n\n|\Z)", text, re.MULTILINE | re.DOTALL)
    return set(re.findall(r"^\| `([^`]+)`", table[0], re.MULTILINE)) if table else set()


PLACE = {"name": "Oven", "address": "Way 1", "openingHours": ["Mo 9-12"]}
STATED = {
    "locations": [PLACE],
    "products": [{"name": "Saw", "offers": [{"price": "1"}]}],
    "events": [{"name": "Ball", "startDate": "2026-07-01"}],
    "faq": [{"question": "Q", "answer": "A"}],
}


def rich() -> MemorySite:
    """A site that fills every member of every document."""
    slugs = [
        "privacy",
        "terms",
        "data-policy",
        "cookie-policy",
        "ai-policy",
        "accessibility",
        "dmca",
        "about",
        "contact",
    ]
    of = site(
        *(page(n, slug, slug) for n, slug in enumerate(slugs, start=1)),
        *(make_entry(n, terms=(WIDGETS,)) for n in range(100, 1200)),
        make_entry(99, facts=STATED),
        facts={"types": (TypeInfo(name="event", label="Events"),)},
    )
    of.past = (of.publication,) * 200
    return of


SEEN = make_entry(1, words_by="wordpress", facts=STATED)
RICH = rich()
TOLD: dict[str, Any] = {
    "words_by": "wordpress",
    "language": "fr-FR",
    "translations": {"en-US": "https://example.com/en/"},
}
CONCEPTS = settings(
    identity={
        "concepts": [f"T{n}: d" for n in range(30)],
        **{name: ["A: b"] for name in ("people", "applications", "partners")},
    },
    llms={"full": True},
)


def test_every_document_is_described() -> None:
    """One section for each kind, no more."""
    assert set(SECTIONS) == {row.kind for row in DOCUMENTS}


@pytest.mark.parametrize("row", DOCUMENTS, ids=lambda row: row.name)
def test_addresses_and_parameters_are_those_of_the_table(row: DocumentRow) -> None:
    """Every address, every parameter, and `/page/N` where there are pages."""
    section = SECTIONS[row.kind]
    line = re.search(r"^Addresses: .*?(?=\n\n|\Z)", section, re.MULTILINE | re.DOTALL)
    assert line
    named = re.findall(r"`(/[^`]+)`", line[0])
    assert [path for path in named if path != "/page/N"] == list(row.paths)
    assert ("/page/N" in named) is row.paged
    assert rows(section, "parameter") == {parameter.name for parameter in row.parameters}


@pytest.mark.parametrize("row", [row for row in DOCUMENTS if not row.kind.startswith("llms")], ids=lambda row: row.name)
def test_members_are_those_that_are_built(row: DocumentRow) -> None:
    """The described members are exactly those that appear, over a site that has everything."""
    seen: set[str] = set()
    for path in row.paths:
        document = ask(RICH, path.replace("{segment}", "posts"), given=CONCEPTS)
        assert isinstance(document, Document)
        seen |= {*document.body, *document.stamped}
    if any(parameter.name == "type" for parameter in row.parameters):
        seen |= {*ask(RICH, row.place.path, ("type", "nonsense")).body}
    assert rows(SECTIONS[row.kind], "member") == seen


@pytest.mark.parametrize(
    ("title", "members"),
    [
        ("An item of the feed", feed_item(make_entry(1), settings(), make_facts(), lambda _: [])),
        (
            "An item of the content",
            content_item(make_entry(1, **TOLD, facts=STATED), settings(), make_facts()),
        ),
        ("A media item", media_item(make_entry(1, "attachment", media=Media(url="/x")), settings())),
    ],
    ids=["feed", "content", "media"],
)
def test_items_are_described(title: str, members: dict) -> None:
    """Member by member."""
    part = re.search(rf"^### {title}\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert part
    assert rows(part[1], "member") == set(members)
