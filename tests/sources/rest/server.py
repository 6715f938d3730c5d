"""A WordPress REST API of our own on a free loopback port: paging, filters, faults on demand, a log of requests."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.waiting import LIMIT


def post(number: int, **changes: Any) -> dict[str, Any]:
    """A published post as the API shows it."""
    item: dict[str, Any] = {
        "id": number,
        "date_gmt": "2026-01-02T03:04:05",
        "modified_gmt": "2026-01-02T03:04:05",
        "slug": f"post-{number}",
        "status": "publish",
        "type": "post",
        "link": f"HOME/2026/post-{number}/",
        "title": {"rendered": f"Post {number}"},
        "content": {"rendered": f"<p>Body of {number}</p>", "protected": False},
        "excerpt": {"rendered": "", "protected": False},
        "author": 1,
        "featured_media": 0,
        "sticky": False,
        "categories": [1],
        "tags": [],
    }
    return item | changes


def page(number: int, **changes: Any) -> dict[str, Any]:
    """A published page."""
    item = post(number, type="page", link=f"HOME/page-{number}/", parent=0, menu_order=0)
    return {name: value for name, value in item.items() if name not in {"sticky", "categories", "tags"}} | changes


def medium(number: int, parent: int = 0) -> dict[str, Any]:
    """A picture."""
    return {
        "id": number,
        "date_gmt": "2026-01-02T03:04:05",
        "modified_gmt": "2026-01-02T03:04:05",
        "slug": f"picture-{number}",
        "status": "inherit",
        "type": "attachment",
        "link": f"HOME/picture-{number}/",
        "title": {"rendered": f"Picture {number}"},
        "description": {"rendered": "<p class='attachment'><img src='x.jpg'></p><p>A lake</p>"},
        "caption": {"rendered": "<p>Lake in winter</p>"},
        "alt_text": "A frozen lake",
        "mime_type": "image/jpeg",
        "media_details": {"width": 640, "height": 480, "filesize": 1234, "image_meta": {"camera": "X100", "iso": "0"}},
        "post": parent,
        "source_url": f"HOME/uploads/{number}.jpg",
        "author": 1,
    }


@dataclass
class Fault:
    """What to answer instead, and how often; `path` and `also` are parts of the path it applies to."""

    path: str
    also: str = ""
    status: int = 503
    times: int = 1
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"busy"
    cut: bool = False
    """Announce more than is sent."""
    hold: threading.Event | None = None
    """Answer only when this is set (or a test's patience has an end)."""


@dataclass(frozen=True)
class Listing:
    """What was asked of a collection."""

    items: list[Any]
    size: int
    number: int
    is_light: bool
    """Whether only light members were asked for, as a sweep does."""


@dataclass
class FakeSite:
    """What the server says; change it while it runs."""

    collections: dict[str, list[dict[str, Any]]]
    index: dict[str, Any]
    types: dict[str, Any]
    taxonomies: dict[str, Any]
    home: str = ""
    link_header: str = '<HOME/wp-json/>; rel="https://api.w.org/"'
    html: str = "<html lang='de-CH'><head></head></html>"
    api_path: str = "/wp-json"
    headers: bool = True
    """Whether collections say how many pages they have."""
    lie: Callable[[Listing], tuple[list[Any], dict[str, str]]] | None = None
    """Answers listings of posts by id instead: objects and headers."""
    robots: str = ""
    """Its robots.txt; empty = it has none."""
    largest_page: int = 100
    """A larger `per_page` is refused with 400 and `too_large`."""
    too_large: bytes = b""
    closed: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    headers_seen: list[Message] = field(default_factory=list)
    """Headers of each request."""
    connections: int = 0

    def localized(self, value: Any) -> bytes:
        """A value as JSON with the server's own address in it."""
        return json.dumps(value).replace("HOME", self.home).encode()


def fake_site() -> FakeSite:
    """Three posts, a page with a child, two pictures, a category."""
    return FakeSite(
        collections={
            "posts": [post(1), post(2), post(3, featured_media=20)],
            "pages": [page(10, link="HOME/"), page(11, parent=10)],
            "media": [medium(20), medium(21, parent=1)],
            "categories": [
                {
                    "id": 1,
                    "name": "News &amp; more",
                    "slug": "news",
                    "taxonomy": "category",
                    "count": 3,
                    "link": "HOME/c/",
                }
            ],
            "tags": [],
            "users": [{"id": 1, "name": "Ada"}],
        },
        index={
            "name": "Fake &amp; Co",
            "description": "A site",
            "home": "HOME",
            "namespaces": ["wp/v2"],
            "gmt_offset": 1,
        },
        types={
            "post": {"name": "Posts", "rest_base": "posts"},
            "page": {"name": "Pages", "rest_base": "pages", "hierarchical": True},
            "attachment": {"name": "Media", "rest_base": "media"},
            "wp_block": {"name": "Blocks", "rest_base": "blocks"},
        },
        taxonomies={
            "category": {"name": "Categories", "rest_base": "categories"},
            "post_tag": {"name": "Tags", "rest_base": "tags"},
        },
    )


def _handler(site: FakeSite) -> type[BaseHTTPRequestHandler]:  # noqa: C901 one class, many small methods
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

        def setup(self) -> None:
            site.connections += 1
            super().setup()

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.headers_seen.append(self.headers)
            site.agents.append(self.headers.get("User-Agent", ""))
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            for fault in site.faults:
                if fault.times and fault.path in self.path and fault.also in self.path:
                    fault.times -= 1
                    if fault.hold:
                        fault.hold.wait(LIMIT)
                    return self._send(fault.status, fault.body, fault.headers, cut=fault.cut)
            if parts.path == "/" and "rest_route" not in query:
                header = {"Link": site.link_header.replace("HOME", site.home)} if site.link_header else {}
                return self._send(200, site.html.encode(), header, kind="text/html")
            if parts.path == "/robots.txt" and site.robots:
                return self._send(200, site.robots.encode(), kind="text/plain")
            route = query.get("rest_route") or parts.path
            if "rest_route" not in query and not parts.path.startswith(site.api_path):
                return self._send(404, b"<html>not here</html>", kind="text/html")
            return self._route(route.removeprefix(site.api_path), query)

        def _route(self, route: str, query: dict[str, str]) -> None:
            named = {"/": site.index, "/wp/v2/types": site.types, "/wp/v2/taxonomies": site.taxonomies}
            if route in named:
                return self._send(200, site.localized(named[route]))
            parts = route.removeprefix("/wp/v2/").removeprefix("/wc/store/v1/").split("/")
            if parts[0] in site.closed:
                return self._send(401, b'{"code":"rest_forbidden","message":"Sorry."}')
            if parts[0] not in site.collections:
                return self._send(404, b'{"code":"rest_no_route","message":"None."}')
            return self._collection(site.collections[parts[0]], parts[1:], query)

        def _collection(self, items: list[dict[str, Any]], rest: list[str], query: dict[str, str]) -> None:
            if rest:
                found = [item for item in items if str(item["id"]) == rest[0]]
                return self._send(
                    200 if found else 404, site.localized(found[0] if found else {"code": "x", "message": ""})
                )
            size, number = int(query.get("per_page", 10)), int(query.get("page", 1))
            if size > site.largest_page:
                return self._send(400, site.too_large)
            if site.lie and items is site.collections["posts"] and "page" in query:
                light = "excerpt" not in query.get("_fields", "")
                found, headers = site.lie(Listing(items, size, number, light))
                return self._send(200, site.localized(found), headers)
            if "include" in query:
                items = [item for item in items if str(item["id"]) in query["include"].split(",")]
            if "modified_after" in query:
                items = [item for item in items if item.get("modified_gmt", "") > query["modified_after"].rstrip("Z")]
            key = {"modified": "modified_gmt", "count": "count"}.get(query.get("orderby", "id"), "id")
            others = [item for item in items if not isinstance(item, dict)]
            items = sorted(
                (item for item in items if isinstance(item, dict)),
                key=lambda item: item.get(key, "" if key == "modified_gmt" else 0),
                reverse=query.get("order") == "desc",
            )
            items += others
            pages = max(1, -(-len(items) // size))
            if number > pages:
                return self._send(400, b'{"code":"rest_post_invalid_page_number","message":"Too far."}')
            chosen = items[(number - 1) * size : number * size]
            headers = {"X-WP-Total": str(len(items) + 1), "X-WP-TotalPages": str(pages)} if site.headers else {}
            return self._send(200, site.localized(chosen), headers)

        def _send(
            self, status: int, body: bytes, headers: dict[str, str] | None = None, *, kind: str = "", cut: bool = False
        ) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind or "application/json")
            self.send_header("Content-Length", str(len(body) + (10 if cut else 0)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = self.close_connection or cut

    return Handler


@contextmanager
def serving(site: FakeSite) -> Iterator[FakeSite]:
    """Serve it while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    server.daemon_threads = True
    site.home = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
