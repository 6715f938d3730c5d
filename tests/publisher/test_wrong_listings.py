"""Sites that answer wrongly, synced into a store: what was published stays until it is certain that it is gone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from rootzpub.clock import fixed_clock
from rootzpub.publisher import SyncOptions, SyncSummary, sync
from rootzpub.store import MemoryStore
from tests.publisher.making import CLOCK, MORNING, a_config
from tests.sources.dump.test_source import dumped
from tests.sources.reading import opened
from tests.sources.rest.live_reading import patient
from tests.sources.rest.server import FakeSite, Listing, fake_site, post, serving
from tests.sources.wordpress_tables.tables import WordPressFile

HOUR = timedelta(hours=1)


@pytest.fixture
def site() -> Iterator[FakeSite]:
    """A site of 130 posts, without pages and media."""
    fake = fake_site()
    fake.collections |= {"posts": [post(number) for number in range(1, 131)], "pages": [], "media": []}
    with serving(fake) as running:
        yield running


class Following:
    """A store that follows a site."""

    def __init__(self, folder: Path) -> None:
        self.store, self.config = MemoryStore(), a_config(folder)

    def sync(self, source, *, later=timedelta(), **options) -> SyncSummary:
        """One sync, so much later than the first."""
        clock = fixed_clock(MORNING + later)
        return sync(source, self.store, config=self.config, clock=clock, options=SyncOptions(**options))

    def size(self) -> int:
        """Published entries."""
        with self.store.site() as view:
            return view.count()


def cut(listing: Listing):
    """Ten, and that is all, it says."""
    return listing.items[:10] if listing.number == 1 else [], {"X-WP-Total": "10", "X-WP-TotalPages": "1"}


def repeated(listing: Listing):
    """Page 1 for every page."""
    return listing.items[:100], {"X-WP-Total": "130", "X-WP-TotalPages": "2"}


def nothing(_: Listing):
    """An empty list."""
    return [], {"X-WP-Total": "0", "X-WP-TotalPages": "0"}


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize("lie", [cut, repeated, nothing], ids=lambda lie: lie.__name__)
@pytest.mark.parametrize("full", [False, True], ids=["changes", "full"])
def test_a_listing_that_is_cut_removes_nothing(site: FakeSite, tmp_path: Path, lie, full: bool) -> None:
    """Neither at once nor an hour later: the entries' own addresses answer."""
    following, source = Following(tmp_path), patient(site)
    assert following.sync(source).size == 130
    site.lie = lie
    assert (following.sync(source, full=full).removed, following.size()) == (0, 130)
    site.asked.clear()
    second = following.sync(source, later=HOUR, full=full)
    assert (second.removed, second.size) == (0, 130)
    assert second.held
    asked_alone = [path for path in site.asked if "/wp/v2/posts/" in path]
    assert 0 < len(asked_alone) <= 30
    site.lie = None
    third = following.sync(source, later=HOUR, full=full)
    assert (third.held, third.size) == (None, 130)


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_site_that_lost_its_posts_is_believed_after_an_hour(site: FakeSite, tmp_path: Path) -> None:
    """Their own addresses say so too."""
    following, source = Following(tmp_path), patient(site)
    following.sync(source)
    del site.collections["posts"][20:]
    first = following.sync(source)
    assert (first.removed, first.held and first.held.reason) == (0, "unmentioned")
    assert (following.sync(source, later=HOUR).removed, following.size()) == (110, 20)


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_deleted_post_goes_at_once_and_one_that_answers_stays(site: FakeSite, tmp_path: Path) -> None:
    """A listing from a cache lacks two; one is really gone."""
    following, source = Following(tmp_path), patient(site)
    following.sync(source)
    del site.collections["posts"][4]
    site.lie = lambda listing: (
        [item for item in listing.items if item["id"] != 9][(listing.number - 1) * 100 : listing.number * 100],
        {},
    )
    summary = following.sync(source)
    assert (summary.removed, summary.held and dict(summary.held.since).keys()) == (1, {9})
    assert summary.held
    assert summary.held.reason == "still-answers"


