"""`/.well-known/ai/archive`: the list of publications."""

import pytest

from rootzpub.errors import NotFound
from rootzpub.site import Publication
from rootzpub.store import MemorySite
from tests.documents.making import ask, settings, site
from tests.site_making import MOMENT, make_entry

PATH = "/.well-known/ai/archive"


def grown(number: int) -> MemorySite:
    """A site at its last of so many publications."""
    of = site(make_entry(1))
    of.past = tuple(
        Publication(sequence=n, root=bytes([n % 256]) * 32, size=n, published_at=MOMENT) for n in range(1, number)
    )
    of.sequence = number
    return of


def test_each_publication_is_a_record_of_the_standard() -> None:
    """Newest first; each names the one that it replaced."""
    body = ask(grown(2), PATH, given=settings(identity={"digital_name": "0xabc"})).body
    assert body["organization"] == {"name": "Example Ltd", "domain": "example.com", "digitalName": "0xabc"}
    newest, oldest = body["archive"]
    assert (newest["versionId"], newest["supersedes"]) == ("publication-2", "publication-1")
    assert newest["contentHash"] == ask(grown(2), "/.well-known/ai").body["publication"]["root"]
    assert oldest == {
        "versionId": "publication-1",
        "resource": "/.well-known/ai/pages",
        "contentHash": "sha256:" + "01" * 32,
        "publishedAt": oldest["publishedAt"],
        "sequence": 1,
        "size": 1,
        "assertionType": "factual",
    }


def test_a_long_archive_goes_on() -> None:
    """Every publication once; the last record of a page names the first of the next."""
    of, seen, address = grown(250), [], PATH
    while address:
        body = ask(of, address).body
        seen += body["archive"]
        address = str(body.get("nextUrl", ""))
    assert [record["sequence"] for record in seen] == list(range(250, 0, -1))
    assert [record.get("supersedes") for record in seen] == [*(record["versionId"] for record in seen[1:]), None]
    with pytest.raises(NotFound):
        ask(of, f"{PATH}/page/4")


@pytest.mark.parametrize("alias", ["/.well-known/archive", "/wp-json/rootz/v1/archive"])
def test_both_drafts_of_the_standard_find_it(alias: str) -> None:
    """The same records; the discovery document names the first."""
    assert ask(grown(2), alias).body["archive"] == ask(grown(2), PATH).body["archive"]
    assert ask(grown(2), "/.well-known/ai").body["capabilities"]["archive"]["url"] == PATH
