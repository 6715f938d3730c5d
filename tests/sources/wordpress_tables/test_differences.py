"""What differs is found where the site changed, as surely as by comparing everything, and at the cost of the change."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable

from rootzpub.clock import fixed_clock
from rootzpub.config import Config
from rootzpub.publisher import is_current, sync
from rootzpub.site import Entry, Gone, Hidden, RevisionsById
from rootzpub.sources import Remembering, Source, SourceOptions
from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.source import TableSnapshot, TableSource
from rootzpub.store import SqliteStore
from tests.sources.reading import NOW, look, opened

from .tables import WordPressFile

STEP = 97
"""Ids are so far apart that a site of some dozen entries spans many ranges of ids."""
POSTS, PAGES, PICTURES = range(1, 25), range(25, 37), range(37, 49)
PATTERN = 49


@dataclass
class Kept:
    """What a store would keep of one source, change by change."""

    source: Source
    fingerprint: str | None = None
    entries: dict[int, Entry] = field(default_factory=dict)
    hidden: dict[int, str] = field(default_factory=dict)

    def follow(self) -> list[int]:
        """Take in what changed; the ids of the entries that came."""
        known = RevisionsById({entry.id: entry.revision for entry in self.entries.values()})
        seen = look(self.source, self.fingerprint, known)
        for change in seen.changes:
            self.entries.pop(change.id, None)
            self.hidden.pop(change.id, None)
            if isinstance(change, Entry):
                self.entries[change.id] = change
            elif isinstance(change, Hidden):
                self.hidden[change.id] = change.reason
            else:
                assert isinstance(change, Gone)
        self.fingerprint = seen.fingerprint
        return sorted(seen.entries)


def fill(site: WordPressFile) -> None:
    """Posts, a tree of pages, pictures, and entries that are made of others."""
    for number in POSTS:
        site.post(number * STEP, terms=(1,) if number % 3 else ())
    for number in PAGES:
        site.page(number * STEP, post_parent=(number // 2 + 12) * STEP if number > PAGES.start + 2 else 0)
    for number in PICTURES:
        site.attachment(number * STEP, parent=(number - 24) * STEP if number % 2 else (number - 36) * STEP)
    site.post(PATTERN * STEP, post_type="wp_block", post_content="<p>Shared words</p>")
    bodies = {
        1: "<!-- wp:latest-posts /-->",
        2: f"[gallery ids={PICTURES[3] * STEP},{PICTURES[4] * STEP}]",
        3: "[gallery]",
        4: f'<!-- wp:block {{"ref":{PATTERN * STEP}}} /-->',
        5: "<!-- wp:site-title /-->",
        6: "<!-- wp:categories /-->",
    }
    for number, body in bodies.items():
        site.update("posts", f"ID={number * STEP}", post_content=body)
    site.insert("postmeta", post_id=7 * STEP, meta_key="_thumbnail_id", meta_value=str(PICTURES[5] * STEP))
    site.options(sticky_posts=f"a:1:{{i:0;i:{8 * STEP};}}")


def mutations(site: WordPressFile, dice: random.Random) -> list[Callable[[], object]]:
    """Ways to change something, each time about other entries."""
    any_id = dice.choice([*POSTS, *PAGES, *PICTURES]) * STEP
    page, post, picture = (dice.choice(ids) * STEP for ids in (PAGES, POSTS, PICTURES))
    word = f"w{dice.randrange(10**6)}"

    def update(entry_id: int, **values: object) -> Callable[[], object]:
        return lambda: site.update("posts", f"ID={entry_id}", **values)

    def meta(entry_id: int, key: str, value: str) -> Callable[[], object]:
        return lambda: site.insert("postmeta", post_id=entry_id, meta_key=key, meta_value=value)

    def delete(entry_id: int) -> Callable[[], object]:
        return lambda: site.connection.execute("DELETE FROM wp_posts WHERE ID=?", [entry_id])

    return [
        update(any_id, post_title=word),
        update(any_id, post_name=word),
        update(page, post_name=word),
        update(page, post_status=dice.choice(["draft", "publish", "publish"])),
        update(page, post_parent=dice.choice([0, *(number * STEP for number in PAGES)])),
        update(post, post_status=dice.choice(["draft", "publish", "trash", "private"])),
        update(post, post_password=dice.choice(["", "x"])),
        update(picture, post_parent=dice.choice([0, post, page])),
        update(picture, post_excerpt=word),
        update(PATTERN * STEP, post_content=f"<p>{word}</p>", post_status=dice.choice(["publish", "draft"])),
        update(any_id, post_type=dice.choice(["post", "page", "wp_block"])),
        meta(post, "_yoast_wpseo_metadesc", word),
        meta(any_id, "_yoast_wpseo_meta-robots-noindex", "1"),
        meta(post, "_thumbnail_id", str(picture)),
        delete(any_id),
        lambda: site.post(dice.randrange(50, 99) * STEP + dice.randrange(STEP), post_title=word),
        lambda: site.insert("term_relationships", object_id=post, term_taxonomy_id=1, term_order=0),
        lambda: site.insert("aioseo_posts", post_id=post, description=word, robots_default=0, robots_noindex=0),
        lambda: site.update("terms", "term_id=1", name=word),
        lambda: site.update("users", "ID=1", display_name=word),
        lambda: site.options(blogname=word),
        lambda: site.options(sticky_posts=f"a:1:{{i:0;i:{post};}}"),
    ]


@pytest.mark.slow("hundreds of generated examples, each through the whole")
@pytest.mark.parametrize("seed", range(4))
def test_both_ways_find_the_same(wordpress: WordPressFile, seed: int) -> None:
    """After any changes, what was kept up to date change by change is what reading everything gives."""
    dice = random.Random(seed)
    fill(wordpress)
    kept = Kept(opened(wordpress.url))
    kept.follow()
    for _ in range(12):
        for _ in range(dice.choice([1, 1, 3])):
            try:
                dice.choice(mutations(wordpress, dice))()
            except wordpress.connection.IntegrityError:
                continue  # there is an entry of that id already
        kept.follow()
        everything = look(opened(wordpress.url))
        assert kept.entries == everything.entries
        assert {id_: kept.hidden.get(id_) for id_ in everything.hidden} == everything.hidden
        assert not kept.hidden.keys() & everything.entries.keys()


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    ("change", "again"),
    [
        pytest.param(lambda site: site.options(blogname="New"), [5], id="name-of-the-site"),
        pytest.param(lambda site: site.options(date_format="Y"), [5], id="date-format"),
        pytest.param(lambda site: site.update("terms", "term_id=1", name="New"), [1, 6], id="term"),
        pytest.param(lambda site: site.options(sticky_posts=f"a:1:{{i:0;i:{9 * STEP};}}"), [1, 8, 9], id="sticky"),
        pytest.param(lambda site: site.options(active_plugins='a:1:{i:0;s:3:"a/b";}'), [], id="plugin"),
        pytest.param(lambda site: site.update("posts", f"ID={20 * STEP}", post_title="New"), [1, 6, 20], id="edit"),
        pytest.param(
            lambda site: site.update("posts", f"ID={PICTURES[5] * STEP}", post_excerpt="New"),
            [1, 6, 7, PICTURES[5]],
            id="featured-image",
        ),
    ],
)
def test_only_what_hangs_on_a_change_comes_again(
    wordpress: WordPressFile, change: Callable[[WordPressFile], None], again: list[int]
) -> None:
    """Beside the entry itself only what was rendered from it, whatever the site has besides."""
    fill(wordpress)
    kept = Kept(opened(wordpress.url))
    kept.follow()
    change(wordpress)
    assert kept.follow() == [number * STEP for number in again]


@dataclass
class Cost:
    """What a source asked of its database."""

    statements: int = 0
    rows: int = 0


class CountingReader(Reader):
    """A reader that writes down what it is asked."""

    cost: Cost

    def rows(self, statement: Executable) -> Sequence[Any]:
        """Count the rows of a small result."""
        found = super().rows(statement)
        self.cost.statements += 1
        self.cost.rows += len(found)
        return found

    def stream(self, statement: Executable) -> Iterator[Any]:
        """Count the rows of a large result."""
        self.cost.statements += 1
        for row in super().stream(statement):
            self.cost.rows += 1
            yield row

    def one(self, statement: Executable) -> Any:
        """Count one row."""
        self.cost.statements += 1
        self.cost.rows += 1
        return super().one(statement)


def cost_of_a_change(file: Path, posts: int, change: Callable[[WordPressFile], None]) -> Cost:
    """What the look and the read after a change ask of a site of so many posts, each with a description."""
    site = WordPressFile(file)
    site.connection.execute("BEGIN")
    for number in range(1, posts + 1):
        site.post(number, terms=(1,), post_content="")
        site.insert("postmeta", post_id=number, meta_key="_yoast_wpseo_metadesc", meta_value="x")
    site.connection.execute("COMMIT")
    source = opened(site.url)
    assert isinstance(source, TableSource)
    first = look(source)
    change(site)
    cost, open_reader = Cost(), source.open_reader

    @contextmanager
    def counting() -> Iterator[Reader]:
        with open_reader() as reader:
            counted = CountingReader(reader.connection, reader.schema, reader.tables)
            counted.cost = cost
            yield counted

    source.open_reader = counting
    assert source.fingerprint() != first.fingerprint
    look(source, first.fingerprint, RevisionsById(first.revisions))
    site.connection.close()
    return cost


@pytest.mark.slow("measures growth: the same change in sites of several sizes")
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda site: site.update("posts", "ID=150", post_title="New"), id="edit"),
        pytest.param(lambda site: site.update("posts", "ID=150", post_status="trash"), id="trash"),
        pytest.param(lambda site: site.update("posts", "ID=150", post_password="x"), id="password"),
        pytest.param(lambda site: site.update("posts", "ID=150", post_name="new"), id="slug"),
        pytest.param(lambda site: site.update("postmeta", "post_id=150", meta_value="new"), id="meta"),
        pytest.param(lambda site: site.update("terms", "term_id=1", name="New"), id="term"),
        pytest.param(lambda site: site.options(blogname="New"), id="name-of-the-site"),
    ],
)
def test_a_change_costs_the_same_on_a_larger_site(tmp_path: Path, change: Callable[[WordPressFile], None]) -> None:
    """Ten times the posts cost not one statement more, and of rows only one for each new range of 512 ids."""
    small = cost_of_a_change(tmp_path / "small.sqlite", 500, change)
    large = cost_of_a_change(tmp_path / "large.sqlite", 2_500, change)
    assert large.statements == small.statements
    tables, looks, new_ranges = 3, 2, 2_500 // 512
    assert large.rows - small.rows <= tables * looks * new_ranges + 512 - 500 + 3 * 11


@pytest.mark.slow("one very large input")
def test_a_store_is_searched_where_its_revisions_lie(wordpress: WordPressFile, tmp_path: Path) -> None:
    """Synced change by change, a store holds what a store that reads everything would hold."""
    fill(wordpress)
    config, store = Config(directory=tmp_path), SqliteStore.open(tmp_path / "data")
    source, clock = opened(wordpress.url), fixed_clock(NOW)
    sync(source, store, config=config, clock=clock)
    dice = random.Random(5)
    for _ in range(6):
        dice.choice(mutations(wordpress, dice))()
        summary = sync(source, store, config=config, clock=clock)
        assert not summary.full
        assert is_current(source, store, config=config, clock=clock)
    again = SqliteStore.open(tmp_path / "again")
    sync(opened(wordpress.url), again, config=config, clock=clock)
    with store.update() as one, again.update() as other:
        known, expected = one.known(), other.known()
        assert {entry: known.get(entry, "") for entry in known} == {
            entry: expected.get(entry, "") for entry in expected
        }
    store.close()
    again.close()


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_sync_after_a_look_takes_its_state(wordpress: WordPressFile, tmp_path: Path) -> None:
    """What changed is found without another pass; what changed since the look, with the next one."""
    fill(wordpress)
    config, store, clock = Config(directory=tmp_path), SqliteStore.open(tmp_path / "data"), fixed_clock(NOW)
    source = opened(wordpress.url)
    assert isinstance(source, Remembering)
    sync(source, store, config=config, clock=clock)
    for number in (10, 20):
        wordpress.update("posts", f"ID={number * STEP}", post_title="New")
        seen = source.fingerprint()
        wordpress.update("posts", f"ID={(number + 3) * STEP}", post_password="x")
        after = source.after_look()
        sync(after, store, config=config, clock=clock)
        state = store.state()
        assert state is not None
        assert state.fingerprint == seen != source.fingerprint()
        sync(source.after_look(), store, config=config, clock=clock)
        assert is_current(source, store, config=config, clock=clock)
        with store.site() as site:
            edited, hidden = site.by_id(number * STEP), site.by_id((number + 3) * STEP)
        assert (edited and edited.title, hidden) == ("New", None)
    store.close()


def test_an_old_look_counts_nothing(wordpress: WordPressFile) -> None:
    """A sync that comes later finds out for itself."""
    wordpress.post(5)
    source = opened(wordpress.url)
    assert isinstance(source, TableSource)
    assert source.after_look() is source
    source.fingerprint()
    assert source.after_look() is not source
    assert source.after_look() is source
    source.fingerprint()
    source.options = SourceOptions(clock=lambda: NOW + timedelta(seconds=2))
    assert source.after_look() is source


def test_a_look_before_a_posts_date_counts_nothing_after_it(wordpress: WordPressFile) -> None:
    """What time alone changed no look can have seen."""
    wordpress.post(5, post_date_gmt="2026-06-01 00:00:00.5")
    source = opened(wordpress.url)
    assert isinstance(source, TableSource)
    source.fingerprint()
    source.options = SourceOptions(clock=lambda: NOW + timedelta(seconds=0.9))
    assert source.after_look() is source


@pytest.mark.slow("more than a tenth of a second a case")
def test_what_is_wanted_again_comes_again(wordpress: WordPressFile) -> None:
    """An entry that the store wants once more is reported though nothing changed; nothing else is."""
    fill(wordpress)
    source = opened(wordpress.url)
    first = look(source)
    assert look(source, first.fingerprint, RevisionsById(first.revisions)).changes == []
    known = RevisionsById(first.revisions, without=(20 * STEP,))
    assert list(look(source, first.fingerprint, known).entries) == [20 * STEP]


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_site_that_changed_everywhere_is_listed(wordpress: WordPressFile) -> None:
    """Too many ranges for one by one: the same comes, by another way."""
    wordpress.connection.execute("BEGIN")
    for number in range(1, 80):
        wordpress.post(number * 512)
    wordpress.connection.execute("COMMIT")
    kept = Kept(opened(wordpress.url))
    kept.follow()
    wordpress.update("posts", "1", post_title="New")
    assert len(kept.follow()) == 79


@pytest.mark.slow("more than a tenth of a second a case")
def test_ids_may_be_anywhere(wordpress: WordPressFile) -> None:
    """One entry with an enormous id makes ranges enormous, and nothing slow."""
    fill(wordpress)
    wordpress.page(10**15)
    wordpress.page(10**15 + 1, post_parent=10**15)
    kept = Kept(opened(wordpress.url))
    kept.follow()
    wordpress.update("posts", f"ID={10**15}", post_name="moved")
    assert kept.follow() == [1 * STEP, 6 * STEP, 10**15, 10**15 + 1]


@pytest.mark.slow("one very large input")
def test_a_very_long_line_of_ancestors(wordpress: WordPressFile) -> None:
    """Pages below pages, hundreds deep, are followed without end of stack."""
    wordpress.connection.execute("BEGIN")
    for number in range(1, 500):
        wordpress.page(number * 600, post_parent=(number - 1) * 600)
    wordpress.connection.execute("COMMIT")
    source = opened(wordpress.url)
    with source.snapshot() as snapshot:
        assert isinstance(snapshot, TableSnapshot)
        assert snapshot.site.listing.is_visible(499 * 600)
