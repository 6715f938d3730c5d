"""A live read that broke off, and the one that goes on from there in another process."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rootzpub.clock import fixed_clock
from rootzpub.errors import SourceUnavailable
from rootzpub.site import NOTHING_KNOWN, Change, Entry, Hidden
from rootzpub.sources import LongRead, Resumed, SourceOptions
from rootzpub.sources.rest.journal import Journal
from rootzpub.sources.rest.live import LiveRest, open_live
from rootzpub.state import FileScratch

from .live_reading import NOW, entries, patient, revisions, sync
from .server import FakeSite, Fault, medium, page, post

WHOLE = "excerpt"
"""What only requests for whole entries name among their fields."""
LIGHT = "content.protected"


@pytest.fixture
def large(site: FakeSite) -> FakeSite:
    """A site with three pages of posts: 254 entries that all may see."""
    site.collections["media"] = [medium(20), medium(21)]
    site.collections["posts"] = [post(number) for number in range(100, 350)]
    return site


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the journal is."""
    return tmp_path / "journal"


def break_off(site: FakeSite, path: Path, *, at: str = "/posts?page=3", also: str = WHOLE) -> None:
    """A read that stops at a request."""
    source = patient(site, path)
    site.faults.append(Fault(path=at, also=also, times=99))
    with pytest.raises(SourceUnavailable):
        sync(source)
    site.faults.clear()
    site.asked.clear()


def by_id(changes: list[Change]) -> dict[int, Change]:
    """Changes as a sync takes them: one for each id."""
    assert len({change.id for change in changes}) == len(changes)
    return {change.id: change for change in changes}


def asked_whole(site: FakeSite, base: str = "posts") -> list[str]:
    """Pages of whole entries that were asked for."""
    asked = [path for path in site.asked if f"/{base}?page=" in path and WHOLE in path]
    return [path.partition("page=")[2].partition("&")[0] for path in asked]


@pytest.mark.slow("more than a tenth of a second a case")
def test_pages_that_were_read_are_not_asked_again(large: FakeSite, path: Path) -> None:
    """Another process goes on behind the last whole page, and gives what an unbroken read gives."""
    break_off(large, path)
    _, changes = sync(patient(large, path))

    assert asked_whole(large) == ["3"]
    assert not any("include=" in asked and WHOLE in asked for asked in large.asked)
    assert by_id(changes) == by_id(sync(patient(large))[1])
    assert len(entries(changes)) == 254
    assert not path.exists()


def test_a_source_without_a_data_folder_goes_on_by_itself(large: FakeSite) -> None:
    """In the same process, whatever it was opened for."""
    source = patient(large)
    large.faults.append(Fault(path="/posts?page=3", also=WHOLE, times=99))
    with pytest.raises(SourceUnavailable):
        sync(source)
    large.faults.clear()
    large.asked.clear()
    _, changes = sync(source)

    assert asked_whole(large) == ["3"]
    assert len(entries(changes)) == 254


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    ("at", "also"),
    [
        pytest.param("/media?page=1", LIGHT, id="in-the-sweep"),
        pytest.param("/media?include=", "", id="at-the-featured-images"),
    ],
)
def test_a_read_that_breaks_off_late_asks_for_no_page_again(large: FakeSite, path: Path, at: str, also: str) -> None:
    """All whole pages were there: the sweep and what comes after it are enough."""
    large.collections["posts"][0]["featured_media"] = 20
    break_off(large, path, at=at, also=also)
    _, changes = sync(patient(large, path))

    assert [asked_whole(large, base) for base in ("posts", "pages", "media")] == [[], [], []]
    assert by_id(changes) == by_id(sync(patient(large))[1])


@pytest.mark.slow("more than a tenth of a second a case")
def test_featured_images_are_not_asked_again(large: FakeSite, path: Path) -> None:
    """Nor are they when they belong to a page that is done."""
    large.collections["posts"][0]["featured_media"] = 20
    large.collections["posts"][249]["featured_media"] = 21
    break_off(large, path, at="/media?include=21", also="")
    _, changes = sync(patient(large, path))

    assert [asked.partition("include=")[2][:2] for asked in large.asked if "/media?include=" in asked] == ["21"]
    images = {entry.id: entry.featured_image for entry in entries(changes).values() if entry.featured_image}
    assert sorted(images) == [100, 349]


