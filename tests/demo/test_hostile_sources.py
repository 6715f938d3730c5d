"""Every way to read WordPress meets the hostile files: one of our errors or entries, as their README says."""

from pathlib import Path

import pytest

from rootzpub.errors import MalformedInput, SourceUnavailable
from rootzpub.site import NOTHING_KNOWN, Entry
from rootzpub.sources import SourceOptions, open_source

HOSTILE = Path(__file__).resolve().parents[2] / "fixtures" / "hostile"

REFUSED = {
    "rest/empty-file": "got nothing",
    "rest/entries-are-strings": "expected a list of objects",
    "rest/error-object": "rest_cannot_access",
    "rest/html": "got HTML",
    "rest/latin1": "damaged",
    "rest/lone-surrogate": "damaged",
    "rest/nan": "damaged",
    "rest/no-id": "no id",
    "rest/number": "expected a list of objects",
    "rest/truncated": "breaks off",
    "sql/cut-in-a-row.sql": "breaks off inside a row of wp_posts",
    "sql/cut-in-create.sql": "breaks off",
    "sql/cut.sql.gz": "cut off",
    "sql/empty.sql": "no SQL dump",
    "sql/no-wordpress.sql": "no table wp_posts",
    "sql/not-sql.sql": "no SQL dump",
    "sql/too-few-values.sql": "row of posts",
    "wxr/empty.xml": "no WordPress export",
    "wxr/entity-bomb.xml": "document type or entities",
    "wxr/external-entity.xml": "document type or entities",
    "wxr/html.xml": "no WordPress export",
    "wxr/plain-rss.xml": "no WordPress export",
    "wxr/remote-dtd.xml": "document type or entities",
    "wxr/truncated.xml": "breaks off",
}
"""Source -> words of the message."""

READ = {
    "rest/control-characters": 1,
    "rest/date-is-nonsense": 1,
    "rest/no-index": 2,
    "rest/same-id-twice": 1,
    "rest/title-is-a-list": 1,
    "rest/types-is-a-list": 2,
    "sql/broken-options.sql": 1,
    "sql/not-gzip.sql.gz": 3,
    "sql/quotes-and-comments.sql": 1,
    "sql/two-prefixes.sql": 1,
    "sql/zero-dates.sql": 2,
    "wxr/bare-ampersand.xml": 2,
    "wxr/control-characters.xml": 2,
    "wxr/damaged-cdata.xml": 2,
}
"""Source -> number of entries."""

SUSPICIOUS = ("rest/link-is-a-script", "rest/link-is-broken", "rest/link-leaves-the-site")


def entries(name: str) -> list[Entry]:
    """Everything that a source of that name publishes, its facts, terms and authors read too."""
    scheme = name.partition("/")[0]
    with open_source(f"{scheme}:{HOSTILE / name}", SourceOptions()).snapshot() as snapshot:
        snapshot.site_facts()
        assert all(term.name for term in snapshot.terms())
        assert all(author.id >= 0 for author in snapshot.authors())
        return [change for change in snapshot.changes(None, NOTHING_KNOWN) if isinstance(change, Entry)]


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """What cannot be read is refused in one line that says what was got, with a hint that says what to do."""
    with pytest.raises((MalformedInput, SourceUnavailable), match=REFUSED[name]) as refusal:
        entries(name)
    assert "\n" not in refusal.value.message
    assert refusal.value.hint


@pytest.mark.parametrize("name", READ)
def test_read(name: str) -> None:
    """What can be read in spite of its damage is read."""
    found = entries(name)
    assert len(found) == READ[name]
    assert all("armless" in entry.html or "it&#8217;s" in entry.html or "two" in entry.html for entry in found)


@pytest.mark.parametrize("name", SUSPICIOUS)
def test_addresses_stay_on_the_site(name: str) -> None:
    """A permalink that is a script or leads elsewhere never becomes the address of an entry."""
    (entry,) = entries(name)
    assert (entry.path, entry.url) == ("/?p=1", "https://hostile.example/?p=1")


def test_every_source_is_tried() -> None:
    """No hostile source is left out of these tests."""
    folders = {f"{kind}/{path.name}" for kind in ("rest", "sql", "wxr") for path in (HOSTILE / kind).iterdir()}
    assert folders == {*REFUSED, *READ, *SUSPICIOUS}
