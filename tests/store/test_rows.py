"""What goes into the tables comes out equal."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootzpub.site import Article, Author, Image, Loss, Media, MenuItem, Section, Term
from rootzpub.store.rows import clean, content_hash, facts_of_json, facts_to_json
from tests.store.making import FACTS, NOON, an_entry, converted, publish, state

RICH = an_entry(
    7,
    type="attachment",
    parent_id=1,
    author_id=3,
    menu_order=-2,
    sticky=True,
    term_ids=(12, 11),
    description="Meta",
    canonical="https://example.com/other/",
    featured_image=Image(url="https://example.org/a.jpg", alt="Bild", width=10, height=20),
    media=Media(url="https://example.org/f.pdf", mime="application/pdf", size=5, exif={"camera": "X", "1": "y"}),
    losses=(Loss(kind="form", count=1, example="<form>"),),
)
SECTIONS = (Section(level=2, title="Teil", anchor="teil", start=0, end=5),)


@pytest.fixture
def entry(store):
    """The rich entry as it comes back."""
    terms = [Term(id=11, taxonomy="category", slug="a", name="A"), Term(id=12, taxonomy="t", slug="b", name="B")]
    with store.update() as update:
        update.keep_terms(terms)
        update.keep_authors([Author(id=3, name="Ada")])
        update.keep_facts(FACTS, base_url="")
        update.put(converted(an_entry(1)))
        losses = (Loss(kind="form", count=2, example="x"),)
        article = Article(markdown="# Teil\n", text="Teil", sections=SECTIONS, losses=losses)
        update.put(replace(converted(RICH), article=article))
        update.commit(NOON, state())
    with store.site() as site:
        yield site.by_id(7)


PLAIN_FIELDS = [
    *("type", "slug", "path", "url", "title", "published", "modified", "menu_order", "sticky"),
    *("description", "canonical", "featured_image", "media", "parent_id"),
]


@pytest.mark.parametrize("name", PLAIN_FIELDS)
def test_fields_come_back_equal(entry, name):
    """Nothing is lost or changed on the way."""
    assert getattr(entry, name) == getattr(RICH, name)


def test_terms_keep_their_order(entry):
    """As WordPress gave them."""
    assert [term.id for term in entry.terms] == [12, 11]


def test_author_and_parent_are_resolved(entry):
    """The name and the path, not ids."""
    assert (entry.author, entry.parent_path) == ("Ada", "/entry-1/")


def test_sections_come_back_equal(entry):
    """The outline with its offsets."""
    assert entry.sections == SECTIONS


def test_losses_of_one_kind_are_one(entry):
    """Source and converter both lost a form: three in all, the first example."""
    assert entry.losses == (Loss(kind="form", count=3, example="<form>"),)


def test_the_hash_is_that_of_the_markdown(entry):
    """Whoever has the markdown can compute it."""
    assert entry.content_hash == content_hash("# Teil\n")
    assert entry.markdown == "# Teil\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u2028b\u2029c", "a\nb\nc"),
        ("a\0b", "ab"),
        ("a\ud800b", "a\ufffdb"),
        ("Ä 日本 😀", "Ä 日本 😀"),
        ("plain", "plain"),
    ],
    ids=["separators", "nul", "surrogate", "fine", "ascii"],
)
def test_text_is_cleaned(text, expected):
    """What cannot be published does not get in."""
    assert clean(text) == expected


def test_facts_come_back_equal():
    """Types and menu included."""
    facts = replace(
        FACTS,
        menu=(MenuItem(title="Start", url="/", entry_id=4),),
        settings={"rootz_tagline": "x"},
        builders=(("Divi", 2),),
    )
    assert facts_of_json(facts_to_json(facts)) == facts


@pytest.mark.slow("hundreds of generated examples, each through the whole")
@settings(deadline=None, max_examples=40)
@given(title=st.text(), text=st.text())
def test_any_text_can_be_kept(title, text):
    """Whatever a site holds, its cleaned form is stored and found again by path."""
    import tempfile
    from pathlib import Path

    from rootzpub.store import SqliteStore

    with tempfile.TemporaryDirectory() as place:
        store = SqliteStore.open(Path(place) / "data")
        publish(store, [converted(an_entry(title=title), text=text)])
        with store.site() as site:
            found = site.by_path("/entry-1/")
            assert found.title == clean(title)
        store.close()
