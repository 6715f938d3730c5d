"""The view: lists, lookups, records, proofs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rootzpub.site import Hidden, Loss, Omission, Term
from rootzpub.store import Withheld
from rootzpub.store.rows import content_hash
from rootzpub.wire.publication import build_tree, leaf_hash
from rootzpub.wire.tree import verify_inclusion
from tests.store.making import FACTS, NOON, an_entry, converted, publish, state

TERMS = [
    Term(id=1, taxonomy="category", slug="news", name="News", description="What is new."),
    Term(id=2, taxonomy="category", slug="rare", name="Rare"),
    Term(id=3, taxonomy="category", slug="empty", name="Empty", description="Nothing."),
    Term(id=4, taxonomy="post_tag", slug="tag", name="Tag"),
]
ENTRIES = [
    converted(
        an_entry(1, term_ids=(1, 4), former_paths=("/old-1/",), losses=(Loss(kind="form", count=2, example="x"),))
    ),
    converted(an_entry(2, term_ids=(1, 2))),
    converted(an_entry(3, type="page", menu_order=2, slug="about")),
    converted(an_entry(4, type="page", menu_order=1, slug="imprint", path="/caf%C3%A9/")),
    converted(an_entry(5, type="event", losses=(Loss(kind="form", count=1, example="y"),))),
    converted(an_entry(6, type="page", menu_order=1, title="A first", slug="about", path="/6/")),
]


@pytest.fixture
def site(store):
    """A small site."""
    publish(store, ENTRIES, terms=TERMS)
    with store.site() as view:
        yield view


def ids(entries):
    """Which ones."""
    return [entry.id for entry in entries]


def test_newest_comes_first(site):
    """By date of publication."""
    assert ids(site.entries()) == [1, 2, 3, 4, 5, 6]


def test_pages_of_a_list_meet_without_gap(site):
    """Limit and offset cut the same order."""
    assert ids(site.entries(limit=4)) + ids(site.entries(limit=4, offset=4)) == [1, 2, 3, 4, 5, 6]


def test_types_limit_a_list(site):
    """One or several."""
    assert ids(site.entries("page", "event")) == [3, 4, 5, 6]


def test_menu_order_is_the_owners(site):
    """By number, then title."""
    assert ids(site.entries("page", order="menu")) == [6, 4, 3]


def test_path_order_is_by_code_point(site):
    """The order of the publication."""
    assert ids(site.entries(order="path")) == [6, 4, 1, 2, 3, 5]


def test_every_streams_all_in_order_of_path(store):
    """More than one batch."""
    publish(store, (converted(an_entry(number)) for number in range(1, 451)))
    with store.site() as view:
        paths = [entry.path for entry in view.every("post")]
    assert len(paths) == 450
    assert paths == sorted(paths)


def test_counts_by_type(site):
    """All, or some."""
    assert (site.count(), site.count("page"), site.count("page", "event"), site.count("none")) == (6, 3, 4, 0)
    assert site.types() == (("event", 1), ("page", 3), ("post", 2))


@pytest.mark.parametrize("asked", ["/entry-1/", "/entry-1", "https://example.org/entry-1/", "entry-1/?utm=1"])
def test_variants_of_a_path_find_the_entry(site, asked):
    """Slash, host and additions."""
    assert site.by_path(asked).id == 1


@pytest.mark.parametrize("asked", ["/caf%C3%A9/", "/café/", "/caf%c3%a9"])
def test_encodings_of_a_path_find_the_entry(site, asked):
    """Percent-encoded or not."""
    assert site.by_path(asked).id == 4


@pytest.mark.parametrize("asked", ["/nothing/", "../../etc/passwd", "https://evil.example/entry-1/", "", "\x00"])
def test_other_paths_find_nothing(site, asked):
    """Unknown is None."""
    assert site.by_path(asked) is None


def test_an_address_of_the_public_base_url_finds_the_entry(store):
    """Where it is published counts as the site too."""
    with store.update() as update:
        update.keep_facts(FACTS, base_url="https://public.example")
        update.put(converted(an_entry(1)))
        update.commit(NOON, state())
    with store.site() as view:
        assert view.by_path("https://public.example/entry-1/").id == 1


def test_a_former_path_leads_to_the_present_one(site):
    """Old links are answered."""
    assert site.moved("https://example.org/old-1") == "/entry-1/"
    assert site.moved("/never/") is None


def test_unknown_ids_are_none(site):
    """No such entry."""
    assert site.by_id(999) is None


def test_slugs_keep_the_order_asked(site):
    """Imprint was asked first; two pages share a slug."""
    assert ids(site.by_slugs(["imprint", "about", "none"], "page")) == [4, 3, 6]
    assert site.by_slugs([]) == ()


def test_terms_in_use_most_used_first(site):
    """A term without entries is not given; the count is of published entries."""
    assert [(term.slug, term.count) for term in site.terms("category")] == [("news", 2), ("rare", 1)]


def test_described_terms_have_a_description(site):
    """For core concepts."""
    assert [term.slug for term in site.terms("category", described=True)] == ["news"]


def test_records_are_in_leaf_order(site):
    """And lead to the root."""
    records = site.records(limit=100)
    tree = build_tree(records)
    assert (tree.root, tree.size) == (site.publication.root, site.publication.size)


def test_newest_records_put_pages_first(site):
    """Pages, posts, the rest; each newest first."""
    kinds = [record.type for record in site.newest_records(limit=5)]
    assert kinds == ["page", "page", "page", "post", "post"]
    assert len(site.newest_records(limit=2)) == 2


def test_every_entry_has_a_valid_proof(site):
    """Anyone can check it against the root."""
    for record in site.records(limit=100):
        proof = site.proof(record.path)
        assert proof.record == record
        assert verify_inclusion(leaf_hash(record), proof.leaf_index, proof.tree_size, proof.audit_path, proof.root)


def test_no_proof_for_another_spelling(site):
    """Only the exact path stands in the publication."""
    assert site.proof("/entry-1") is None


def test_former_hashes_are_remembered(store):
    """Edited twice: three hashes were this page's."""
    entry = an_entry(1)
    for revision, text in enumerate(["one", "two", "three"]):
        publish(store, [converted(replace(entry, revision=str(revision)), text=text)])
    with store.site() as view:
        known = [view.had_hash("/entry-1/", content_hash(f"{text}\n")) for text in ("one", "two", "three", "four")]
    assert known == [True, True, True, False]


