"""Withdrawing: gone from every answer and every file at once, and out of every later sync."""

import threading
from dataclasses import replace

import pytest

from rootzpub.errors import StoreUnavailable
from rootzpub.publisher import WithdrawalParts, release, withdraw, write
from rootzpub.publisher.withdrawn import NOTHING, Withdrawn, read_withdrawn, write_withdrawn
from rootzpub.site import Media, MenuItem, Query
from rootzpub.state import MemoryNote
from tests.publisher.making import CLOCK, Bench, a_page, an_attachment
from tests.store.making import FACTS, an_entry
from tests.waiting import LIMIT

MARKER = "Quintessence"
BODY = f"<p>The {MARKER} of the plan that nobody was to read before the first of June.</p>"


def parts_of(bench: Bench) -> WithdrawalParts:
    """Where things lie."""
    note = bench.state.note("withdrawn")
    return WithdrawalParts(store=bench.store, note=note, scratch=bench.state.scratch(), clock=CLOCK)


def sync(bench: Bench, **options):
    """A sync that knows what was withdrawn."""
    return bench.sync(withdrawn=bench.state.note("withdrawn"), **options)


@pytest.fixture
def leaked(file_bench: Bench) -> Bench:
    """Five entries are published; the second should not have been, the fourth shows it, a menu names it."""
    bench = file_bench
    secret = an_entry(2, title=f"A {MARKER} of Plans", html=BODY, excerpt=f"{MARKER} in short, as it was meant to be.")
    shows = f'<ul class="wp-block-latest-posts"><li><a href="{secret.url}">A {MARKER} of Plans</a></li></ul>'
    media = Media(url="https://example.org/plan.jpg", alt=f"{MARKER} as a picture")
    bench.source.entries = {
        1: an_entry(1),
        2: replace(secret, type="page"),
        3: a_page(3, 2, title=f"Below the {MARKER}"),
        4: an_entry(4, html=shows),
        5: an_attachment(5, 2, media=media, title=f"Picture of the {MARKER}"),
    }
    bench.source.facts = replace(FACTS, menu=(MenuItem(title=f"{MARKER}!", url=secret.url, entry_id=2),))
    sync(bench)
    return bench


def everything_in(bench: Bench) -> bytes:
    """All files of the data folder."""
    return b"".join(path.read_bytes() for path in sorted(bench.config.data_dir.rglob("*")) if path.is_file())


def test_no_word_stays_in_any_file_or_answer(leaked: Bench, tmp_path) -> None:
    """Store, index, history, logs, menus, what shows it, the next build; and the publisher that was answering."""
    publisher = leaked.publisher()
    out = tmp_path / "out"
    write(publisher, out)
    assert MARKER.encode() in everything_in(leaked)
    assert MARKER.encode() in publisher.answer("/.well-known/ai/content/pages").body

    done = withdraw(parts_of(leaked), ["/entry-2/"])

    assert (done.paths, done.quoting) == (("/entry-2/", "/entry-3/", "/entry-5/"), ("/entry-4/",))
    assert (done.before, done.sequence, done.size, done.is_clean) == (1, 2, 1, True)
    assert MARKER.encode() not in everything_in(leaked)
    for path in publisher.paths():
        assert MARKER.encode() not in publisher.answer(path).body
    with leaked.store.site() as site:
        assert site.search(Query(text=MARKER)).total == 0
    write(publisher, out)
    assert MARKER.encode() not in b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file())


def test_the_publication_without_it_is_signed(leaked: Bench) -> None:
    """Sound by the store's own check."""
    withdraw(parts_of(leaked), ["/entry-2/"])
    assert leaked.store.check() == ()
    assert leaked.publisher().answer("/.well-known/ai").status == 200


@pytest.mark.parametrize("full", [False, True])
def test_later_syncs_keep_it_out(leaked: Bench, full: bool) -> None:
    """Also when it is edited, and under another address; what showed it is read anew."""
    withdraw(parts_of(leaked), ["/entry-2/"])
    leaked.source.put(an_entry(2, type="page", path="/other/", title="Harmless"))
    leaked.source.put(an_entry(4, html="<p>Nothing of it.</p>"))
    sync(leaked, full=full)
    assert leaked.paths() == ["/entry-1/", "/entry-4/"]
    assert leaked.omissions() == {"withdrawn": 1, "ancestor-hidden": 1, "parent-hidden": 1}


def test_another_entry_at_the_same_path_stays_out(leaked: Bench) -> None:
    """A copy of it, made anew."""
    withdraw(parts_of(leaked), ["/entry-2/"])
    leaked.source.drop(2)
    leaked.source.put(an_entry(77, path="/entry-2/"))
    sync(leaked)
    assert "/entry-2/" not in leaked.paths()


