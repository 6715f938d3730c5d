"""How words are looked for: both sides alike, whole words, one run for each block."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.pages.fragment import base_name, keep_seen, read_fragment
from rootzpub.pages.page import Page, read_page
from rootzpub.pages.words import Words, word_string
from tests.growth import assert_linear

HOME = "https://site.example/a/"
PIECES = st.text(st.sampled_from("ab C\n\t.\u00e9\u0301\u00ad\u200b\u00a0世ﬁß\x01&<"), max_size=6)
TAGS = st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<br>", "<li>", "</div>", "<td>", "<h2>", "</h2>", ""])
HTML = st.lists(st.tuples(TAGS, PIECES.map(lambda text: text.replace("<", "&lt;"))), max_size=6).map(
    lambda parts: "".join(tag + text for tag, text in parts)
)


def page_at(body: str) -> Page:
    return read_page(f"<html><body>{body}</body></html>".encode(), url=HOME)


def page_of(body: str) -> Words:
    return page_at(body).words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It’s – “so”", 'it\'s - "so"'),
        ("ﬁne ½", "fine 1⁄2"),
        ("Stra\u00adße", "STRASSE"),
        ("zero\u200bwidth \u202emark\u202c", "zerowidth mark"),
        ("a_b", "a b"),
        ("cafe\u0301", "CAFÉ"),
        ("世界", "世 界"),
        ("かな", "か な"),
    ],
)
def test_two_spellings_of_one_text_are_the_same_words(one: str, other: str) -> None:
    assert word_string(one) == word_string(other) != ""


@pytest.mark.parametrize("sign", ["\x01", "\x1b", "\uffff", "&#1;", "&#x1b;"])
def test_control_characters_part_words_and_stop_nothing(sign: str) -> None:
    """Behind what is replaced, behind what is removed, and in what is left of a partly seen entry."""
    html = f'<p>one<br>{sign}two.</p><p><img src="/u/a.jpg">{sign}three. Four.</p>{sign}<div>five</div>{sign}six'
    words = page_of(html + f'<p id="x">no</p>{sign}seven')
    assert words.has(" one two ")
    assert words.has(" seven ")
    seen = Words("one two four six")
    kept = keep_seen(html, has_words=seen.has, proves=lambda _: True, has_media=lambda _: False)
    assert read_fragment(kept).blocks == (" one two ", " four ", " six ")


def test_whole_words_only() -> None:
    assert Words("a pricelist of things").has(word_string("price")) is False
    assert Words("a price list").has(word_string("Price list"))


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>a<b>b</b><span>c</span></p>", " abc "),
        ("<p>one<br>two</p>", " one two "),
        ("<p>one<img src=x>two</p>", " one two "),
        ("<td>one</td><td>two</td>", " one two "),
        ("<div>one</div><div>two</div>", " one two "),
        ("on<!-- x -->e<script>no</script><style>no</style><template>no</template><noscript>no</noscript>", " one "),
        ("<svg><text>no</text></svg>yes", " yes "),
        ("<p hidden>tab</p>", " tab "),
        ("<p>a\x00b</p>", " a b "),
    ],
)
def test_what_stands_between_letters(html: str, words: str) -> None:
    assert page_of(html).string == words


@given(HTML, HTML, HTML)
def test_what_stands_there_letter_for_letter_has_its_words_there(before: str, html: str, behind: str) -> None:
    page = read_page(f"<body><div>{before}</div><div>{html}</div>{behind}".encode(), url=HOME)
    fragment = read_fragment(html)
    if page.shows(fragment.text):
        assert all(page.words.has(block) for block in fragment.blocks)
    assert tuple(fragment.each_block()) == fragment.blocks


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [("one\ntwo", True), ("two\none", True), ("one\none", False), ("ne\ntwo", False), ("one\ntw", False)],
)
def test_letter_for_letter_is_whole_lines_in_a_row(text: str, *, is_shown: bool) -> None:
    assert page_at("<p>one<p>two<p>one").shows(text) is is_shown


def test_a_line_that_is_everywhere_is_looked_for_a_few_times() -> None:
    """Then the words decide."""
    page = page_at("<p>menu" * 100 + "<p>menu<p>entry")
    assert not page.shows("menu\nentry")
    assert page.words.has(" menu entry ")


def test_blocks_of_rendered_html_are_paragraphs_cells_items_and_captions() -> None:
    html = (
        "<p>One <em>two</em><br>three.</p><ul><li>four<ul><li>five</li></ul></li></ul><table><tr><td>six<td>seven"
        '</table><figure><img src="/u/cat-300x200.jpg" alt="no"><figcaption>eight</figcaption></figure>'
    )
    fragment = read_fragment(html)
    assert fragment.blocks == (" one two three ", " four ", " five ", " six ", " seven ", " eight ")
    assert fragment.media == ("cat",)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.example/u/cat-300x200.jpg?x=1", "cat"),
        ("/u/cat-scaled.jpg", "cat"),
        ("/u/gro%C3%9F-e1234567890123-10x20.png", "groß"),
        ("data:image/gif;base64,AAAA", ""),
        ("https://v.example/embed/AbC123", "AbC123"),
        ("http://[", ""),
    ],
)
def test_base_names_of_files(url: str, name: str) -> None:
    assert base_name(url) == name


def test_media_are_seen_by_name_in_an_address_only() -> None:
    page = read_page(b'<img data-src="/u/cat-1024x768.jpg.webp"> dog', url=HOME)
    assert page.has_media("cat")
    assert not page.has_media("dog")


def test_a_fragment_that_cannot_be_read_whole_says_so_and_keeps_nothing() -> None:
    html = "<div>" * 3000 + "deep" + "</div>" * 3000
    assert not read_fragment(html).whole
    assert keep_seen(html, has_words=lambda _: True, proves=lambda _: True, has_media=lambda _: True) == ""


def test_what_is_kept_of_a_partly_seen_entry() -> None:
    html = (
        '<p>Seen <a href="/x">by all</a>.</p><p>Seen by all. Secret <b>words</b>.</p><ul><li>Secret</li></ul>'
        '<p><img src="/u/secret.jpg" alt="Secret">Seen</p><a href="/y"><h2 title="Secret">Seen</h2></a>tail secret'
    )
    page = Words("seen by all seen")
    kept = keep_seen(html, has_words=page.has, proves=lambda _: True, has_media=lambda _: False)
    assert "ecret" not in kept
    assert read_fragment(kept).blocks == (" seen by all ", " seen by all ", " seen ", " seen ")
    assert '<a href="/x">by all</a>' in kept


def test_a_short_sentence_of_an_unseen_block_must_prove_something() -> None:
    kept = keep_seen(
        "<p>Menu. Secret.</p>", has_words=Words("menu").has, proves=lambda _: False, has_media=lambda _: True
    )
    assert read_fragment(kept).blocks == ()


def test_reading_a_page_and_looking_for_an_entry_grow_with_them() -> None:
    def make(size: int) -> tuple[bytes, str]:
        html = "".join(f"<p>{n} word {n * n} <b>and</b> more {n % 7}</p>" for n in range(size))
        return f"<html><body><nav>{'<a href=/x>x</a>' * size}</nav>{html}</body></html>".encode(), html

    def look(case: tuple[bytes, str]) -> None:
        page, fragment = read_page(case[0], url=HOME), read_fragment(case[1])
        unseen = [block for block in fragment.blocks if not page.words.has(block)]
        assert not unseen
        assert page.shows(fragment.text)

    assert_linear(look, make, 600)


def test_looking_for_a_gated_entry_grows_with_it() -> None:
    def make(size: int) -> tuple[Words, list[str]]:
        return Words("public words " * size), [f" gated {n} " for n in range(size)]

    assert_linear(lambda case: [case[0].has(block) for block in case[1]], make, 4_000)
