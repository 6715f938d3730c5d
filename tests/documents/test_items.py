"""One entry as lists show it."""

from rootzpub.documents.items import author_name, content_item, feed_item, key_facts, media_item, related_concepts
from rootzpub.site import Image, Media
from tests.documents.making import BLUE, WIDGETS, settings
from tests.site_making import make_entry, make_facts

FEED_MEMBERS = {
    *("id", "title", "url", "published", "modified", "author", "summary", "categories", "tags", "assertionType"),
    *("license", "contentHash", "keyFacts", "relatedConcepts"),
}
CONTENT_MEMBERS = {
    *("id", "title", "slug", "url", "path", "published", "modified", "assertionType", "excerpt", "wordCount"),
    *("contentHash", "featuredImage", "category", "tags", "content"),
}
MEDIA_MEMBERS = {
    *("url", "title", "caption", "description", "alt", "uploaded", "width", "height", "mime", "exif", "attachedTo"),
}


def test_a_feed_item_has_every_member_of_the_wire() -> None:
    """[wire §3] and the plugin's id (slug-ID)."""
    entry = make_entry(7, slug="hello", terms=(WIDGETS, BLUE))
    item = feed_item(entry, settings(policies={"license": "cc-by-4.0"}), make_facts(), lambda _: ["Widgets"])
    assert item.keys() >= FEED_MEMBERS
    assert (item["id"], item["license"], item["assertionType"]) == ("hello-7", "CC-BY-4.0", "editorial")
    assert (item["categories"], item["tags"], item["relatedConcepts"]) == (["Widgets"], ["Blue"], ["Widgets"])
    assert item["published"] == "2026-03-04T20:21:47Z"


def test_a_content_item_has_every_member_of_the_wire() -> None:
    """With the markdown whose hash it names."""
    entry = make_entry(7, terms=(WIDGETS, BLUE), featured_image=Image(url="https://example.com/i.jpg", alt="I"))
    item = content_item(entry, settings(), make_facts())
    assert item.keys() >= CONTENT_MEMBERS
    assert (item["category"], item["featuredImage"]) == ("Widgets", "https://example.com/i.jpg")
    assert item["content"] == entry.markdown


def test_without_full_text_there_is_only_the_excerpt() -> None:
    """`[content] full_text = false`."""
    item = content_item(make_entry(7), settings(content={"full_text": False}), make_facts())
    assert "content" not in item
    assert item["excerpt"] == "Text of entry 7."


def test_what_has_no_value_is_null() -> None:
    """A member of the wire does not come and go."""
    item = content_item(make_entry(7, author=""), settings(), make_facts())
    assert [item[member] for member in ("author", "category", "featuredImage")] == [None, None, None]


def test_a_name_that_is_a_mail_address_is_not_published() -> None:
    """[wire §7.2]: the owner did not give it."""
    assert author_name(make_entry(1, author="ann@example.com")) is None
    assert author_name(make_entry(1, author="Ann")) == "Ann"


def test_a_media_item_tells_the_file() -> None:
    """Every member of [wire §3]; sizes that are not known are null."""
    media = Media(
        url="https://example.com/p.jpg",
        mime="image/jpeg",
        caption="C by ann@example.com",
        description="D",
        alt="A",
        width=3,
        exif={"camera": "X"},
    )
    parent = make_entry(1, "page", title="About", path="/about/")
    item = media_item(make_entry(9, "attachment", media=media), settings(), parent=parent)
    assert item.keys() >= MEDIA_MEMBERS
    assert (item["url"], item["width"], item["height"]) == ("https://example.com/p.jpg", 3, None)
    assert item["attachedTo"] == {"id": 1, "title": "About", "url": "https://example.com/about/"}
    assert item["exif"] == {"camera": "X"}
    assert item["caption"] == "C by [mail address]"


def test_an_attachment_without_a_file_still_has_its_page() -> None:
    """The address of its own page stands for the file."""
    assert media_item(make_entry(9, "attachment", path="/p/"), settings())["url"] == "https://example.com/p/"


def test_key_facts_are_sentences_with_figures_word_for_word() -> None:
    """At most three, each once, neither very short nor very long, without mail addresses."""
    text = (
        "Hello.\n9 10 11 12 13 14 15\nIt costs 5 euros today. It costs 5 euros today. No figure here. "
        f"In 1999 we began to measure. {'long ' * 80}7. Ask ann@example.com before 17:00. And 12 more, too late."
    )
    assert key_facts(make_entry(1, text=text), settings()) == [
        "It costs 5 euros today.",
        "In 1999 we began to measure.",
        "Ask [mail address] before 17:00.",
    ]


def test_related_concepts_are_whole_words_in_title_terms_or_text() -> None:
    """Any case; inside a word does not count, save in scripts without blanks; in the order of the concepts."""
    find = related_concepts(["Art", "WIDGET", "部品", "C++", "Blue", " "])
    entry = make_entry(1, title="A widget", text="We start with C++ and 新部品です", terms=(BLUE,))
    assert find(entry) == ["WIDGET", "部品", "C++", "Blue"]


def test_at_most_eight_concepts_and_none_without_concepts() -> None:
    """A list of everything says nothing."""
    terms = [f"word{n}" for n in range(20)]
    assert related_concepts(terms)(make_entry(1, text=" ".join(terms))) == terms[:8]
    assert related_concepts([])(make_entry(1)) == []