@pytest.fixture
def wordpress(tmp_path: Path) -> Iterator[WordPressFile]:
    """A database with a hundred posts."""
    site = WordPressFile(tmp_path / "site.sqlite")
    for number in range(1001, 1101):
        site.post(number, post_name=f"p-{number}", post_title=f"Post {number}")
    yield site
    site.connection.close()


def synced(following: Following, wordpress: WordPressFile, **options) -> SyncSummary:
    """A sync with a source of its own, as each `rootzpub sync` has."""
    wordpress.connection.commit()
    return following.sync(opened(wordpress.url), **options)


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize("left", [0, 40], ids=["emptied", "half-restored"])
def test_a_database_that_lost_its_rows_removes_nothing(wordpress: WordPressFile, tmp_path: Path, left: int) -> None:
    """And is believed an hour later, though nothing changed in between."""
    following = Following(tmp_path)
    before = synced(following, wordpress).size
    wordpress.connection.execute(f"DELETE FROM wp_posts WHERE ID > {1000 + left}")
    first = synced(following, wordpress)
    assert (first.removed, following.size(), first.held is not None) == (0, before, True)
    second = synced(following, wordpress, later=HOUR)
    assert (second.removed, second.held) == (100 - left, None)


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    "change",
    [
        pytest.param("UPDATE wp_posts SET post_status = 'draft'", id="drafts"),
        pytest.param("UPDATE wp_posts SET post_password = 'x'", id="passwords"),
        pytest.param("UPDATE wp_posts SET post_type = 'elementor_library'", id="no-content"),
        pytest.param("UPDATE wp_posts SET post_type = 'unknown_type'", id="type"),
    ],
)
@pytest.mark.parametrize("full", [False, True], ids=["changes", "full"])
def test_what_a_database_shows_as_hidden_goes_at_once(
    wordpress: WordPressFile, tmp_path: Path, change: str, full: bool
) -> None:
    """However many."""
    following = Following(tmp_path)
    synced(following, wordpress)
    wordpress.connection.execute(change)
    summary = synced(following, wordpress, full=full)
    assert (summary.held, following.size()) == (None, 0)


@pytest.mark.slow("more than a tenth of a second a case")
def test_the_first_sync_of_another_version_hides_at_once(wordpress: WordPressFile, tmp_path: Path) -> None:
    """It reads everything anew, and what it knows to be closed goes."""
    following = Following(tmp_path)
    synced(following, wordpress)
    state = following.store.state()
    assert state
    with following.store.update() as update:
        update.commit(CLOCK(), type(state)(fingerprint=state.fingerprint, digest="of another version"))
    wordpress.connection.execute("UPDATE wp_posts SET post_status = 'private'")
    summary = synced(following, wordpress)
    assert (summary.full, summary.held, following.size()) == (True, None, 0)


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_backup_that_holds_less_removes_nothing(wordpress: WordPressFile, tmp_path: Path) -> None:
    """Another program's dump, which ends early without saying so."""
    following, file = Following(tmp_path), tmp_path / "dump.sql"
    whole = dumped(wordpress).replace("-- MySQL dump 10.13\n", "").replace("-- Dump completed\n", "")
    file.write_text(whole)
    assert following.sync(opened(f"sql:{file}")).size == 100
    head, _, rows = whole.partition("INSERT INTO `wp_posts` VALUES\n")
    kept, _, _ = rows.partition(";\n")
    file.write_text(head + "INSERT INTO `wp_posts` VALUES\n" + ",\n".join(kept.split(",\n")[:30]) + ";\n")
    first = following.sync(opened(f"sql:{file}"))
    assert (first.removed, first.held and len(first.held.since)) == (0, 70)
    file.write_text(whole + "\n")
    again = following.sync(opened(f"sql:{file}"))
    assert (again.held, again.removed, following.size()) == (None, 0, 100)
