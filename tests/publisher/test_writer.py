"""Every document as a file: the same bytes as serving."""

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootzpub.clock import fixed_clock
from rootzpub.config import FeedTable, LlmsTable
from rootzpub.errors import NotReady, UsageError
from rootzpub.publisher import PLAIN_GET, Publisher, write
from rootzpub.publisher.atomic_folder import MANIFEST
from rootzpub.publisher.hosting import HTACCESS
from rootzpub.publisher.layout import Layout
from rootzpub.publisher.writer import VALIDITY
from rootzpub.sources import SourceOptions, open_source
from rootzpub.store import SqliteStore
from rootzpub.wire import canonical, parse
from tests.publisher.making import CLOCK, MORNING, Bench, ListSource, a_config, a_page, an_attachment
from tests.store.making import NOON, an_entry


@pytest.fixture
def out(tmp_path):
    """Where files go."""
    return tmp_path / "public"


@pytest.fixture
def full(bench):
    """More than one page of posts."""
    bench.config = a_config(bench.folder, llms=LlmsTable(full=True))
    bench.source = ListSource.of(
        *(an_entry(number) for number in range(1, 60)), a_page(70), an_attachment(80, 70), an_entry(90, type="event")
    )
    bench.sync()
    return bench


def served(publisher):
    """Path → bytes of everything that answers without a question."""
    with publisher.store.site() as site:
        paths = list(publisher.endpoints.built(site, publisher.edition().settings))
    paths += [f"{path}.sig" for path in paths if path.startswith("/llms")]
    return {path: publisher.answer(path).body for path in paths}


def written(out, paths):
    """The same from the files, found by the rule."""
    layout = Layout(paths)
    return {path: (out / layout.file_of(path)).read_bytes() for path in paths}


def test_files_hold_what_is_served(full, out):
    """Every path, every byte; `/page/N` included."""
    publisher = full.publisher()
    summary = write(publisher, out)
    expected = served(publisher.as_files(VALIDITY))
    assert written(out, expected) == expected
    assert "/.well-known/ai/content/posts/page/2" in expected
    assert (summary.documents, summary.written) == (len(expected), len(expected))


def test_every_file_has_a_gzip_twin(full, out):
    """For hosts that send it as it is."""
    write(full.publisher(), out)
    files = [path for path in out.rglob("*") if path.is_file() and path.suffix != ".gz" and path.name[0] != "_"]
    documents = [path for path in files if path.name not in {MANIFEST, HTACCESS}]
    assert len(documents) > 20
    assert all(
        gzip.decompress(path.with_name(f"{path.name}.gz").read_bytes()) == path.read_bytes() for path in documents
    )


def test_nothing_is_written_twice(full, out):
    """At the same moment nothing differs, and every file keeps its inode."""
    write(full.publisher(), out)
    inodes = {path: path.stat().st_ino for path in out.rglob("*ai*") if path.is_file()}
    summary = write(full.publisher(), out)
    assert (summary.written, summary.removed) == (0, 0)
    assert {path: path.stat().st_ino for path in inodes} == inodes


def test_what_is_not_published_any_more_goes(full, out):
    """The owner switched the feed off."""
    write(full.publisher(), out)
    assert (out / ".well-known/ai/feed").exists()
    full.config = a_config(full.folder, feed=FeedTable(enabled=False))
    summary = write(full.publisher(), out)
    assert summary.removed > 1
    assert not (out / ".well-known/ai/feed").exists()
    assert not (out / "llms-full.txt").exists()


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_later_moment_writes_later_stamps(full, out):
    """As serving does."""
    write(full.publisher(), out)
    later = full.publisher(clock=fixed_clock(datetime(2026, 6, 1, tzinfo=UTC)))
    write(later, out)
    expected = served(later.as_files(VALIDITY))
    assert written(out, expected) == expected


def test_all_files_are_of_one_moment(full, out):
    """The clock goes on while files are written; the stamps do not."""
    moments = iter(datetime(2026, 6, 1, hour, tzinfo=UTC) for hour in range(24))
    write(full.publisher(clock=lambda: next(moments)), out)
    stamps = {
        parse(path.read_bytes())["_signature"]["signedAt"]
        for path in (out / ".well-known").rglob("*.json")
        if path.is_file()
    }
    assert len(stamps) == 1


class ChangingPublisher(Publisher):
    """A publisher whose site changes for the first `changes` builds."""

    changes = 0
    bench = None

    def as_files(self, validity):
        """The same object: it keeps count."""
        return self

    def answer(self, path, parameters=(), context=PLAIN_GET):
        """Answer, and change the site behind it."""
        answered = super().answer(path, parameters, context)
        if path == "/llms.txt" and self.changes:
            type(self).changes -= 1
            self.bench.source.put(an_entry(100 + self.changes))
            self.bench.sync()
        return answered


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize("changes", [1, 2])
def test_a_site_that_changes_meanwhile_is_written_again(full, out, changes):
    """All files are of one publication."""
    ChangingPublisher.changes, ChangingPublisher.bench = changes, full
    publisher = ChangingPublisher(store=full.store, config=full.config, clock=CLOCK)
    summary = write(publisher, out)
    expected = served(publisher)
    assert summary.sequence == 1 + changes
    assert written(out, expected) == expected


