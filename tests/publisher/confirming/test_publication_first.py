"""Publishing plain entries waits for no look: by what the site was asked, never by the clock."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.publisher.confirming.site import Answer, Check, WebSite, checking, entry, running
from tests.waiting import LIMIT

ENTRIES = 120


@dataclass
class SlowSite(WebSite):
    """Answers for no entry before it is let."""

    asked_for_entry: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str) -> Answer:
        """As any site, but late."""
        if path.startswith("/entry-"):
            self.asked_for_entry.set()
            assert self.go.wait(LIMIT)
        return super().answer(path)


def _check(site: WebSite, folder: Path, *, posts: int = ENTRIES) -> Check:
    return checking(site, lambda site: [entry(site, number) for number in range(1, posts + 1)], folder)


def test_everything_is_published_before_any_page_is_asked_for(tmp_path: Path) -> None:
    """The gate asks for nothing but robots.txt, and for that once however many entries there are."""
    site = SlowSite()
    with running(site):
        check = _check(site, tmp_path)
        assert check.sync().size == ENTRIES
        assert site.asked in ([], ["/robots.txt"])
        assert check.run().counts()["waiting"] == ENTRIES


def test_a_change_is_published_while_a_look_waits_for_the_site(tmp_path: Path) -> None:
    """The look holds nothing that a sync needs."""
    site = SlowSite()
    with running(site):
        check = _check(site, tmp_path, posts=3)
        check.sync()
        looking = _in_thread(lambda: list(check.run().run()))
        assert site.asked_for_entry.wait(LIMIT)
        changed = replace(check.source.entries[2], html="<p>It says something else now.</p>")
        check.source.put(changed)
        check.sync()
        assert "something else" in check.published()[2]
        assert looking.is_alive()
        site.go.set()
        looking.join(LIMIT)
        assert not looking.is_alive()


def test_the_background_asks_within_its_rate(tmp_path: Path) -> None:
    """What is slept between requests is at least their number by the rate."""
    site = SlowSite()
    with running(site):
        site.go.set()
        check = _check(site, tmp_path, posts=5)
        check.sync()
        before = len(site.asked)
        assert len(list(check.run().run())) == 5
        asked = len(site.asked) - before
        assert sum(check.slept) >= (asked - 1) / check.config.source.site_rate - 1e-6


def _in_thread(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread
