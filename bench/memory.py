"""Memory: what a worker grows by when it is asked many different questions, spread over the routes that take any.

Run: python -m bench.memory [QUESTIONS]. The application runs in this process, without a socket; resident memory is
what the system says of it.
"""

import gc
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.synthetic import write_site
from rootzpub.assembly import open_publisher, run_sync
from rootzpub.config import load_config
from rootzpub.owner.first_key import create_key
from rootzpub.web import create_app

POSTS = 500
QUESTIONS = 100_000
MOST_MIB = 128
_LONG = "x" * 400

ROUTES: tuple[Callable[[int], tuple[str, str]], ...] = (
    lambda n: ("/wp-json/rootz/v1/search", f"q=repair+w{n}&offset={n}"),
    lambda n: ("/wp-json/rootz/v1/search", f"q=lamp+river+w{n}"),
    lambda n: ("/.well-known/ai/feed", f"offset={n}&limit=3"),
    lambda n: ("/.well-known/ai/feed", f"offset={n % POSTS}&limit={1 + n % 100}"),
    lambda n: ("/.well-known/ai/content", f"page={1 + n}&per_page={1 + n % 20}"),
    lambda n: ("/.well-known/ai/pages", f"page={1 + n % 20}&per_page={1 + n % 1000}"),
    lambda n: ("/.well-known/ai", f"x{n}={_LONG * 15}"),
    lambda n: (f"/nothing/{n}/{_LONG}", ""),
    lambda n: ("/wp-json/rootz/v1/page", f"path=%2Fpost-{n % POSTS}%2F&y={n}"),
    lambda n: ("/wp-json/rootz/v1/verify", f"page=%2Fnot-{n}%2F"),
)
"""The nth question of each route."""


def resident_mib() -> float:
    """Of this process now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def ask(application: Any, path: str, query: str) -> str:
    """One GET through WSGI, as a server makes it; the status."""
    seen: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "RAW_URI": f"{path}?{query}" if query else path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT_ENCODING": "gzip, br",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": None,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for _ in application(environ, lambda status, _headers, *_: seen.append(status)):
        pass
    return seen[0]


def growth(application: Any, questions: int) -> Iterator[tuple[int, float]]:
    """Questions asked and MiB grown by, ten times on the way; the first hundred are warm-up."""
    for number in range(10):
        for route in ROUTES:
            ask(application, *route(10_000_000 + number))
    gc.collect()
    start = resident_mib()
    for number in range(questions):
        ask(application, *ROUTES[number % len(ROUTES)](number))
        if (number + 1) % max(1, questions // 10) == 0:
            yield number + 1, resident_mib() - start


def main(questions: int) -> int:
    """Print the growth; 1 where it is too much."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        source = write_site(folder / "rest", POSTS)
        settings = {"source.url": f"rest:{source}", "site.stamp_seconds": 3600}
        config = load_config(folder, overrides=settings)
        create_key(config)
        run_sync(config)
        application = create_app(open_publisher(config), config=config, watch=False).wsgi_app
        print(f"\n## Memory of a worker: {questions:,} different questions over {len(ROUTES)} routes\n")
        print("| questions | MiB more than at the start |\n|---:|---:|")
        most = 0.0
        for asked, grown in growth(application, questions):
            most = max(most, grown)
            print(f"| {asked:,} | {grown:.0f} |", flush=True)
    print(f"\nAt most {MOST_MIB} MiB are allowed.")
    return int(most > MOST_MIB)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS))