@pytest.mark.slow("more than a tenth of a second a case")
def test_an_image_that_changed_is_asked_again(large: FakeSite, path: Path) -> None:
    """Its description is that of now."""
    large.collections["posts"][0]["featured_media"] = 20
    large.collections["posts"][249]["featured_media"] = 21
    break_off(large, path, at="/media?include=21", also="")
    large.collections["media"][0].update(alt_text="A thawed lake", modified_gmt="2026-02-02T00:00:00")
    _, changes = sync(patient(large, path))

    image = entries(changes)[100].featured_image
    assert image is not None
    assert image.alt == "A thawed lake"


SECRET = {"rendered": "", "protected": True}
LATER = "2026-02-02T00:00:00"


def _edit(site: FakeSite) -> None:
    site.collections["posts"][5].update(
        content={"rendered": "<p>New words</p>", "protected": False}, modified_gmt=LATER, title={"rendered": "New"}
    )


def _protect(site: FakeSite) -> None:
    site.collections["posts"][5].update(content=SECRET, excerpt=SECRET, modified_gmt=LATER)


def _protect_without_a_date(site: FakeSite) -> None:
    site.collections["posts"][5].update(content=SECRET, excerpt=SECRET)


def _remove(site: FakeSite) -> None:
    del site.collections["posts"][5]


def _remove_many(site: FakeSite) -> None:
    del site.collections["posts"][5:60]


def _add(site: FakeSite) -> None:
    site.collections["posts"].append(post(900))
    site.collections["posts"].insert(0, post(30))


def _move(site: FakeSite) -> None:
    site.collections["posts"][5].update(slug="moved", link="HOME/2026/moved/")


def _hide_parent(site: FakeSite) -> None:
    site.collections["posts"][5].update(content=SECRET)
    site.collections["media"][1]["post"] = 105


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    "change",
    [_edit, _protect, _protect_without_a_date, _remove, _remove_many, _add, _move, _hide_parent],
    ids=lambda change: change.__name__.strip("_"),
)
def test_what_changed_meanwhile_is_as_it_is_now(
    large: FakeSite, path: Path, change: Callable[[FakeSite], None]
) -> None:
    """Edited, protected, removed, new or moved between the two runs: as an unbroken read would find it."""
    break_off(large, path, at="/posts?page=3", also=LIGHT)
    change(large)
    _, changes = sync(patient(large, path))

    assert asked_whole(large) == []
    assert by_id(changes) == by_id(sync(patient(large))[1])


def test_words_of_an_entry_that_was_protected_meanwhile_are_nowhere(large: FakeSite, path: Path) -> None:
    """Neither its own, nor its title in the lists of others, nor anything in a file."""
    listing = f'<ul class="wp-block-latest-posts"><li><a href="{large.home}/2026/post-105/">Post 105</a></li></ul>'
    large.collections["posts"][200]["content"] = {"rendered": listing, "protected": False}
    break_off(large, path, at="/posts?page=3", also=LIGHT)
    _protect(large)
    _, changes = sync(patient(large, path))

    assert by_id(changes)[105] == Hidden(id=105, reason="password")
    assert "Body of 105" not in repr(changes)
    assert "Post 105<" not in repr(changes)
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize(
    "html",
    [
        pytest.param('<ul class="wp-block-latest-posts"><li>{}</li></ul>', id="list-of-a-block"),
        pytest.param('<div class="some-plugin"><a href="HOME/2026/post-105/">{}</a></div>', id="link-of-a-plugin"),
    ],
)
def test_a_list_that_named_what_is_private_now_is_read_again(large: FakeSite, path: Path, html: str) -> None:
    """Its own date did not change; the words it had when it was read are those of another time."""
    before, now = html.format("Quiet merger"), html.format("nothing")
    lister = large.collections["posts"][50]
    lister["content"] = {"rendered": before, "protected": False}
    break_off(large, path)
    _remove(large)
    lister["content"] = {"rendered": now, "protected": False}
    _, changes = sync(patient(large, path))

    assert asked_whole(large) == ["3"]
    assert entries(changes)[150].html == now.replace("HOME", large.home)


