"""Rules that exclude nothing are reported, with the nearest thing that there is."""

from dataclasses import replace

import pytest

from rootzpub.config import ContentTable
from rootzpub.publisher.exclusions import exclusion_notes
from rootzpub.site import Term
from tests.store.making import FACTS, an_entry

TERMS = (
    Term(id=1, taxonomy="category", slug="workshop-news", name="News of the workshop"),
    Term(id=2, taxonomy="post_tag", slug="clocks", name="Clocks"),
)
PATHS = ("/", "/our-team/", "/internal/", "/shop/shortcode-zoo/")


@pytest.mark.parametrize(
    ("rule", "nearest"),
    [
        pytest.param("/inernal/", "/internal/", id="a letter is missing"),
        pytest.param("shortcode-zoo", "/shop/shortcode-zoo/", id="no slash"),
        pytest.param("/shortcode-zoo/", "/shop/shortcode-zoo/", id="the last part of a path"),
        pytest.param("category:workshop-new", "category:workshop-news", id="category"),
        pytest.param("workshopnews", "category:workshop-news", id="bare name"),
        pytest.param("tag:clock", "tag:clocks", id="tag"),
        pytest.param("type:pots", "type:post", id="type"),
        pytest.param("https://example.com/our-teams/", "/our-team/", id="address"),
    ],
)
def test_the_nearest_is_named(rule, nearest):
    """As it can be written in the rule's place."""
    facts = replace(FACTS, url="https://example.com")
    assert [*exclusion_notes([rule], facts, TERMS, PATHS)] == [
        f"[content] exclude {rule!r} excludes nothing; did you mean {nearest!r}?"
    ]


def test_nothing_is_guessed_where_nothing_is_near():
    """A wrong guess is worse than none."""
    assert [*exclusion_notes(["/zzzzqqqq/"], FACTS, TERMS, PATHS)] == [
        "[content] exclude '/zzzzqqqq/' excludes nothing"
    ]


def test_an_address_of_another_site_is_named_as_such():
    """With the site's own."""
    facts = replace(FACTS, url="https://example.com")
    (note,) = exclusion_notes(["https://other.example/our-team/"], facts, TERMS, PATHS)
    assert note.endswith("it names another site than https://example.com")


def test_a_sync_reports_what_excludes_nothing_until_it_does(bench):
    """Also a sync that reads changes alone: what was not matched before is looked for again."""
    bench.config = bench.config.model_copy(
        update={"content": ContentTable(exclude=("/inernal/", "/entry-1/", "event"))}
    )
    bench.source.put(an_entry(1))
    bench.source.put(an_entry(2, path="/internal/"))
    first = [note for note in bench.sync().notes if "exclude" in note]
    assert first == [
        "[content] exclude '/inernal/' excludes nothing; did you mean '/internal/'?",
        "[content] exclude 'event' excludes nothing",
    ]
    bench.source.put(an_entry(3, path="/inernal/page/"))
    assert [note for note in bench.sync().notes if "exclude" in note] == ["[content] exclude 'event' excludes nothing"]
    bench.source.put(an_entry(4))
    assert [note for note in bench.sync().notes if "exclude" in note] == ["[content] exclude 'event' excludes nothing"]
