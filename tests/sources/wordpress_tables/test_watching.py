"""Whether a site changed, table by table."""

from datetime import timedelta

from rootzpub.sources.wordpress_tables.options import Options
from rootzpub.sources.wordpress_tables.source import TableSource
from rootzpub.sources.wordpress_tables.watching import Watch
from tests.sources.reading import NOW, opened

from .tables import WordPressFile


def watched(wordpress: WordPressFile, times: dict[str, str]) -> TableSource:
    """A source whose database vouches for these times of writing."""
    source = opened(wordpress.url)
    assert isinstance(source, TableSource)
    source.watch = Watch(lambda _: times)
    return source


def test_a_table_that_was_not_written_is_not_summed_again(wordpress: WordPressFile) -> None:
    """Its state is kept for the time of writing that is vouched for, and taken anew for another."""
    wordpress.post(5)
    times = {"posts": "1", "postmeta": "1"}
    source = watched(wordpress, times)
    before = source.fingerprint()
    wordpress.update("posts", "ID=5", post_title="Changed")
    assert source.fingerprint() == before
    times["posts"] = "2"
    assert source.fingerprint() != before


def test_options_are_always_asked(wordpress: WordPressFile) -> None:
    """A new site name is seen whatever the times say; options of others change nothing."""
    source = watched(wordpress, {"posts": "1"})
    before = source.fingerprint()
    wordpress.options(cron="x", _transient_y="z")
    assert source.fingerprint() == before
    wordpress.options(blogname="Renamed")
    assert source.fingerprint() != before


def test_a_table_without_a_time_is_summed_every_time(wordpress: WordPressFile) -> None:
    """What is written right now cannot be vouched for."""
    wordpress.post(5)
    source = watched(wordpress, {})
    before = source.fingerprint()
    wordpress.update("posts", "ID=5", post_title="Changed")
    assert source.fingerprint() != before


def test_time_alone_changes_the_fingerprint(wordpress: WordPressFile) -> None:
    """A post whose date comes is noticed though no table was written."""
    wordpress.post(5, post_date_gmt="2026-06-01 00:00:10")
    source = watched(wordpress, {"posts": "1"})
    before = source.fingerprint()
    assert source.next_change_at() == NOW + timedelta(seconds=10)
    source.options = type(source.options)(clock=lambda: NOW + timedelta(seconds=10))
    assert source.fingerprint() != before
    assert source.next_change_at() is None


def test_what_all_depend_on_is_asked_only_after_a_write(wordpress: WordPressFile) -> None:
    """Types, menus and definitions lie in tables: they are what they were while none of them was written."""
    wordpress.post(5)
    times = dict.fromkeys(("posts", "postmeta", "terms", "term_taxonomy", "users"), "1")
    source, asked = watched(wordpress, times), list[int]()

    def context() -> int:
        asked.append(1)
        return len(asked)

    def state(**options: str) -> int:
        with source.open_reader() as reader:
            return source.watch.state(reader, Options(options), NOW, context).context

    assert [state(), state(), state(blogname="x"), state(blogname="x")] == [1, 1, 2, 2]
    times["posts"] = "2"
    assert [state(blogname="x"), state(blogname="x")] == [3, 3]
    del times["users"]
    assert [state(blogname="x"), state(blogname="x")] == [4, 5]