@pytest.mark.slow("more than a tenth of a second a case")
def test_two_edits_in_one_second_are_told_apart(large: FakeSite, path: Path) -> None:
    """What was edited just before it was read is read again: its date cannot tell of another edit."""
    just_now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    large.collections["posts"][5].update(modified_gmt=just_now)
    break_off(large, path)
    large.collections["posts"][5].update(content={"rendered": "<p>Second edit</p>", "protected": False})
    _, changes = sync(patient(large, path))

    assert entries(changes)[105].html == "<p>Second edit</p>"
    assert asked_whole(large) == ["3"]


@pytest.mark.slow("more than a tenth of a second a case")
def test_says_that_it_goes_on(large: FakeSite, path: Path) -> None:
    """How much was there and since when; nothing is said where there was nothing."""
    told: list[Resumed] = []
    break_off(large, path)
    sync(patient(large, path, on_resumed=told.append))
    sync(patient(large, path, on_resumed=told.append))

    assert [(resumed.entries, resumed.moment) for resumed in told] == [(200, NOW)]
    assert str(told[0]) == "200 of 257 entries were already read on 2026-06-01 00:00 UTC"  # the totals of the API


@pytest.mark.slow("more than a tenth of a second a case")
def test_says_how_far_it_is(large: FakeSite, path: Path) -> None:
    """Pages that were there count as well."""
    break_off(large, path)
    fetched: list[int] = []
    options = SourceOptions(long_read=LongRead(journal=FileScratch(path), on_fetched=fetched.append))
    sync(open_live(large.home, options))

    assert fetched == [100, 200, 250, 252, 254]


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"anew": True}, id="full"),
        pytest.param({"clock": fixed_clock(NOW + timedelta(days=2))}, id="two-days-later"),
    ],
)
def test_begins_anew(large: FakeSite, path: Path, options: dict[str, Any]) -> None:
    """When the owner says so, or when what was kept is too old."""
    break_off(large, path)
    sync(patient(large, path, **options))
    assert asked_whole(large) == ["1", "2", "3"]


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_damaged_journal_is_read_anew(large: FakeSite, path: Path) -> None:
    """From where it is damaged, without a word."""
    break_off(large, path)
    path.write_bytes(path.read_bytes()[:-10])
    _, changes = sync(patient(large, path))

    assert asked_whole(large) == ["2", "3"]
    assert len(entries(changes)) == 254


def test_a_kept_page_that_is_no_list_is_read_anew(large: FakeSite, path: Path) -> None:
    """Whole by its checksum, and yet nothing that WordPress would say."""
    kept = Journal(scratch=FileScratch(path), site=large.home, clock=fixed_clock(NOW))
    kept.begin("")
    kept.keep("/wp/v2/posts 1", b'{"code": "no", "message": "list"}')
    kept.close()
    _, changes = sync(patient(large, path))

    assert asked_whole(large)[0] == "1"
    assert len(entries(changes)) == 254


def _keep(changes: list[Change]) -> None:
    raise OSError(f"disk full, no room for {len(changes)}")


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_reader_that_fails_at_the_end_need_not_fetch_again(large: FakeSite, path: Path) -> None:
    """Everything was read, and then the store's disk was full: what was fetched is still there."""
    source = patient(large, path)
    with pytest.raises(OSError, match="disk full"), source.snapshot() as snapshot:
        _keep(list(snapshot.changes(None, NOTHING_KNOWN)))
    large.asked.clear()
    _, changes = sync(patient(large, path))

    assert asked_whole(large) == []
    assert len(entries(changes)) == 254


