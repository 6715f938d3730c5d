"""The one writer: what a commit makes of the store."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rootzpub.errors import NotReady, StoreUnavailable
from rootzpub.site import Author, Gone, Hidden, Query, Term
from rootzpub.store import SyncState, Withheld
from tests.store.making import FACTS, NOON, an_entry, bytes_of, converted, publish, state

A, B, C = (converted(an_entry(number)) for number in (1, 2, 3))


def sequence(store):
    """The one that is shown."""
    with store.site() as site:
        return site.publication.sequence


def revisions(known):
    """By id."""
    return {entry_id: known.get(entry_id, "") for entry_id in known}


def test_nothing_is_seen_before_commit(store):
    """A reader beside an open update sees the last commit."""
    publish(store, [A])
    with store.update() as update:
        update.put(B)
        with store.site() as site:
            seen = site.count()
        update.commit(NOON, state())
    assert seen == 1


def test_leaving_without_commit_changes_nothing(store):
    """Neither entries nor version nor state."""
    publish(store, [A])
    version = store.version()
    with store.update() as update:
        update.put(B)
        update.keep_facts(replace(FACTS, name="Other"), base_url="")
    with store.site() as site:
        assert (site.count(), site.facts.name, store.version()) == (1, FACTS.name, version)


def test_an_error_inside_leaves_what_was_published(store):
    """The source went away in the middle."""

    def cut_off():
        with store.update() as update:
            update.put(B)
            raise RuntimeError("away")

    publish(store, [A])
    with pytest.raises(RuntimeError, match="away"):
        cut_off()
    assert sequence(store) == 1
    assert not store.check()


def test_a_view_stays_what_it_was(store):
    """A view that is open while a commit happens does not change."""
    publish(store, [A])
    with store.site() as site:
        publish(store, [B])
        assert site.count() == 1
        assert len(site.entries()) == 1


def test_the_first_publication_is_one(store):
    """Also of an empty site."""
    assert publish(store).publication.sequence == 1


def test_the_sequence_grows_when_the_set_changes(store):
    """An entry more, an entry edited, an entry less."""
    publish(store, [A])
    publish(store, [B])
    publish(store, [replace(A, entry=replace(A.entry, title="New"))])
    with store.update() as update:
        update.remove(2)
        commit = update.commit(NOON, state())
    assert (commit.before, commit.publication.sequence, commit.publication.size) == (3, 4, 1)


def test_the_sequence_stays_when_no_record_differs(store):
    """A term renamed is in no record; the version still changes."""
    publish(store, [A], terms=[Term(id=1, taxonomy="category", slug="a", name="A")])
    version = store.version()
    commit = publish(store, terms=[Term(id=1, taxonomy="category", slug="a", name="B")])
    assert (commit.publication.sequence, commit.changed, store.version()) == (1, True, version + 1)


def test_an_update_without_changes_changes_no_version(store):
    """Only the state is new."""
    publish(store, [A], terms=[])
    with store.update() as update:
        update.keep_facts(FACTS, base_url="")
        update.keep_terms([])
        kept = update.put(A)
        commit = update.commit(NOON + timedelta(days=1), state("f2"))
    assert (kept, commit.changed, store.version(), store.state().fingerprint) == ("same", False, 1, "f2")


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(replace(A, entry=replace(A.entry, title="Other")), id="title"),
        pytest.param(replace(A, entry=replace(A.entry, term_ids=(5,))), id="terms"),
        pytest.param(replace(A, entry=replace(A.entry, former_paths=("/old/",))), id="former path"),
        pytest.param(replace(A, excerpt="Other"), id="excerpt"),
        pytest.param(converted(A.entry, text="Other"), id="text"),
    ],
)
def test_whatever_differs_is_kept(store, changed):
    """No change is mistaken for none."""
    publish(store, [A])
    with store.update() as update:
        kept = [update.put(changed), update.put(changed)]
        update.commit(NOON, state())
    assert kept == ["changed", "same"]


def test_a_new_entry_is_added(store):
    """The third outcome."""
    with store.update() as update:
        update.keep_facts(FACTS, base_url="")
        assert update.put(A) == "added"
        update.commit(NOON, state())


def test_a_set_that_returns_is_a_new_publication(store):
    """Sequence never goes back, though the root does."""
    first = publish(store, [A]).publication
    publish(store, [B])
    with store.update() as update:
        update.remove(2)
        third = update.commit(NOON, state()).publication
    assert (third.root, third.sequence) == (first.root, 3)


def test_known_is_what_was_when_the_update_began(store):
    """A source that asks while it is read gets one answer."""
    publish(store, [A])
    with store.update() as update:
        update.withhold(Withheld(id=9, revision="w", parent_id=0, reason="excluded"))
        update.put(B)
        assert revisions(update.known()) == {1: "r1"}
        assert revisions(update.known(now=True, without={1})) == {2: "r2", 9: "w"}
        assert len(update.known(now=True)) == 3
        assert 77 not in update.known()
        known = update.known(now=True, without={1})
        assert known.within(range(2, 9)) == {2: "r2"}
        assert dict(known.holding("r")) == {2: "r2"}
        assert known


def test_nothing_is_known_at_first(store):
    """An empty store knows no revision."""
    with store.update() as update:
        assert not update.known()


def test_full_removes_what_was_not_told(store):
    """Entries, withheld and hidden alike."""
    publish(store, [A, B, C])
    with store.update() as update:
        update.withhold(Withheld(id=8, revision="w", parent_id=0, reason="excluded"))
        update.hide(Hidden(id=9, reason="draft"))
        update.commit(NOON, state())
    with store.update() as update:
        update.begin_full()
        update.put(A)
        update.hide(Hidden(id=2, reason="draft"))
        assert not update.is_published(3)
        assert update.end_full() == 1
        update.commit(NOON, state())
    with store.site() as site:
        assert [entry.id for entry in site.entries()] == [1]
        assert [(omission.reason, omission.count) for omission in site.omissions()] == [("draft", 1)]


def test_children_and_released(store):
    """What depends on an entry, and what may come back with it."""
    child = converted(an_entry(2, type="page", parent_id=1))
    publish(store, [A, child])
    with store.update() as update:
        assert list(update.children(1)) == [(2, "page", "r2")]
        update.withhold(Withheld(id=2, revision="r2", parent_id=1, reason="ancestor-hidden"))
        assert list(update.released(("ancestor-hidden",))) == [2]
        assert list(update.released(("other",))) == []
        update.remove(1)
        assert list(update.released(("ancestor-hidden",))) == []


@pytest.mark.parametrize(("pages_first", "doubles"), [(True, [7, 4, 8, 1]), (False, [4, 8, 7, 1])])
def test_who_keeps_a_path(store, pages_first, doubles):
    """As in WordPress's rules: custom types, then pages before posts or after them, then the older; media last."""
    page = converted(an_entry(7, type="page", path="/same/"))
    posts = [converted(an_entry(number, path="/same/")) for number in (8, 4)]
    event = converted(an_entry(9, type="event", path="/same/"))
    media = converted(an_entry(1, type="attachment", path="/same/"))
    with store.update() as update:
        update.keep_facts(FACTS, base_url="")
        for entry in (media, *posts, page, event):
            update.put(entry)
        found = [withheld.id for withheld in update.double_paths(pages_first=pages_first)]
    assert found == doubles


