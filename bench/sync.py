"""Syncing: pages per second, and what a look and a change cost at 1,000, 10,000 and 100,000 posts.

Run: python -m bench.sync [posts …]. Each size runs in a process of its own, so that its peak of memory is its own.
The site is made up on the fly and held nowhere: what is measured is rootzpub, not a source.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.synthetic import paragraphs
from bench.table import Row, show
from rootzpub.clock import system_clock
from rootzpub.config import Config
from rootzpub.markdown import convert
from rootzpub.publisher import Publisher, SyncOptions, is_current, sync
from rootzpub.site import Author, Change, Entry, Gone, Query, SiteFacts, Term
from rootzpub.store import SqliteStore

SIZES = (1_000, 10_000, 100_000)
HOME = "http://127.0.0.1:8399"
"""Posts."""


class MadeUpSite:
    """A source of any size that makes every entry when it is asked for it."""

    url = "bench:"
    default_refresh_seconds = 5

    def __init__(self, posts: int) -> None:
        self.ids = dict.fromkeys(range(1, posts + 1), "1")
        self.state = 1

    def fingerprint(self) -> str:
        """The number of changes."""
        return str(self.state)

    def next_change_at(self) -> datetime | None:
        """Nothing is scheduled."""
        return None

    @contextmanager
    def snapshot(self) -> "Iterator[MadeUpSnapshot]":
        """The site as it is."""
        yield MadeUpSnapshot(self)

    def edit(self, number: int) -> None:
        """Change or add a post."""
        self.state += 1
        self.ids[number] = str(self.state)

    def drop(self, number: int) -> None:
        """Delete a post."""
        self.state += 1
        del self.ids[number]


class MadeUpSnapshot:
    """One moment of it. Like a database it knows what changed since: that much is told, and no more."""

    def __init__(self, site: MadeUpSite) -> None:
        self.site = site
        self.fingerprint = site.fingerprint()

    def site_facts(self) -> SiteFacts:
        """Facts."""
        return SiteFacts(name="Bench site", url=HOME)

    def terms(self) -> Iterator[Term]:
        """Ten categories."""
        return (Term(id=n, taxonomy="category", slug=f"c{n}", name=f"C{n}", description="x") for n in range(1, 11))

    def authors(self) -> Iterator[Author]:
        """One."""
        return iter((Author(id=1, name="Ada"),))

    def changes(self, since: str | None, known: Mapping[int, str]) -> Iterator[Change]:
        """Everything, or what has a newer revision than `since`."""
        start = int(since or 0)
        for number, revision in list(self.site.ids.items()):
            if int(revision) > start:
                yield an_entry(number, revision)
        if since is not None:
            yield from (Gone(id=number) for number in known if number not in self.site.ids)


def an_entry(number: int, revision: str) -> Entry:
    """A post of about 250 words; another revision is another text."""
    moment = datetime(2014, 1, 1, tzinfo=UTC) + timedelta(hours=number)
    slug = f"post-{number}"
    return Entry(
        id=number,
        type="post",
        revision=revision,
        slug=slug,
        path=f"/{moment:%Y/%m/%d}/{slug}/",
        url=f"{HOME}/{moment:%Y/%m/%d}/{slug}/",
        title=f"{slug} in words",
        html=f"<h2>{slug} {revision}</h2>\n{paragraphs(number)}",
        published=moment,
        modified=moment,
        author_id=1,
        term_ids=(number % 10 + 1,),
    )


def measure(posts: int) -> dict[str, float]:
    """Seconds of each step, and the peak of memory in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config(directory=Path(folder))
        store, source = SqliteStore.open(config.data_dir), MadeUpSite(posts)
        figures = {"full": _seconds(lambda: sync(source, store, config=config, clock=system_clock))}
        figures["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        figures["check"] = _seconds(lambda: is_current(source, store, config=config, clock=system_clock))
        for step, change in (("edit", source.edit), ("drop", source.drop)):
            change(posts // 2)
            figures[step] = _seconds(lambda: sync(source, store, config=config, clock=system_clock))
        source.edit(posts + 1)
        figures["add"] = _seconds(lambda: sync(source, store, config=config, clock=system_clock))
        figures["again"] = _seconds(
            lambda: sync(source, store, config=config, clock=system_clock, options=SyncOptions(full=True))
        )
        figures |= _reading(store, config, posts)
        store.close()
    return figures


def _reading(store: SqliteStore, config: Config, posts: int) -> dict[str, float]:
    publisher = Publisher(store=store, config=config)
    entry = an_entry(posts // 3, "1")
    publisher.answer("/.well-known/ai")
    asked = [("path", entry.path)]
    figures = {"page": _seconds(lambda: publisher.answer("/wp-json/rootz/v1/page", asked))}
    with store.site() as site:
        figures["search"] = _seconds(lambda: site.search(Query(text="repair")))
        figures["phrase"] = _seconds(lambda: site.search(Query(text=f'"post {posts // 3}"')))
    return figures


def floor(posts: int) -> float:
    """Seconds to make and convert so many posts and do nothing with them."""
    entries = min(posts, 1000)
    return _seconds(lambda: [convert(e.html, base_url=e.url) for e in (an_entry(n, "1") for n in range(entries))]) * (
        posts / entries
    )


def _seconds(step: object) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def rows(sizes: tuple[int, ...] = SIZES) -> list[Row]:
    """For each size: against converting alone, and against the full sync of the same run."""
    found: list[Row] = []
    for posts in sizes:
        command = [sys.executable, "-m", "bench.sync", "--measure", str(posts)]
        figures = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        found += _rows(posts, figures)
    return found


def _rows(posts: int, figures: dict[str, float]) -> Iterator[Row]:
    full = figures["full"]
    against = Row(name="", ours=0, other=full, unit="seconds", other_name="the full sync", lower_is_better=True)
    yield Row(
        name=f"{posts:,} posts: full sync",
        ours=posts / full,
        other=posts / figures["floor"],
        unit="pages/s",
        other_name="converting alone",
        note=f"{full:.1f} s, peak {figures['peak']:.0f} MiB",
    )
    names = {"again": "full sync, nothing new", "check": "no-change check", "edit": "one post edited",
             "add": "one post added", "drop": "one post deleted", "page": "getPage, not cached",
             "search": "search of a word in every post", "phrase": "search of one post"}  # fmt: skip
    for key, name in names.items():
        yield replace(
            against, name=f"{posts:,} posts: {name}", ours=figures[key], note=f"{figures[key] * 1000:,.1f} ms"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        size = int(sys.argv[2])
        measured = measure(size)
        print(json.dumps(measured | {"floor": floor(size)}))
    else:
        show("Sync", rows(tuple(int(size) for size in sys.argv[1:] if size.isdecimal()) or SIZES))