def test_a_look_that_reads_nothing_leaves_the_journal(large: FakeSite, path: Path) -> None:
    """`doctor` asks who the site is, and that is no read."""
    break_off(large, path)
    with patient(large, path).snapshot() as snapshot:
        snapshot.site_facts()
    assert path.exists()


@pytest.mark.slow("more than a tenth of a second a case")
def test_an_incremental_read_goes_on_too(large: FakeSite, path: Path) -> None:
    """After an edit of everything: the pages of `modified_after` that were read are not asked again."""
    since, first = sync(patient(large))
    for item in large.collections["posts"]:
        item.update(modified_gmt=LATER, title={"rendered": f"Edited {item['id']}"})
    large.faults.append(Fault(path="/posts?page=3", also="modified_after", times=99))
    with pytest.raises(SourceUnavailable):
        sync(patient(large, path), since, revisions(first))
    large.faults.clear()
    large.asked.clear()
    told: list[Resumed] = []
    _, second = sync(patient(large, path, on_resumed=told.append), since, revisions(first))

    assert asked_whole(large) == ["3"]
    assert sorted(entries(second)) == list(range(100, 350))
    assert str(told[0]).startswith("200 entries were already read on")


@pytest.mark.slow("more than a tenth of a second a case")
def test_another_read_does_not_take_over(large: FakeSite, path: Path) -> None:
    """What the first read left is of no use to an incremental one, which has its own."""
    since, first = sync(patient(large))
    break_off(large, path)
    large.collections["posts"][5].update(modified_gmt=LATER, title={"rendered": "Edited"})
    told: list[Resumed] = []
    _, second = sync(patient(large, path, on_resumed=told.append), since, revisions(first))

    assert (told, [entry.title for entry in entries(second).values()]) == ([], ["Edited"])


@pytest.mark.parametrize("size", [100, 105], ids=["full", "more"])
def test_pages_follow_while_the_site_does_not_count_them(large: FakeSite, path: Path, size: int) -> None:
    """A proxy that drops the headers: a full page may have a successor, a short one is the last."""
    large.headers = False
    large.collections["posts"] = [post(number) for number in range(100, 100 + size)]
    break_off(large, path, at="/media?page=1", also=LIGHT)
    _, changes = sync(patient(large, path))

    assert sum(isinstance(change, Entry) and change.type == "post" for change in changes) == size


class FullDisk(Journal):
    """A journal whose disk is full at once."""

    def keep(self, name: str, body: bytes, **more: Any) -> None:
        """No room."""
        self._give_up()


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_full_disk_does_not_stop_the_read(large: FakeSite, path: Path) -> None:
    """Without a journal pages are read when they are needed, once each but the first."""
    source = patient(large)
    full = FullDisk(scratch=FileScratch(path), site=large.home, clock=fixed_clock(NOW))
    _, changes = sync(
        LiveRest(url=source.url, api=source.api, client=source.client, options=source.options, journal=full)
    )

    assert len(entries(changes)) == 254
    assert asked_whole(large) == ["1", "1", "2", "3"]
    assert not path.exists()


def test_a_closed_type_is_left_out(large: FakeSite, path: Path) -> None:
    """Media that visitors may not list are no reason to publish nothing."""
    large.closed.add("media")
    large.collections["posts"][0]["featured_media"] = 20
    _, changes = sync(patient(large, path))

    assert {entry.type for entry in entries(changes).values()} == {"post", "page"}


@pytest.mark.slow("more than a tenth of a second a case")
def test_pages_of_other_types_have_their_own_names(large: FakeSite, path: Path) -> None:
    """Posts, pages and media lie in one journal."""
    large.collections["pages"] += [page(number) for number in range(1000, 1150)]
    large.collections["media"] += [medium(number) for number in range(2000, 2150)]
    break_off(large, path, at="/media?page=2")
    _, changes = sync(patient(large, path))

    assert [asked_whole(large, base) for base in ("posts", "pages", "media")] == [[], [], ["2"]]
    assert len(entries(changes)) == 554
