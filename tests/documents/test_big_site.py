"""A site of ten thousand entries: complete, by paging."""

import pytest

from tests.documents.making import ask, document_at, settings, site
from tests.site_making import make_entry

ENTRIES = 10_000


@pytest.mark.slow("one very large input")
def test_ten_thousand_entries_are_reached_by_paging() -> None:
    """Content, feed and the page manifest each lead to all of theirs; the discovery document stays small."""
    of = site(
        *(make_entry(n, ("post", "page", "event", "attachment")[n % 4], slug=f"s{n}") for n in range(1, ENTRIES + 1))
    )
    assert len(list(walk(of, "/.well-known/ai/pages", ("per_page", "1000")))) == ENTRIES
    feed = {item["id"] for body in walk_bodies(of, "/.well-known/ai/feed", ("limit", "100")) for item in body["items"]}
    assert len(feed) == ENTRIES // 4
    seen: set[int] = set()
    for body in walk_bodies(of, "/.well-known/ai/content", ("per_page", "100")):
        content = body["content"]
        groups = [
            *(content[name] for name in ("pages", "posts", "media")),
            *(kind["items"] for kind in content["custom"]),
        ]
        seen |= {item["id"] for group in groups for item in group}
    assert seen == set(range(1, ENTRIES + 1))
    assert len(ask(of, "/.well-known/ai").body["pages"]) == 100
    assert len(document_at(of, settings(), "/llms.txt").text) < 20_000


def walk_bodies(of, path, *pairs):
    """The bodies from the first page to the last."""
    while True:
        body = ask(of, path, *pairs).body
        yield body
        if "nextUrl" not in body:
            return
        path, _, query = str(body["nextUrl"]).partition("?")
        pairs = [tuple(pair.split("=")) for pair in query.split("&") if pair]


def walk(of, path, *pairs):
    """The records from the first page to the last."""
    for body in walk_bodies(of, path, *pairs):
        yield from body["pages"]
