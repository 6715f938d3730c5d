"""What `rootzpub deploy` prints, in the three real web servers in front of a real WordPress and a real rootzpub."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from rootzpub.cli.main import run
from tests.conftest import ROOT
from tests.e2e.site import Published, published
from tests.waiting import LIMIT

from .front import Apache, Caddy
from .nginx import Nginx
from .wordpress import WordPress

OURS = (
    "/.well-known/ai",
    "/.well-known/ai/",
    "/.well-known/ai/feed",
    "/.well-known/ai/content/pages",
    "/.well-known/archive",
    "/llms.txt",
    "/llms.txt.sig",
    "/wp-json/rootz/v1/search?q=repair",
    "/index.php/wp-json/rootz/v1/ai.json",
    "/?rest_route=/rootz/v1/search&q=repair",
    "/?rest_route=%2Frootz%2Fv1%2Fsearch&q=repair",
    "/index.php?rest_route=/rootz/v1/policies",
)
THEIRS = (
    "/",
    "/.well-known/ai-plugin.json",
    "/.well-known/ai-catalog.json",
    "/.well-known/aix",
    "/llms.txt-x",
    "/llms.text",
    "/x/llms.txt",
    "/wp-json/",
    "/wp-json/rootz/v2/",
    "/?rest_route=/wp/v2/posts",
    "/?rest_route=/rootz/v1x",
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """The demo site, served beside WordPress."""
    settings = '[serve]\ntrusted_proxies = ["127.0.0.1"]\nbeside = "wordpress"\n'
    with published(
        tmp_path_factory.mktemp("deployed"), f"rest:{ROOT / 'fixtures/demo/rest'}", settings=settings
    ) as site:
        yield site


@pytest.fixture(scope="module", params=["nginx", "apache", "caddy"])
def front(
    request: pytest.FixtureRequest,
    served: Published,
    wordpress: WordPress,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, str]]:
    """Name and address of the web server in front of both, with the printed lines."""
    lines, folder = printed(request.param, served), tmp_path_factory.mktemp(request.param)
    with ExitStack() as running:
        start = {"nginx": behind_nginx, "apache": behind_apache, "caddy": behind_caddy}[request.param]
        server = running.enter_context(start(folder, lines, wordpress.url))
        yield request.param, server.url


def printed(target: str, served: Published) -> str:
    """The lines for this site, at the address where it is served."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROOTZPUB_SERVE_BIND", served.url.removeprefix("http://"))
        out = served.folder / f"{target}.txt"
        with out.open("w") as file:
            patch.setattr("sys.stdout", file)
            assert run(["-C", str(served.folder), "deploy", target]) == 0
    return out.read_text()


def behind_nginx(folder: Path, lines: str, wordpress: str) -> Nginx:
    """The three parts at their places; WordPress is asked over HTTP where an owner has PHP's own protocol."""
    head, _, rest = lines.partition("# 2.")
    locations, _, pages = rest.partition("# 3.")
    host = wordpress.removeprefix("http://")
    asked = f'proxy_pass {wordpress}; proxy_set_header Host {host}; proxy_set_header Accept-Encoding "";\n'
    pages = "\n".join(pages.splitlines()[1:])
    locations = locations.replace("try_files $uri $uri/ /index.php?$args;", asked + pages)
    server = "#" + locations + "\nlocation / {\n" + asked + pages + "\n}"
    return Nginx(folder, server=server, http=head)


def behind_apache(folder: Path, lines: str, wordpress: str) -> Apache:
    """Our lines first, as they say."""
    host = wordpress.removeprefix("http://")
    asked = f'RequestHeader set Host "{host}"\nRequestHeader unset Accept-Encoding\nProxyPass "/" "{wordpress}/"\n'
    return Apache(folder, f"{lines}\n{asked}")


def behind_caddy(folder: Path, lines: str, wordpress: str) -> Caddy:
    """Likewise."""
    host = wordpress.removeprefix("http://")
    asked = f"handle {{\n\treverse_proxy {wordpress} {{\n\t\theader_up Host {host}\n\t}}\n}}\n"
    return Caddy(folder, f"{lines}\n{asked}")


def is_ours(answer: requests.Response) -> bool:
    """Only rootzpub puts a request id on every answer."""
    return "X-Request-Id" in answer.headers


@pytest.mark.parametrize("path", OURS)
def test_what_agents_ask_reaches_rootzpub(front: tuple[str, str], path: str) -> None:
    """Answered with the document that was asked for."""
    answer = requests.get(front[1] + path, timeout=LIMIT, allow_redirects=False)
    assert is_ours(answer), answer.text[:200]
    assert answer.status_code == 200


@pytest.mark.parametrize("path", THEIRS)
def test_what_others_ask_stays_wordpress_s(front: tuple[str, str], path: str) -> None:
    """Patterns end where our addresses end."""
    answer = requests.get(front[1] + path, timeout=LIMIT, allow_redirects=False)
    assert not is_ours(answer), answer.text[:200]


def test_pages_of_wordpress_name_what_agents_read(front: tuple[str, str]) -> None:
    """In headers, and where the server can write into pages in their head."""
    name, url = front
    answer = requests.get(url, timeout=LIMIT)
    links = requests.utils.parse_header_links(answer.headers["Link"])
    named = {link.get("rel"): link["url"] for link in links}
    assert {"ai-discovery": "/.well-known/ai", "llms-txt": "/llms.txt"}.items() <= named.items()
    tags = re.findall(r'<link rel="(ai-discovery|llms-txt)"[^>]*href="([^"]+)">', answer.text)
    expected = [] if name == "caddy" else [("ai-discovery", "/.well-known/ai"), ("llms-txt", "/llms.txt")]
    assert tags == expected


def test_the_small_plugin_names_them_too(served: Published, wordpress: WordPress) -> None:
    """For sites whose web server their owner cannot set."""
    plugins = wordpress.path / "wp-content" / "mu-plugins"
    had = plugins.is_dir()
    plugins.mkdir(exist_ok=True)
    file = plugins / "rootzpub-links.php"
    file.write_text(printed("mu-plugin", served))
    try:
        page = requests.get(wordpress.url, timeout=LIMIT).text
    finally:
        file.unlink()
        if not had:
            plugins.rmdir()
    assert page.index('<link rel="ai-discovery"') < page.index("</head>")
    assert 'rel="llms-txt"' in page
