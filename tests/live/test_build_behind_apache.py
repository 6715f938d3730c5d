"""What `rootzpub build` writes, handed out by a real Apache that reads its `.htaccess`: the same bytes and types."""

import shutil
from urllib.request import Request, urlopen

import pytest

from rootzpub.clock import fixed_clock
from rootzpub.publisher import write
from rootzpub.publisher.writer import VALIDITY
from rootzpub.store import SqliteStore
from tests.publisher.making import MORNING, Bench, ListSource, a_config, a_page
from tests.store.making import an_entry

from .front import Apache

DIRECTIVES = """
DocumentRoot "{folder}"
<Directory "{folder}">
    AllowOverride FileInfo Indexes
    Require all granted
    DirectoryIndex index.html index.php
</Directory>
"""
WORDPRESS = """RewriteEngine On
RewriteBase /
RewriteRule ^index\\.php$ - [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteRule . /index.php [L]
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The publisher of the files, and their folder."""
    folder = tmp_path_factory.mktemp("apache")
    config = a_config(folder)
    store = SqliteStore.open(config.data_dir)
    source = ListSource.of(
        *(an_entry(number) for number in range(1, 60)),
        a_page(70, path="/", slug="home"),
        a_page(71, path="/caf%C3%A9/", slug="cafe"),
        a_page(72, path="/?p=72", slug="plain"),
    )
    bench = Bench(folder=folder, source=source, store=store, config=config)
    bench.sync()
    publisher = bench.publisher(clock=fixed_clock(MORNING))
    write(publisher, folder / "public")
    yield publisher.as_files(VALIDITY), folder / "public"
    store.close()


@pytest.fixture(scope="module")
def alone(built, tmp_path_factory):
    """Where the folder is the site."""
    with Apache(tmp_path_factory.mktemp("alone"), DIRECTIVES.format(folder=built[1])) as apache:
        yield apache.url


@pytest.fixture(scope="module")
def beside(built, tmp_path_factory):
    """Where `.well-known` and llms.txt were copied into WordPress's folder."""
    folder = tmp_path_factory.mktemp("beside")
    root = folder / "html"
    root.mkdir()
    (root / "index.php").write_text("wordpress")
    (root / ".htaccess").write_text(WORDPRESS)
    shutil.copytree(built[1] / ".well-known", root / ".well-known")
    shutil.copy(built[1] / "llms.txt", root)
    with Apache(folder, DIRECTIVES.format(folder=root)) as apache:
        yield apache.url


def fetch(url, **headers):
    """(address, body, headers) of a GET."""
    with urlopen(Request(url, headers=headers)) as response:
        return response.url, response.read(), response.headers


def all_paths(publisher):
    """Every path that a build holds."""
    return [*publisher.paths(), "/llms.txt.sig"]


def test_every_path_gives_its_bytes_where_it_stands(built, alone):
    """Folders, further pages, documents of pages, texts and signatures; nobody is sent elsewhere."""
    publisher, _ = built
    paths = all_paths(publisher)
    assert any(path.endswith("/%3Fp=72/index.json") for path in paths)
    got = {path: fetch(alone + path)[:2] for path in paths}
    assert got == {path: (alone + path, publisher.answer(path).body) for path in paths}


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/.well-known/ai", "application/json; charset=utf-8"),
        ("/.well-known/ai/content/posts/page/2", "application/json; charset=utf-8"),
        ("/.well-known/ai/page/index.json", "application/json; charset=utf-8"),
        ("/.well-known/ai/page/caf%C3%A9/index.json", "application/json; charset=utf-8"),
        ("/wp-json/rootz/v1/feed", "application/json; charset=utf-8"),
        ("/llms.txt", "text/plain; charset=utf-8"),
        ("/llms.txt.sig", "application/json; charset=utf-8"),
    ],
)
def test_types_and_headers_are_those_of_serving(alone, path, media_type):
    """Though the files have no extension."""
    headers = fetch(alone + path)[2]
    assert headers["Content-Type"] == media_type
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cache-Control"].startswith("public, max-age=")
    assert headers["X-Robots-Tag"] == ("noindex" if path == "/llms.txt" else None)


def test_people_get_the_page(alone):
    """At the address of the folder."""
    _, body, headers = fetch(f"{alone}/")
    assert b"rootzpub verify --site" in body
    assert headers["Content-Type"].startswith("text/html")


def test_beside_wordpress_both_answer(built, beside):
    """The documents with their types, and WordPress with everything else, below `.well-known` too."""
    publisher, _ = built
    paths = [path for path in publisher.paths() if path.startswith("/.well-known/")]
    got = {path: fetch(beside + path) for path in paths}
    assert {path: body for path, (_, body, _) in got.items()} == {path: publisher.answer(path).body for path in paths}
    assert {headers["Content-Type"] for _, _, headers in got.values()} == {"application/json; charset=utf-8"}
    theirs = ("/", "/about/", "/.well-known/change-password")
    assert {path: fetch(beside + path)[1] for path in theirs} == dict.fromkeys(theirs, b"wordpress")
