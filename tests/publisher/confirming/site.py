"""A site of ours on this machine, as visitors see it, and everything that looks at it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson

from rootzpub.config import Config
from rootzpub.fetch import Pace, Visitor
from rootzpub.publisher import SyncOptions, SyncSummary, is_current, sync
from rootzpub.publisher.confirming import CheckPlan, ConfirmRun, Looked, Looker
from rootzpub.site import Entry
from rootzpub.store import Confirmation, MemoryStore, Store
from tests.publisher.making import MORNING, ListSource
from tests.store.making import FACTS, an_entry

PROSE = "It says what only entry {number} says, in a good deal more than twelve words of plain prose here."
MENU = "<nav><ul><li>Home</li><li>Contact us</li></ul></nav>"


@dataclass
class Answer:
    """What the site answers at one path."""

    body: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class WebSite:
    """Pages by path; `rendered` is what REST shows by id."""

    home: str = ""
    pages: dict[str, Answer] = field(default_factory=dict)
    rendered: dict[int, str] = field(default_factory=dict)
    missing: Answer = field(default_factory=lambda: Answer(f"{MENU}<h1>Nothing was found at this address</h1>", 404))
    asked: list[str] = field(default_factory=list)
    headers_seen: list[dict[str, str]] = field(default_factory=list)

    def answer(self, path: str) -> Answer:
        """The answer to a request."""
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if "rest_route" in query:
            return self._rest(query)
        if path == "/robots.txt" and path not in self.pages:
            return Answer("", 404)
        return self.pages.get(path, self.missing)

    def _rest(self, query: dict[str, str]) -> Answer:
        if query["rest_route"] == "/wp/v2/types":
            body: Any = {"post": {"rest_base": "posts"}, "page": {"rest_base": "pages"}}
        else:
            ids = [int(value) for value in query["include"].split(",")]
            body = [
                {"id": found, "content": {"rendered": self.rendered[found]}} for found in ids if found in self.rendered
            ]
        return Answer(orjson.dumps(body).decode(), 200, {"Content-Type": "application/json"})


@contextmanager
def running(site: WebSite) -> Iterator[WebSite]:
    """The site on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.headers_seen.append({name.lower(): value for name, value in self.headers.items()})
            answer = site.answer(self.path)
            body = answer.body.encode()
            self.send_response(answer.status)
            headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), **answer.headers}
            for name, value in headers.items():
                self.send_header(name, value.replace("HOME", site.home))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    site.home = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Check:
    """A source, a store, a site on the web, and the check between them; time is ours."""

    site: WebSite
    source: ListSource
    store: Store
    config: Config
    now: datetime = MORNING
    slept: list[float] = field(default_factory=list)
    visitor: Visitor | None = None

    def clock(self) -> datetime:
        """The time."""
        return self.now

    def later(self, **delta: float) -> None:
        """Let time go by."""
        self.now += timedelta(**delta)

    def sync(self, *, full: bool = False) -> SyncSummary:
        """One sync."""
        options = SyncOptions(full=full, robots=lambda _: self.run().looker.ask_robots())
        return sync(self.source, self.store, config=self.config, clock=self.clock, options=options)

    def run(self) -> ConfirmRun:
        """A run of the check, as another process would begin it."""
        plan = CheckPlan.of(self.config, self.source.facts)
        ticks = [0.0]

        def sleep(seconds: float) -> None:
            self.slept.append(seconds)
            ticks[0] += seconds

        self.visitor = Visitor(
            home=plan.home,
            vouched=plan.vouched,
            connect=self.config.source.connect,
            timeout=5.0,
            pace=Pace(per_second=self.config.source.site_rate, ticks=lambda: ticks[0], sleep=sleep),
        )
        return ConfirmRun(
            store=self.store,
            plan=plan,
            looker=Looker(visitor=self.visitor, clock=self.clock),
            clock=self.clock,
            open_source=lambda: self.source,
        )

    def look(self) -> list[Looked]:
        """Look at what is due, and sync if that found anything."""
        found = list(self.run().run())
        if not is_current(self.source, self.store, config=self.config, clock=self.clock):
            self.sync()
        return found

    def published(self) -> dict[int, str]:
        """Markdown of what is published, by id."""
        with self.store.site() as site:
            return {found.id: found.markdown for found in site.entries(limit=1000)}

    def left_out(self) -> dict[str, int]:
        """What is not, by reason."""
        with self.store.site() as site:
            return {omission.reason: omission.count for omission in site.omissions()}

    def known(self, entry_id: int) -> Confirmation:
        """What is known of an entry."""
        found = self.store.confirmations.get(entry_id)
        assert found is not None
        return found


def entry(site: WebSite, number: int, html: str = "", **changes: Any) -> Entry:
    """An entry of the site; its page is made by `shown`."""
    path = f"/entry-{number}/"
    text = html or f"<p>{PROSE.format(number=number)}</p>"
    return an_entry(number, url=f"{site.home}{path}", path=path, html=text, **changes)


def shown(found: Entry, content: str = "") -> Answer:
    """The page of an entry as a theme prints it."""
    head = f'<link rel="shortlink" href="/?p={found.id}">'
    return Answer(f"<html><head>{head}</head><body>{MENU}<main>{content or found.html}</main></body></html>")


def checking(site: WebSite, make: Callable[[WebSite], list[Entry]], folder: Any, **tables: Any) -> Check:
    """A check over these entries, each with an honest page."""
    entries = make(site)
    for found in entries:
        site.pages.setdefault(found.path, shown(found))
    facts = replace(FACTS, url=site.home, visibility_digest="d1")
    source_table = {"site": site.home, "site_rate": 100.0, **tables.pop("source", {})}
    config = Config(directory=folder, source=source_table, **tables)
    return Check(site=site, source=ListSource.of(*entries, facts=facts), store=MemoryStore(), config=config)
