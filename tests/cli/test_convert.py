"""`rootzpub convert`: a file, standard input, a web address."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner

from rootzpub.cli.convert import command
from rootzpub.errors import FetchFailed, UsageError


@pytest.fixture
def page(tmp_path):
    """A small page."""
    path = tmp_path / "page.html"
    path.write_text("<h1>T</h1><p>é <a href='/x'>x</a></p><form><label>Name</label></form>", "utf-8")
    return path


class Handler(BaseHTTPRequestHandler):
    """A page and a miss."""

    def do_GET(self):
        """Answer."""
        status, kind, body = {
            "/page/": (200, "text/html; charset=utf-8", "<p>é <a href='x'>x</a></p>".encode()),
        }.get(self.path, (404, "text/html", b"<p>no</p>"))
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def server():
    """A server on a free loopback port."""
    with HTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def run(*arguments, **more):
    """The command's outcome."""
    return CliRunner().invoke(command, [str(argument) for argument in arguments], **more)


def test_a_file(page):
    """The markdown on standard output, and nothing else."""
    assert run(page).stdout == "# T\n\né [x](/x)\n"


def test_standard_input():
    """For pipes."""
    assert run("-", input=b"<b>x</b>").stdout == "**x**\n"


def test_losses_go_to_standard_error(page):
    """So that the markdown can be redirected."""
    outcome = run(page, "--losses")

    assert outcome.stdout == "# T\n\né [x](/x)\n"
    assert outcome.stderr == "form × 1: Name\n"


def test_no_losses_are_said_too():
    """Silence would not tell."""
    assert run("-", "--losses", input=b"x").stderr == "nothing was lost\n"


def test_losses_without_an_example():
    """A kind and a count."""
    assert (
        "table-flattened × 1\n"
        in run("-", "--losses", input=b"<table><tr><td><h2>a</h2></td><td>b</td></tr></table>").stderr
    )


def test_json_has_the_whole_article(page):
    """For machines."""
    article = json.loads(run(page, "--json").stdout)

    assert article["markdown"] == "# T\n\né [x](/x)\n"
    assert article["sections"][0]["title"] == "T"
    assert article["losses"] == [{"kind": "form", "count": 1, "example": "Name"}]


def test_base_url(page):
    """Links become absolute."""
    assert "(https://e.org/x)" in run(page, "--base-url", "https://e.org/p/").stdout


def test_the_other_engine(page):
    """By name."""
    assert run(page, "--converter", "markdownify").stdout == "# T\n\né [x](/x)\n"


def test_a_web_address_is_its_own_base(server):
    """What a visitor could follow."""
    assert run(f"{server}/page/").stdout == f"é [x]({server}/page/x)\n"


def test_a_page_that_is_not_there(server):
    """One line that says what was got."""
    with pytest.raises(UsageError, match="got HTTP status 404"):
        run(f"{server}/gone/", catch_exceptions=False)


def test_a_server_that_is_not_there():
    """The network's own error."""
    with pytest.raises(FetchFailed):
        run("http://127.0.0.1:9/", catch_exceptions=False)


def test_a_file_that_is_not_there(tmp_path):
    """One line that says what was expected."""
    with pytest.raises(UsageError, match="expected a readable HTML file, got"):
        run(tmp_path / "none.html", catch_exceptions=False)