@pytest.mark.parametrize("asked", ["/entry-2/", "/entry-2", "https://example.org/entry-2/", "entry-2"])
def test_a_path_in_every_spelling(leaked: Bench, asked: str) -> None:
    """And a URL of the site."""
    assert "/entry-2/" in withdraw(parts_of(leaked), [asked]).paths


def test_all_goes(leaked: Bench) -> None:
    """And nothing is published by a sync."""
    done = withdraw(parts_of(leaked), [], everything=True)
    assert (done.size, leaked.paths()) == (0, [])
    assert MARKER.encode() not in everything_in(leaked)
    sync(leaked)
    assert leaked.paths() == []
    release(parts_of(leaked), [], everything=True)
    sync(leaked)
    assert len(leaked.paths()) == 5


def test_it_returns_when_the_owner_says_so(leaked: Bench) -> None:
    """By its path; others stay out."""
    withdraw(parts_of(leaked), ["/entry-2/", "/entry-1/"])
    release(parts_of(leaked), ["/entry-2/"])
    sync(leaked)
    assert leaked.paths() == ["/entry-2/", "/entry-3/", "/entry-4/", "/entry-5/"]


def test_what_is_not_published_yet_stays_out_too(file_bench: Bench) -> None:
    """Said before it could leak; before the first sync as well."""
    done = withdraw(parts_of(file_bench), ["/entry-2/"])
    assert (done.unknown, done.paths) == (("/entry-2/",), ())
    file_bench.source.entries = {1: an_entry(1), 2: an_entry(2)}
    sync(file_bench)
    assert file_bench.paths() == ["/entry-1/"]


def test_a_sync_that_runs_ends_and_makes_room(leaked: Bench) -> None:
    """The word is out at once, not when hours of reading have ended."""
    note, begun, asked = leaked.state.note("withdrawn"), threading.Event(), threading.Event()
    leaked.source.entries |= {number: an_entry(number) for number in range(100, 200)}
    leaked.source.state += 1

    def progress(_: int) -> None:
        begun.set()
        asked.wait(LIMIT)

    failed: list[str] = []

    def read() -> None:
        try:
            sync(leaked, progress=progress)
        except StoreUnavailable as error:
            failed.append(error.message)

    reader = threading.Thread(target=read)
    reader.start()
    begun.wait(LIMIT)
    before = note.mark()
    parts = replace(parts_of(leaked), note=_Announcing(note, asked))
    done = withdraw(parts, ["/entry-2/"])
    reader.join(LIMIT)
    assert (note.mark() > before, done.size) == (True, 1)
    assert failed == ["entries are being withdrawn: this sync ends without a change"]


class _Announcing:
    """A note that lets the reader go on when it was written."""

    def __init__(self, note, written: threading.Event) -> None:
        self._note, self._written, self.where = note, written, note.where

    def read(self) -> bytes | None:
        """The same."""
        found: bytes | None = self._note.read()
        return found

    def mark(self) -> int:
        """The same."""
        return int(self._note.mark())

    def write(self, data: bytes) -> None:
        """The same, announced."""
        self._note.write(data)
        self._written.set()


def test_a_damaged_note_publishes_nothing(leaked: Bench) -> None:
    """What was withdrawn does not return by a fault."""
    withdraw(parts_of(leaked), ["/entry-2/"])
    leaked.state.note("withdrawn").write(b"{}")
    leaked.source.put(an_entry(1, title="Edited"))
    with pytest.raises(StoreUnavailable, match="what was withdrawn cannot be read"):
        sync(leaked)


def test_what_was_withdrawn_is_remembered_as_it_was() -> None:
    """Through the note."""
    note = MemoryNote()
    assert read_withdrawn(note) == NOTHING
    kept = NOTHING.with_more([(7, "/Ärger/"), (0, "/x")], everything=False)
    write_withdrawn(note, kept)
    assert read_withdrawn(note) == kept
    assert (kept.covers(7, "/elsewhere/"), kept.covers(1, "/%C3%84rger/below/"), kept.covers(1, "/xy")) == (
        *(True, True),
        False,
    )
    assert Withdrawn(everything=True).covers(1, "/")


def test_a_broken_off_read_is_dropped(leaked: Bench) -> None:
    """Its pages hold words of the site."""
    scratch = leaked.state.scratch()
    with scratch.open_alone() as file:
        file.write(MARKER.encode())
    withdraw(parts_of(leaked), ["/entry-2/"])
    assert MARKER.encode() not in everything_in(leaked)
