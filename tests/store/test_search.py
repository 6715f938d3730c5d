"""Search: any language, filters, ranking, totals."""

import sqlite3
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.site import Query, Term
from rootzpub.store import SqliteStore
from rootzpub.store.finding import bits
from tests.store.making import NOON, an_entry, converted, publish, state

TERMS = [
    Term(id=1, taxonomy="category", slug="news", name="Neuigkeiten"),
    Term(id=2, taxonomy="post_tag", slug="winter", name="Winter"),
]
TEXTS = {
    1: "Die Straße nach Crème brûlée, sagt Wilhelm.",
    2: "明日の天気は晴れです。東京タワーから見える。",
    3: "Hello world, don't panic. A hello for everyone: hello!",
    4: "The world says hello to a very long text " + "filler " * 300,
    5: "Ελληνικά κείμενα και Кириллица",
    6: "สวัสดีชาวโลก",
    7: "한국어 문서입니다",
}


@pytest.fixture
def site(store):
    """Texts in seven scripts."""
    publish(
        store,
        [
            converted(
                an_entry(number, term_ids=(1,) if number == 3 else (2,), type="page" if number == 4 else "post"),
                text=text,
            )
            for number, text in TEXTS.items()
        ]
        + [converted(an_entry(8, title="Panic room"), text="Nothing here.")],
        terms=TERMS,
    )
    with store.site() as view:
        yield view


def found(site, text, **filters):
    """Ids of all results, best first."""
    return [hit.entry.id for hit in site.search(Query(text=text, **filters)).hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("wilhelm", [1], id="case"),
        pytest.param("creme brulee", [1], id="diacritics"),
        pytest.param("strasse", [1], id="sharp s"),
        pytest.param("STRASSE", [1], id="sharp s as capitals"),
        pytest.param("wilh*", [1], id="prefix"),
        pytest.param('"world says"', [4], id="phrase"),
        pytest.param('"says world"', [], id="phrase in the wrong order"),
        pytest.param("don't", [3], id="apostrophe"),
        pytest.param("天気", [2], id="two characters of Japanese"),
        pytest.param("晴", [2], id="one character"),
        pytest.param("東京タワー", [2], id="five characters"),
        pytest.param("タワーから", [2], id="across words"),
        pytest.param("天氣予報", [], id="other characters"),
        pytest.param("κειμενα", [5], id="Greek without accent"),
        pytest.param("кириллица", [5], id="Cyrillic"),
        pytest.param("ชาวโลก", [6], id="Thai inside a run"),
        pytest.param("문서", [7], id="Korean stem"),
        pytest.param("missing", [], id="no such word"),
        pytest.param("hello missing", [3, 4], id="some words, where none has all"),
        pytest.param("hello -panic", [4], id="a word that must not occur"),
    ],
)
def test_words_are_found(site, text, expected):
    """In every script, as people type them."""
    assert found(site, text) == expected


@pytest.mark.parametrize(
    "text", ['"', '""', "*", "(", "a AND", "NEAR(", "title:hello", "-hello", "hello OR", "';--", "{x}:", "^", "\\", "+"]
)
def test_operators_and_signs_do_no_harm(site, text):
    """They are text like any other."""
    assert site.search(Query(text=text)).total >= 0


def test_a_column_name_is_no_operator(site):
    """`title:hello` asks for the words title and hello."""
    hits = site.search(Query(text="title:hello")).hits
    assert [(hit.entry.id, hit.matched, hit.words) for hit in hits] == [
        (3, "some", ("hello",)),
        (4, "some", ("hello",)),
    ]


def test_a_title_weighs_more_than_a_text(site):
    """Panic is in one title and in one text."""
    assert found(site, "panic") == [8, 3]


def test_more_hits_in_less_text_rank_higher(site):
    """Three in a short text before one in a long one."""
    assert found(site, "hello") == [3, 4]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param({"type": "page"}, [4], id="type"),
        pytest.param({"category": "news"}, [3], id="category slug"),
        pytest.param({"category": "neuigkeiten"}, [3], id="category name"),
        pytest.param({"tag": "winter"}, [4], id="tag"),
        pytest.param({"category": "winter"}, [], id="a tag is no category"),
        pytest.param({"after": NOON - timedelta(days=3)}, [3], id="after, inclusive"),
        pytest.param({"before": NOON - timedelta(days=3)}, [4], id="before, exclusive"),
    ],
)
def test_filters_narrow(site, filters, expected):
    """Each on its own."""
    assert found(site, "hello", **filters) == expected


def test_categories_and_tags_of_a_shop_narrow_like_others(store):
    """A product's taxonomies are to it what a post's are to a post."""
    terms = [
        Term(id=1, taxonomy="product_cat", slug="saws", name="Saws"),
        Term(id=2, taxonomy="product_tag", slug="pull", name="Pull"),
    ]
    publish(store, [converted(an_entry(1, type="product", term_ids=(1, 2)), text="hello")], terms=terms)
    with store.site() as shop:
        assert [term.name for term in shop.by_id(1).categories] == ["Saws"]
        assert [term.name for term in shop.by_id(1).tags] == ["Pull"]
        assert found(shop, "hello", category="saws") == found(shop, "hello", tag="Pull") == [1]
        assert found(shop, "hello", category="pull") == []


