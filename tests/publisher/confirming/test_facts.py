"""What pages state comes with the same look as their words, and goes with the entry."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rootzpub.store import SqliteStore
from tests.publisher.confirming.site import Answer, Check, WebSite, checking, entry, running, shown


@pytest.fixture
def site() -> Iterator[WebSite]:
    with running(WebSite()) as found:
        yield found


def event(site: WebSite, path: str = "/entry-1/", **changes: Any) -> str:
    """A script that states an event at a path of the site."""
    node = {"@type": "Event", "url": f"{site.home}{path}", "name": "Ball", "startDate": "2026-07-01T18:00", **changes}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def stating(site: WebSite, tmp_path: Path, script: str = "", count: int = 1, **tables: Any) -> Check:
    """A check over entries, the first of which has a page with a script."""
    check = checking(site, lambda web: [entry(web, number + 1) for number in range(count)], tmp_path, **tables)
    first = check.source.entries[1]
    site.pages["/entry-1/"] = shown(first, first.html + (script or event(site)))
    return check


def events(check: Check) -> list[str]:
    """Names and starts of the events that are published."""
    with check.store.site() as site:
        entry_ = site.by_id(1)
        found = [
            f"{row.path} {row.statement['name']} {row.statement['startDate']}" for row in site.stated("events", limit=9)
        ]
        assert bool(found) == bool(entry_ and entry_.facts)
        return found


def test_facts_come_with_the_look_at_the_page_and_no_page_is_asked_twice(site: WebSite, tmp_path: Path) -> None:
    check = stating(site, tmp_path)
    check.sync()
    assert events(check) == []
    check.look()
    assert events(check) == ["/entry-1/ Ball 2026-07-01T18:00:00+00:00"]
    assert site.asked.count("/entry-1/") == 1


def test_what_a_database_states_gives_way_to_the_page_once_it_was_seen(site: WebSite, tmp_path: Path) -> None:
    """A price may be for members: what the page does not state is not published any more."""
    check = stating(site, tmp_path, script=" ")
    check.source.put(replace(check.source.entries[1], facts={"products": [{"name": "Shirt", "visible": []}]}))
    check.sync()
    with check.store.site() as published:
        assert "products" in published.by_id(1).facts  # type: ignore[union-attr]
    check.look()
    with check.store.site() as published:
        assert published.by_id(1).facts == {}  # type: ignore[union-attr]


def test_dates_are_in_the_zone_of_the_site(site: WebSite, tmp_path: Path) -> None:
    check = stating(site, tmp_path)
    check.source.facts = replace(check.source.facts, timezone="Europe/Vienna")
    check.sync()
    check.look()
    assert events(check) == ["/entry-1/ Ball 2026-07-01T18:00:00+02:00"]


def test_a_page_that_states_something_else_is_published_so_after_the_next_look(site: WebSite, tmp_path: Path) -> None:
    check = stating(site, tmp_path)
    check.sync()
    check.look()
    html = check.source.entries[1].html
    site.pages["/entry-1/"] = shown(check.source.entries[1], html + event(site, startDate="2026-08-01"))
    check.later(days=8)
    check.look()
    assert events(check) == ["/entry-1/ Ball 2026-08-01"]


def test_facts_that_are_gone_from_the_page_are_gone(site: WebSite, tmp_path: Path) -> None:
    check = stating(site, tmp_path)
    check.sync()
    check.look()
    site.pages["/entry-1/"] = shown(check.source.entries[1])
    check.later(days=8)
    check.look()
    assert (events(check), set(check.published())) == ([], {1})


def test_a_changed_entry_states_nothing_until_its_page_was_seen_again(site: WebSite, tmp_path: Path) -> None:
    check = stating(site, tmp_path)
    check.sync()
    check.look()
    changed = replace(check.source.entries[1], revision="r1b", title="Another")
    check.source.entries[1] = changed
    check.sync(full=True)
    assert events(check) == []
    check.look()
    assert events(check) == ["/entry-1/ Ball 2026-07-01T18:00:00+00:00"]


def test_an_entry_that_is_not_seen_leaves_no_fact_anywhere(site: WebSite, tmp_path: Path) -> None:
    check = stating(site, tmp_path, event(site, name="marker-word"))
    check.store = SqliteStore.open(tmp_path)
    check.sync()
    check.look()
    assert len(events(check)) == 1
    site.pages["/entry-1/"] = Answer("<p>no", 403)
    check.later(days=8)
    check.look()
    check.store.close()
    assert b"marker-word" not in b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())


def test_nothing_is_taken_from_a_page_that_is_not_seen(site: WebSite, tmp_path: Path) -> None:
    check = stating(site, tmp_path)
    site.pages["/entry-1/"] = Answer(f"<meta name=robots content=noindex>{event(site)}")
    check.sync()
    check.look()
    assert check.known(1).facts == ""


def test_claims_of_other_hosts_and_broken_scripts_change_nothing(site: WebSite, tmp_path: Path) -> None:
    script = event(site, url="https://evil.example/") + '<script type="application/ld+json">{broken</script>'
    check = stating(site, tmp_path, script)
    check.sync()
    check.look()
    assert (events(check), set(check.published())) == ([], {1})


def test_the_owner_can_turn_facts_off_and_on(site: WebSite, tmp_path: Path) -> None:
    check = stating(site, tmp_path)
    check.sync()
    check.look()
    wanted = check.config
    check.config = wanted.model_copy(update={"content": wanted.content.model_copy(update={"facts": False})})
    check.sync()
    assert events(check) == []
    check.look()
    assert check.known(1).facts == ""
    check.config = wanted
    check.sync()
    check.look()
    assert events(check) == ["/entry-1/ Ball 2026-07-01T18:00:00+00:00"]
