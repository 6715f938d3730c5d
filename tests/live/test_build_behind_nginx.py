"""What `rootzpub build` writes, handed out by a real nginx: the same bytes and headers as serving."""

from urllib.request import Request, urlopen

import pytest

from rootzpub.clock import fixed_clock
from rootzpub.publisher import write
from rootzpub.publisher.writer import VALIDITY
from rootzpub.store import SqliteStore
from tests.publisher.making import MORNING, Bench, ListSource, a_config, a_page
from tests.store.making import an_entry

from .nginx import Nginx


@pytest.fixture(scope="module")
def hosted(tmp_path_factory):
    """A built site, its publisher, and nginx with the snippet that the build wrote."""
    folder = tmp_path_factory.mktemp("hosted")
    config = a_config(folder)
    store = SqliteStore.open(config.data_dir)
    source = ListSource.of(*(an_entry(number) for number in range(1, 60)), a_page(70))
    bench = Bench(folder=folder, source=source, store=store, config=config)
    bench.sync()
    publisher = bench.publisher(clock=fixed_clock(MORNING))
    out = folder / "public"
    write(publisher, out)
    with Nginx(folder, server=f"include {out}/_nginx.conf;") as nginx:
        yield nginx.url, publisher.as_files(VALIDITY)
    store.close()


def fetch(url, **headers):
    """(body, headers) of a GET."""
    with urlopen(Request(url, headers=headers)) as response:
        return response.read(), response.headers


def all_paths(publisher):
    """Every path that a build holds."""
    with publisher.store.site() as site:
        return [*publisher.endpoints.built(site, publisher.edition().settings), "/llms.txt.sig"]


def test_every_path_gives_the_bytes_that_are_served(hosted):
    """Folders, further pages, texts and signatures."""
    url, publisher = hosted
    wrong = [path for path in all_paths(publisher) if fetch(url + path)[0] != publisher.answer(path).body]
    assert wrong == []


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/.well-known/ai", "application/json; charset=utf-8"),
        ("/.well-known/ai/content/posts/page/2", "application/json; charset=utf-8"),
        ("/llms.txt", "text/plain; charset=utf-8"),
        ("/llms.txt.sig", "application/json; charset=utf-8"),
    ],
)
def test_types_and_headers_are_those_of_serving(hosted, path, media_type):
    """Though the files have no extension."""
    _, headers = fetch(hosted[0] + path)
    assert headers["Content-Type"] == media_type
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cache-Control"].startswith("public, max-age=")
    assert headers["X-Robots-Tag"] == ("noindex" if path == "/llms.txt" else None)


def test_the_gzip_twin_is_sent_when_asked(hosted):
    """nginx compresses nothing itself."""
    import gzip

    url, publisher = hosted
    body, headers = fetch(f"{url}/.well-known/ai", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == publisher.answer("/.well-known/ai").body
