"""What a static host must be configured to do."""

from pathlib import Path

import pytest

from rootzpub.documents.row import NOT_FOR_SEARCH
from rootzpub.publisher.hosting import HEADERS, NGINX, REDIRECTS, Hosted, hosting_files
from rootzpub.publisher.layout import Layout
from rootzpub.wire import names

HOSTED = [
    Hosted(path="/.well-known/ai", media_type=names.JSON_MEDIA_TYPE, max_age=86400),
    Hosted(path="/.well-known/ai/feed", media_type=names.JSON_MEDIA_TYPE, max_age=1800, paged=True),
    Hosted(path="/.well-known/ai/feed/page/2", media_type=names.JSON_MEDIA_TYPE, max_age=1800, paged=True, page=2),
    Hosted(path="/llms.txt", media_type="text/plain; charset=utf-8", max_age=3600, headers=NOT_FOR_SEARCH),
]


@pytest.fixture
def files():
    """The files for hosts, as text."""
    layout = Layout([hosted.path for hosted in HOSTED])
    made = hosting_files(HOSTED, layout, folder=Path('/srv/a "b"'))
    return {name: content.decode() for name, content in made.items()}


def blocks(text):
    """Path → header lines of a `_headers` file."""
    found = {}
    for line in text.splitlines():
        if line.startswith("/"):
            current = found.setdefault(line, [])
        elif line:
            current.append(line.strip())
    return found


def test_every_path_has_its_headers(files):
    """Type, caching, CORS."""
    headers = blocks(files[HEADERS])
    assert headers["/.well-known/ai/feed"] == [
        "Content-Type: application/json; charset=utf-8",
        "Cache-Control: public, max-age=1800",
        "Access-Control-Allow-Origin: *",
        "X-Content-Type-Options: nosniff",
    ]
    assert headers["/.well-known/ai/feed/page/*"] == headers["/.well-known/ai/feed"]


def test_texts_are_kept_out_of_search_results(files):
    """As when served."""
    assert "X-Robots-Tag: noindex" in blocks(files[HEADERS])["/llms.txt"]


def test_folders_lead_to_their_documents(files):
    """A rewrite, not a redirect."""
    assert files[REDIRECTS].splitlines() == [
        "/.well-known/ai /.well-known/ai/index.json 200",
        "/.well-known/ai/feed /.well-known/ai/feed/index.json 200",
    ]


def test_the_nginx_snippet_quotes_the_folder(files):
    """Whatever it is called."""
    assert 'root "/srv/a \\"b\\"";' in files[NGINX]


def test_the_nginx_snippet_says_that_codings_vary(files):
    """A cache between must not hand gzip to whoever cannot read it."""
    assert files[NGINX].count("gzip_static on;\n    gzip_vary on;") == files[NGINX].count("location ")


def test_no_rule_is_made_for_single_pages(files):
    """Thousands of pages do not make thousands of rules."""
    assert "page/2" not in files[HEADERS] + files[NGINX]
