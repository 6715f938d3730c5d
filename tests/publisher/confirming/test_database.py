"""The check over a database: what the tables tell of plugins decides how long a look holds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from rootzpub.assembly import open_confirm_run, open_source
from rootzpub.config import Config
from rootzpub.publisher import SyncOptions, SyncSummary, WithdrawalParts, sync, withdraw
from rootzpub.publisher.confirming import Looked
from rootzpub.state import MemoryNote, MemoryState, Note
from rootzpub.store import MemoryStore
from tests.publisher.confirming.site import Answer, WebSite, running
from tests.publisher.making import MORNING
from tests.sources.wordpress_tables.tables import WordPressFile
from tests.sources.wordpress_tables.test_gates import active, php

WORDS = "Entry {number} says in a good deal more than twelve plain words what no other page of this site says."


@dataclass
class Database:
    """WordPress in a file, its pages on the web, and a store."""

    tables: WordPressFile
    site: WebSite
    config: Config
    store: MemoryStore = field(default_factory=MemoryStore)
    hours: int = 0

    def clock(self) -> datetime:
        """Another hour with each sync."""
        return MORNING + timedelta(hours=self.hours)

    def entry(self, number: int) -> None:
        """An entry with an honest page."""
        text = f"<p>{WORDS.format(number=number)}</p>"
        self.tables.post(number, post_content=text, post_title=f"Entry {number}")
        head = f'<link rel="shortlink" href="/?p={number}">'
        self.site.pages[f"/post-{number}/"] = Answer(
            f"<html><head>{head}</head><body><main>{text}</main></body></html>"
        )

    def sync(self, *, withdrawn: Note | None = None) -> SyncSummary:
        """One sync, an hour later."""
        self.hours += 1
        source = open_source(self.config, clock=self.clock)
        options = SyncOptions(withdrawn=withdrawn or MemoryNote())
        return sync(source, self.store, config=self.config, clock=self.clock, options=options)

    def published(self) -> dict[int, str]:
        """Markdown by id."""
        with self.store.site() as site:
            return {found.id: found.markdown for found in site.every()}

    def look(self) -> list[Looked]:
        """What is due."""
        run = open_confirm_run(self.config, self.store, clock=self.clock)
        assert run is not None
        return list(run.run())


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Two entries, each with its page."""
    tables = WordPressFile(tmp_path / "site.sqlite")
    with running(WebSite()) as site:
        tables.options(home=site.home, siteurl=site.home, permalink_structure="/%postname%/")
        tables.options(active_plugins=active())
        source = {"url": tables.url, "site": site.home, "site_rate": 100.0}
        found = Database(tables=tables, site=site, config=Config(directory=tmp_path, source=source))
        for number in (1, 2):
            found.entry(number)
        yield found
    tables.connection.close()


def _plugin(found: Database) -> None:
    found.tables.options(active_plugins=active("some-plugin"))


def _gate_option(found: Database) -> None:
    found.tables.options(members_settings=php({"private_feed": 1}))


def _theme(found: Database) -> None:
    found.tables.options(template="another", stylesheet="another-child")


@pytest.mark.parametrize("change", [_plugin, _gate_option, _theme])
def test_what_decides_visibility_makes_looks_void(database: Database, change: Callable[[Database], None]) -> None:
    database.sync()
    assert len(database.look()) == 2
    change(database)
    database.sync()
    assert len(database.look()) == 2
    assert database.look() == []


def test_what_decides_nothing_leaves_looks_as_they_are(database: Database) -> None:
    database.sync()
    database.look()
    database.entry(3)
    database.tables.options(blogname="Another name", cron="a:0:{}")
    database.sync()
    assert [found.path for found in database.look()] == ["/post-3/"]


@pytest.mark.slow("more than a tenth of a second a case")
def test_what_is_withdrawn_goes_from_lists_and_from_what_was_seen(database: Database) -> None:
    """Of a database whose page lists it: store, list and confirmation, now and after the next sync."""
    listing = '<!-- wp:latest-posts {"postsToShow":5} /-->'
    database.tables.page(9, post_content=listing, post_name="all")
    database.site.pages["/all/"] = Answer('<link rel="shortlink" href="/?p=9"><main>Entry 1 Entry 2</main>')
    database.sync()
    database.look()
    database.sync()
    assert "Entry 1" in database.published()[9]
    note = MemoryNote()
    parts = WithdrawalParts(store=database.store, note=note, scratch=MemoryState().scratch(), clock=database.clock)
    withdraw(parts, ["/post-1/"])
    assert database.store.confirmations.get(1) is None
    assert not [words for words in database.published().values() if "Entry 1" in words]
    for _ in range(2):
        database.sync(withdrawn=note)
        database.look()
    assert 9 in database.published()
    assert 1 not in database.published()
    assert not [words for words in database.published().values() if "Entry 1" in words]
    assert database.store.confirmations.get(1) is None


def test_a_page_below_one_that_is_not_public_is_published_when_its_page_is_seen(database: Database) -> None:
    """WordPress shows it at its own address unless what is above has no name; only the site can tell."""
    tables = database.tables
    tables.page(5, post_name="section", post_status="private")
    for number in (6, 7):
        tables.page(number, post_parent=5, post_name=f"child-{number}", post_content=WORDS.format(number=number))
    database.site.pages["/section/child-6/"] = Answer(
        f'<link rel="shortlink" href="/?p=6"><main>{WORDS.format(number=6)}</main>'
    )
    database.sync()
    assert set(database.published()) == {1, 2}
    database.look()
    for _ in range(2):
        database.sync()
        assert set(database.published()) == {1, 2, 6}
    tables.update("posts", "ID=5", post_status="draft")
    database.sync()
    assert set(database.published()) == {1, 2}