@pytest.mark.slow("builds a whole site again and again")
def test_a_site_that_changes_all_the_time_is_given_up(full, out):
    """The old tree stays."""
    ChangingPublisher.changes, ChangingPublisher.bench = 99, full
    with pytest.raises(NotReady, match="again and again"):
        write(ChangingPublisher(store=full.store, config=full.config, clock=CLOCK), out)
    ChangingPublisher.changes = 0
    assert not out.exists()


def test_nothing_is_written_before_the_first_sync(bench, out):
    """There is no site."""
    with pytest.raises(NotReady, match="no site was read yet"):
        write(bench.publisher(), out)
    assert not out.exists()


def test_a_folder_of_others_is_not_touched(full, tmp_path):
    """The wrong folder was named."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "letter").write_text("dear")
    with pytest.raises(UsageError, match="was not made by rootzpub build"):
        write(full.publisher(), home)
    assert [path.name for path in home.iterdir()] == ["letter"]


def test_the_summary_says_what_a_static_host_cannot_do(full, out):
    """Questions need a server."""
    summary = write(full.publisher(), out)
    lines = dict(summary.lines())
    assert "need a server" in lines["note"]
    assert lines["publication"] == "1"
    assert summary.as_dict()["documents"] == summary.documents
    assert canonical(summary.as_dict())


def test_a_path_that_answers_an_error_is_left_out_and_said(full, out):
    """Approval is missing: the discovery document is not written, the rest is."""
    from rootzpub.config import SigningTable

    full.config = a_config(full.folder, signing=SigningTable(publish="approved"))
    summary = write(full.publisher(), out)
    assert any("/.well-known/ai answers 503" in note for note in summary.notes)
    assert (out / ".well-known/ai/policies").is_file()
    assert not (out / ".well-known/ai.json").exists()


def test_a_path_that_cannot_be_a_file_is_left_out_and_said(full, out):
    """A type from a foreign source may be called anything; nothing is written outside the folder."""
    full.source.put(an_entry(200, type=".."))
    full.sync()
    summary = write(full.publisher(), out)
    assert any("cannot be a file name" in note for note in summary.notes)
    assert {path.name for path in out.parent.iterdir()} == {"public", "test.key"}


def real(tmp_path, url):
    """A bench over a real source."""
    config = a_config(tmp_path)
    return Bench(
        folder=tmp_path,
        source=open_source(url, SourceOptions(clock=CLOCK)),
        store=SqliteStore.open(config.data_dir),
        config=config,
    )


@pytest.mark.slow("reads and publishes a real site")
@pytest.mark.parametrize("site", ["demo", "themeunit"])
def test_real_sites_are_written_as_they_are_served(tmp_path, site, request):
    """The demo site and themeunit, read through their REST exports."""
    if site == "demo":
        folder = request.config.rootpath / "fixtures/demo/rest"
    else:
        folder = request.getfixturevalue("shared") / "sites/themeunit/rest"
    bench = real(tmp_path, f"rest:{folder}")
    bench.sync()
    publisher = bench.publisher()
    write(publisher, tmp_path / "public")
    expected = served(publisher.as_files(VALIDITY))
    assert written(tmp_path / "public", expected) == expected
    bench.store.close()


TEXT = st.text(max_size=30)
ENTRIES = st.lists(
    st.builds(
        dict,
        type=st.sampled_from(["post", "page", "attachment", "event"]),
        title=TEXT,
        html=TEXT,
        excerpt=TEXT,
        description=TEXT,
        slug=st.sampled_from(["about", "privacy-policy", "x"]),
        published=st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2026, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    ),
    max_size=8,
)


@pytest.mark.slow("hundreds of generated examples, each through the whole")
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=ENTRIES, name=TEXT, tagline=TEXT)
def test_whatever_a_site_holds_serving_equals_writing(tmp_path_factory, entries, name, tagline):
    """And every document is canonical under all four rules of [wire §1]."""
    folder = tmp_path_factory.mktemp("any")
    config = a_config(folder)
    store = SqliteStore.open(config.data_dir)
    from dataclasses import replace

    source = ListSource.of(*(an_entry(number, modified=NOON, **entry) for number, entry in enumerate(entries, start=1)))
    source.facts = replace(source.facts, name=name, tagline=tagline)
    bench = Bench(folder=folder, source=source, store=store, config=config)
    bench.sync()
    publisher = bench.publisher(clock=fixed_clock(MORNING))
    write(publisher, folder / "public")
    expected = served(publisher.as_files(VALIDITY))
    assert written(folder / "public", expected) == expected
    for path, body in expected.items():
        if not path.startswith("/llms") or path.endswith(".sig"):
            assert canonical(parse(body)) == body
            assert not {b"\xe2\x80\xa8", b"\xe2\x80\xa9"} & {body[i : i + 3] for i in range(len(body))}
    store.close()