def test_a_filter_narrows_trigrams_too(site):
    """The other index joins the same way."""
    assert found(site, "東京タワー", type="page") == []


def test_who_has_the_words_of_both_indexes_comes_first(store):
    """Latin and Japanese in one question."""
    publish(store, [converted(an_entry(1), text="SQLite 全文検索"), converted(an_entry(2), text="全文検索")])
    with store.site() as view:
        assert found(view, "sqlite 全文検索") == [1, 2]


def test_total_counts_all_pages(site):
    """The page is one, the total all."""
    hits = site.search(Query(text="hello", limit=1, offset=1))
    assert ([hit.entry.id for hit in hits.hits], hits.total) == ([4], 2)


def test_equal_ranks_keep_a_stable_order(store):
    """Newest first."""
    publish(store, [converted(an_entry(number), text="same words") for number in (3, 1, 2)])
    with store.site() as view:
        assert found(view, "same") == [1, 2, 3]


def test_the_excerpt_holds_the_hit(site):
    """Plain text around it."""
    assert "Crème" in site.search(Query(text="creme")).hits[0].excerpt


def test_a_hit_in_the_title_only_shows_the_entrys_excerpt(site):
    """Nothing in the text to show."""
    assert site.search(Query(text="room")).hits[0].excerpt == "Nothing here."


def test_edited_words_are_not_found_any_more(store):
    """The index follows the text."""
    publish(store, [converted(an_entry(1), text="first words 東京タワー")])
    publish(store, [converted(an_entry(1, revision="2"), text="second words")])
    with store.site() as view:
        assert (found(view, "first"), found(view, "東京タワー"), found(view, "second")) == ([], [], [1])


def _tables(store):
    """What of the index has a bearing on scores: levels by word and entry."""
    with sqlite3.connect(store.path) as connection:
        rows = connection.execute(
            "SELECT v.word, v.stem, v.language, v.entries, p.chunk, p.data FROM vocabulary v "
            "JOIN postings p ON p.term = v.id ORDER BY 1, 2, 3, 5"
        ).fetchall()
        words = [row[0] for row in connection.execute("SELECT word FROM vocabulary ORDER BY word")]
    return rows, words


def test_edits_one_by_one_and_a_rebuild_give_one_index(sqlite_store, tmp_path):
    """Whatever was there before, scores come from what is there."""
    for number in range(1, 21):
        publish(sqlite_store, [converted(an_entry(number), text=f"first words {number}")])
        publish(sqlite_store, [converted(an_entry(number), text=f"rain and {number} churches")])
    other = SqliteStore.open(tmp_path / "other")
    publish(other, [converted(an_entry(number), text=f"rain and {number} churches") for number in range(20, 0, -1)])
    assert _tables(sqlite_store) == _tables(other)


def test_words_that_nobody_has_are_in_no_row(sqlite_store):
    """As soon as the sync has ended."""
    publish(sqlite_store, [converted(an_entry(1), text="zyzzyva rain"), converted(an_entry(2), text="rain")])
    before = _tables(sqlite_store)[1]
    with sqlite_store.update() as update:
        update.remove(1)
        update.commit(NOON, state())
    assert "zyzzyva" in before
    assert "zyzzyva" not in _tables(sqlite_store)[1]


def test_forms_and_slips_are_found_and_told(store):
    """A plural, and a letter too few."""
    publish(store, [converted(an_entry(1), text="We climb for churches and town halls.")])
    with store.site() as view:
        assert [hit.matched for hit in view.search(Query(text="church")).hits] == ["forms"]
        assert view.search(Query(text="chuches")).did_you_mean == "churches"


def test_a_passage_is_cut_out_of_the_markdown(store):
    """So that it can be cited and checked."""
    publish(store, [converted(an_entry(1), text="Nothing.\n\nA new mainspring costs ninety.\n\nNothing again.")])
    with store.site() as view:
        hit = view.search(Query(text="mainspring")).hits[0]
        assert hit.entry.markdown[hit.passage.start : hit.passage.end] == "A new mainspring costs ninety."


_LEVELS = st.dictionaries(st.integers(0, 1_500), st.integers(1, bits.HIGHEST), max_size=900)


@given(_LEVELS, st.dictionaries(st.integers(0, 1_500), st.integers(0, bits.HIGHEST), max_size=300), st.booleans())
def test_a_changed_chunk_is_the_chunk_written_anew(levels, changes, crowded):
    """Whatever stood there, few or many: the same levels are the same bytes, and the growth is counted."""
    former = dict.fromkeys(range(1600, 2400), 3) | levels if crowded else levels
    now = {place: level for place, level in (former | changes).items() if level}
    expected = (bits.encode(now) if now else b"", len(now) - len(former))
    assert bits.changed(bits.encode(former) if former else b"", changes) == expected
