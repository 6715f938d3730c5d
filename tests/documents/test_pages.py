"""`/.well-known/ai/pages`: the leaves of the publication."""

from rootzpub.wire import tree
from rootzpub.wire.publication import leaf
from tests.documents.making import ask, site
from tests.site_making import make_entry

PATH = "/.well-known/ai/pages"


LEAF = ("contentHash", "modified", "path", "title", "type")
"""What a leaf is made of."""


def test_all_records_of_all_pages_make_the_root() -> None:
    """Following nextUrl gives the leaves in order; their tree has the root that is signed."""
    of = site(*(make_entry(n) for n in range(1, 1203)))
    records, address = [], PATH
    while address:
        body = ask(of, address).body
        records += body["pages"]
        address = str(body.get("nextUrl", ""))
    assert len(records) == body["total"] == 1202
    assert tree.root([leaf({name: record[name] for name in LEAF}) for record in records]) == of.publication.root
    assert body["publication"]["root"] == "sha256:" + of.publication.root.hex()


def test_page_and_per_page_choose_a_part() -> None:
    """And are named in the resource as asked."""
    of = site(*(make_entry(n) for n in range(1, 8)))
    document = ask(of, PATH, ("per_page", "3"), ("page", "2"))
    assert [record["path"] for record in document.body["pages"]] == [f"/2026/03/04/entry-{n}/" for n in (4, 5, 6)]
    assert document.resource == f"{PATH}?page=2&per_page=3"
    assert document.body["nextUrl"] == f"{PATH}?page=3&per_page=3"


def test_languages_stand_beside_the_leaf() -> None:
    """Language and translations stand with a record, and are no part of its leaf."""
    french = make_entry(2, language="fr-FR", translations={"en-US": "https://example.org/a/"})
    of = site(make_entry(1), french)
    plain, told = ask(of, PATH).body["pages"]
    assert plain.keys() == {*LEAF, "assertionType", "documentUrl", "format"}
    assert (plain["assertionType"], plain["format"]) == ("editorial", "text/markdown")
    assert (told["language"], told["translations"]) == ("fr-FR", {"en-US": "https://example.org/a/"})
    rows = [{name: row[name] for name in LEAF} for row in (plain, told)]
    assert tree.root([leaf(row) for row in rows]) == of.publication.root