def test_term_counts_follow_the_entries(store):
    """Also when the term comes later than its entry."""
    publish(store, [converted(an_entry(1, term_ids=(1, 1, 2)))], terms=[Term(id=1, taxonomy="t", slug="a", name="A")])
    publish(store, terms=[Term(id=number, taxonomy="t", slug="a", name="A") for number in (1, 2)])
    with store.site() as site:
        counts = [(term.id, term.count) for term in site.terms("t")]
    with store.update() as update:
        update.hide(Hidden(id=1, reason="draft"))
        update.commit(NOON, state())
    with store.site() as site:
        assert (counts, site.terms("t")) == ([(1, 1), (2, 1)], ())


def test_authors_follow_the_source(store):
    """A changed display name shows at once; a vanished author leaves no name."""
    publish(store, [converted(an_entry(1, author_id=4))])
    names = []
    for authors in ([Author(id=4, name="Ada")], [Author(id=4, name="Ada L.")], []):
        with store.update() as update:
            update.keep_authors(authors)
            update.commit(NOON, state())
        with store.site() as site:
            names.append(site.by_id(1).author)
    assert names == ["Ada", "Ada L.", ""]


@pytest.mark.parametrize(
    "withdraw",
    [
        pytest.param(lambda update: update.hide(Hidden(id=1, reason="draft")), id="hidden"),
        pytest.param(
            lambda update: update.withhold(Withheld(id=1, revision="r", parent_id=0, reason="excluded")), id="withheld"
        ),
        pytest.param(lambda update: update.remove(Gone(id=1).id), id="gone"),
    ],
)
def test_no_word_of_a_withdrawn_entry_stays_in_any_file(sqlite_store, folder, withdraw):
    """Database, log, index, history: the owner took the words back."""
    secret = an_entry(
        1, title="SECRETTITLE", slug="s", html="<p>SECRETHTML</p>", description="SECRETMETA", excerpt="SECRETEXCERPT"
    )
    others = [converted(an_entry(number), text="common words " * 50) for number in range(2, 60)]
    publish(sqlite_store, [converted(secret, text="secretword SECRETTEXT 秘密の言葉です"), *others])
    assert b"SECRETTITLE" in bytes_of(folder)
    with sqlite_store.update() as update:
        assert withdraw(update)
        update.commit(NOON, state())
    left = bytes_of(folder).lower()
    found = [word for word in (b"secret", "秘密".encode(), "密の言".encode()) if word in left]
    assert found == []


def test_a_withdrawn_entry_is_not_found(store):
    """Neither by path nor by word nor in the records."""
    publish(store, [A, B])
    with store.update() as update:
        update.hide(Hidden(id=1, reason="draft"))
        update.commit(NOON, state())
    with store.site() as site:
        assert site.by_path("/entry-1/") is None
        assert site.search(Query(text="entry")).total == 1
        assert [record.path for record in site.records(limit=9)] == ["/entry-2/"]


def test_state_is_kept(store):
    """Where the next sync begins."""
    assert store.state() is None
    kept = SyncState(fingerprint="f", digest="d", next_change=NOON)
    with store.update() as update:
        update.keep_facts(FACTS, base_url="")
        assert update.state is None
        update.commit(NOON, kept)
    assert store.state() == kept


def test_before_the_first_sync_there_is_no_site(store):
    """The web says 503."""
    assert store.version() == 0
    with pytest.raises(NotReady, match="no site was read yet"), store.site():
        pass


def test_only_one_updates(store):
    """Another writer is refused at once."""
    with store.update(), pytest.raises(StoreUnavailable, match="is syncing"), store.update():
        pass
    assert not store.is_syncing()


def test_who_syncs_is_seen(store):
    """A watcher looks before it begins."""
    with store.update():
        assert store.is_syncing()