def test_a_hash_stays_the_entrys_when_its_path_changes(store):
    """The slug was changed, the text edited: what was signed under the old path was this page's."""
    publish(store, [converted(an_entry(1), text="before")])
    publish(store, [converted(an_entry(1, path="/new/", revision="2"), text="after")])
    with store.site() as view:
        assert view.had_hash("/new/", content_hash("before\n"))
        assert view.had_hash("/entry-1/", content_hash("before\n"))


def test_a_hash_belongs_to_its_path(site):
    """Another page's hash is not this one's."""
    other = site.by_id(2).content_hash
    assert not site.had_hash("/entry-1/", other)


def test_omissions_count_reasons(store):
    """Most frequent first."""
    with store.update() as update:
        update.keep_facts(FACTS, base_url="")
        for number, reason in ((1, "draft"), (2, "draft"), (3, "password")):
            update.hide(Hidden(id=number, reason=reason))
        update.commit(NOON, state())
    with store.site() as view:
        assert view.omissions() == (Omission(reason="draft", count=2), Omission(reason="password", count=1))


def test_omissions_are_counted_by_who_caused_them(store):
    """The cause goes with the reason, and with the entry when it is hidden for another one, or shown again."""
    with store.update() as update:
        update.keep_facts(FACTS, base_url="")
        for number in (1, 2, 3):
            update.hide(Hidden(id=number, reason="restricted", cause="Members"))
        update.withhold(Withheld(id=4, revision="a", parent_id=0, reason="unconfirmed", cause="s2Member"))
        update.hide(Hidden(id=2, reason="draft"))
        update.hide(Hidden(id=3, reason="restricted"))
        update.commit(NOON, state())
    with store.site() as view:
        assert view.omissions() == (
            Omission(reason="draft", count=1),
            Omission(reason="restricted", count=1),
            Omission(reason="restricted", count=1, cause="Members"),
            Omission(reason="unconfirmed", count=1, cause="s2Member"),
        )


def test_losses_add_up(site):
    """Over the whole site."""
    assert site.loss_totals() == (("form", 3),)


def test_last_modified_is_the_newest(site):
    """Of all entries."""
    assert site.last_modified == NOON - timedelta(hours=1)


def test_an_empty_site_was_modified_when_it_was_published(store):
    """There is nothing else to tell."""
    publish(store)
    with store.site() as view:
        assert view.last_modified == NOON
        assert (view.publication.sequence, view.publication.size) == (1, 0)


def test_languages(store):
    """By number of entries; lists of some languages; language and translations by path."""
    fr = {"language": "fr-FR", "translations": {"de-DE": "https://example.org/de/"}}
    entries = (an_entry(1), an_entry(2, **fr), an_entry(3, language="fr-FR"), an_entry(4, language="de-DE"))
    publish(store, map(converted, entries))
    with store.site() as site:
        assert site.languages() == (("fr-FR", 2), ("de-DE", 1))
        assert [entry.id for entry in site.entries("post", languages=("", "de-DE"))] == [1, 4]
        assert [entry.id for entry in site.entries(languages=("fr-FR",))] == [2, 3]
        spoken = site.spoken(["/entry-1/", "/entry-2/", "/none/"])
        assert {path: (one.language, dict(one.translations)) for path, one in spoken.items()} == {
            "/entry-2/": (fr["language"], fr["translations"])
        }
        entry = site.by_id(2)
    assert (entry.language, entry.translations) == (fr["language"], fr["translations"])
