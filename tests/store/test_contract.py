"""The two forms of store are one: whatever is done to both, both say the same.

The single promises are tested in `test_update`, `test_view` and `test_search` (their `store` is of each form in turn);
here they are held together by random updates.
"""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rootzpub.errors import NotReady
from rootzpub.site import Author, Hidden, Loss, Query, Term
from rootzpub.store import MemoryStore, SqliteStore, Store, Update, Withheld
from tests.store.making import FACTS, NOON, an_entry, converted, state

_WORDS = ("Wetter", "Café", "naïve", "東京", "大阪城", "ice-cold", "ΑΘΉΝΑ", "rain")
_QUESTIONS = (*_WORDS, "wett*", '"ice cold" rain', "京", "大阪城 rain", "cafe naive", "nothing of that", "***", "")
_TERMS = tuple(
    Term(id=number, taxonomy=taxonomy, slug=f"t{number}", name=f"Term {number}", description="d" * (number % 2))
    for number, taxonomy in enumerate(("category", "category", "post_tag", "genre"), start=1)
)


@pytest.fixture(params=["sqlite", "memory"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store of each form that was never written."""
    store = MemoryStore() if request.param == "memory" else SqliteStore.open(tmp_path / "one")
    yield store
    store.close()


@pytest.mark.slow("generated updates, each through both forms of the store")
@pytest.mark.parametrize("seed", range(12))
def test_both_forms_say_the_same(tmp_path: Path, seed: int) -> None:
    """After each of a dozen random updates, some of which are abandoned."""
    stores: tuple[Store, ...] = (SqliteStore.open(tmp_path / "data"), MemoryStore())
    for number in range(12):
        done = []
        for store in stores:
            dice = random.Random(seed * 1000 + number)
            done.append(_update(store, number, dice))
        assert done[0] == done[1], (seed, number)
        said = [_everything(store) for store in stores]
        for name, value in said[0].items():
            assert said[1][name] == value, (seed, number, name)
        assert [store.check() for store in stores] == [(), ()]
    stores[0].close()


def _update(store: Store, number: int, dice: random.Random) -> list[object]:
    """One update; gives what every step of it answered."""
    is_full, is_abandoned = dice.random() < 0.3, number > 0 and dice.random() < 0.2
    with store.update() as update:
        update.keep_facts(FACTS, base_url="https://www.example.net" if dice.random() < 0.5 else "")
        update.keep_terms(dice.sample(_TERMS, dice.randrange(len(_TERMS) + 1)))
        update.keep_authors([Author(id=1, name=dice.choice(("Ada", "Grace")))])
        if is_full:
            update.begin_full()
        answers = [_step(update, dice) for _ in range(dice.randrange(12))]
        if is_full:
            answers.append(update.end_full())
        answers += [withheld.id for withheld in tuple(update.double_paths()) if update.withhold(withheld)]
        answers += [sorted(update.released(("parent-hidden",))), sorted(update.withheld_ids("parent-hidden"))]
        for parent in range(1, 9):
            answers += [update.is_published(parent), tuple(update.children(parent))]
        answers += [_revisions(update.known()), _revisions(update.known(now=True, without={1, 2}))]
        if not is_abandoned:
            commit = update.commit(NOON + timedelta(minutes=dice.randrange(100)), state(f"f{number}"))
            answers += [commit.before, commit.publication]
    return answers


def _step(update: Update, dice: random.Random) -> object:
    entry_id, kind = dice.randrange(1, 13), dice.random()
    if kind < 0.65:
        entry = an_entry(
            entry_id,
            type=dice.choice(("post", "page", "attachment")),
            revision=f"r{dice.randrange(3)}{dice.choice(('', '~post:3~0'))}",
            path=dice.choice((f"/entry-{entry_id}/", f"/moved-{entry_id}/", "/shared/")),
            parent_id=dice.choice((0, 0, entry_id % 5 + 1)),
            author_id=dice.randrange(2),
            menu_order=dice.randrange(3),
            term_ids=tuple(dice.choices(range(1, 6), k=dice.randrange(3))),
            former_paths=tuple(dice.sample((f"/old-{entry_id}/", "/older/"), dice.randrange(3))),
            published=NOON - timedelta(days=dice.randrange(3)),
            losses=(Loss(kind="embed", count=dice.randrange(1, 3), example="x"),) * dice.randrange(2),
        )
        return update.put(converted(entry, " ".join(dice.choices(_WORDS, k=4))))
    if kind < 0.75:
        return update.hide(Hidden(id=entry_id, reason=dice.choice(("draft", "private"))))
    if kind < 0.9:
        reason = dice.choice(("parent-hidden", "conversion-failed"))
        return update.withhold(Withheld(id=entry_id, revision="w", parent_id=entry_id % 5 + 1, reason=reason))
    return update.remove(entry_id)


def _revisions(known: Any) -> list[object]:
    """Everything that can be asked of known revisions."""
    ids = sorted(known)
    return [
        [(entry_id, known.get(entry_id, "")) for entry_id in ids],
        (len(known), bool(known), known.get(99, "none"), 99 in known, 3 in known),
        sorted(known.within(range(3, 8)).items()),
        sorted(known.holding("~")),
        sorted(known.without),
    ]


def _everything(store: Store) -> dict[str, object]:
    """All that a store shows."""
    paths = [f"/{word}-{number}/" for word in ("entry", "moved", "old") for number in range(1, 13)]
    paths += [
        "/shared",
        "/older/",
        "https://WWW.example.net/entry-1",
        "https://example.org/entry-2?x=1",
        "//x/entry-1/",
    ]
    with store.site() as site:
        records = site.records(limit=100)
        hashes = {record.content_hash for record in records}
        return {
            "state": store.state(),
            "publications": store.publications(),
            "publications before": store.publications(before=3, limit=1),
            "shown": (site.publication, site.facts, site.last_modified, site.count(), site.count("page"), site.types()),
            "newest": site.entries(limit=5, offset=1),
            "menu": site.entries("page", order="menu"),
            "every": tuple(site.every()),
            "every page": tuple(site.every("page", "post")),
            "by path": [entry and entry.id for entry in map(site.by_path, paths)],
            "moved": list(map(site.moved, paths)),
            "by id": [site.by_id(number) for number in (1, 2, 99)],
            "by slugs": site.by_slugs(["entry-3", "entry-1", "none"], "post", "page"),
            "terms": [site.terms(name, described=is_so) for name in ("category", "genre") for is_so in (False, True)],
            "records": records,
            "newest records": site.newest_records(limit=4),
            "proofs": [site.proof(path) for path in paths[:12]],
            "hashes": [site.had_hash(path, known) for path in paths for known in sorted(hashes)],
            "omissions": site.omissions(),
            "losses": site.loss_totals(),
            "found": [_found(site.search(Query(text=text, limit=50))) for text in _QUESTIONS],
            "filtered": _found(site.search(Query(text="rain", limit=50, category="term 1", after=NOON))),
        }


def _found(hits: Any) -> object:
    """What a search found; the order of equally good hits is each form's own."""
    return hits.total, sorted((hit.entry.id, hit.excerpt) for hit in hits.hits)


def test_nothing_is_shown_before_the_first_commit(empty: Store) -> None:
    """And nothing is wrong with that."""
    with pytest.raises(NotReady, match="no site was read yet"), empty.site():
        pytest.fail("a view of nothing")
    assert (empty.version(), empty.state(), empty.publications(), empty.check()) == (0, None, (), ())


def test_a_better_hit_comes_first(empty: Store) -> None:
    """In the title before in the text, whatever is newer."""
    with empty.update() as update:
        update.keep_facts(FACTS, base_url="")
        update.put(converted(an_entry(1, title="Nothing"), "rain and sun and wind"))
        update.put(converted(an_entry(2, title="Rain"), "sun and wind and snow"))
        update.commit(NOON, state())
    with empty.site() as site:
        assert [hit.entry.id for hit in site.search(Query(text="rain")).hits] == [2, 1]


def test_a_view_outlives_a_commit(empty: Store) -> None:
    """It shows one moment, also what is withdrawn meanwhile."""
    with empty.update() as update:
        update.keep_facts(FACTS, base_url="")
        update.put(converted(an_entry(1)))
        update.commit(NOON, state())
    with empty.site() as site:
        with empty.update() as update:
            update.remove(1)
            update.commit(NOON, state())
        assert (site.count(), site.by_id(1) is not None, site.publication.sequence) == (1, True, 1)
    with empty.site() as site:
        assert (site.count(), site.by_id(1), site.publication.sequence) == (0, None, 2)


def test_another_revision_of_the_same_content_is_no_change(empty: Store) -> None:
    """After an upgrade every revision is another one: it is kept, and nothing else moves."""
    for revision in ("old", "new"):
        with empty.update() as update:
            update.keep_facts(FACTS, base_url="")
            kept = update.put(converted(an_entry(1, revision=revision)))
            commit = update.commit(NOON, state())
    assert (kept, commit.changed, commit.publication.sequence, empty.version()) == ("same", False, 1, 1)
    with empty.update() as update:
        assert update.known().get(1, "") == "new"
