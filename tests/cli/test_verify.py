"""`rootzpub verify`: targets, options, output and exit codes."""

import io
import json
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rootzpub.verify import PinFile
from tests.fetch.conftest import RawServer, Start, ok, serve
from tests.verify.conftest import TestPublisher, key
from tests.verify.published_form import problems

__all__ = ["serve"]

AT = ("--at", "2026-03-04T20:30:00")


@pytest.fixture(autouse=True)
def _own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pins of a test are its own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def run(*arguments: str) -> int:
    """The exit code of the command line."""
    from rootzpub.cli.main import run as run_cli

    return run_cli(["verify", *arguments])


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A discovery document of https://example.com as a file."""
    file = tmp_path / "ai.json"
    file.write_bytes(TestPublisher().discovery())
    return file


def serving(start: Start) -> RawServer:
    """A server on loopback that signs for itself at the present moment."""
    holder: list[TestPublisher] = []

    def script(connection: socket.socket, head: bytes) -> None:
        made = holder[0]
        pages = {
            b"/.well-known/ai": ok(made.discovery()),
            b"/.well-known/ai/pages": ok(made.discovery()),
            b"/llms.txt": ok(made.llms(), content_type="text/plain; charset=utf-8"),
            b"/old": b"HTTP/1.1 302 Found\r\nLocation: /llms.txt\r\nContent-Length: 0\r\n\r\n",
        }
        connection.sendall(pages.get(head.split(b" ")[1], ok(b"{}", status="404 Not Found")))

    server = start(script)
    holder.append(TestPublisher(origin=server.origin, moment=datetime.now(UTC)))
    return server


def test_a_file_with_its_address(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line for each check, then the verdict; exit code 0."""
    assert run(str(document), "--as", "https://example.com/.well-known/ai", *AT) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("  1  PASS")
    assert lines[-1].startswith("Verdict: verified signed by 0x")


def test_standard_input(document: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A hyphen."""
    stdin = io.TextIOWrapper(io.BytesIO(document.read_bytes()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert run("-", "--as", "https://example.com", *AT) == 0
    assert "Verdict: verified" in capsys.readouterr().out


def test_a_changed_document_fails(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1."""
    document.write_bytes(document.read_bytes().replace(b"Example Ltd", b"Evil Ltd"))
    assert run(str(document), *AT) == 1
    assert "hash.mismatch" in capsys.readouterr().out


def test_strict_has_its_own_exit_code(document: Path) -> None:
    """Warnings only: 6."""
    assert run(str(document), "--policy", "strict", *AT) == 6


def test_a_loopback_address_that_was_typed_is_asked(serve: Start, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --allow-private, for that origin only."""
    server = serving(serve)
    assert run(f"{server.origin}/llms.txt") == 0
    assert run(f"{server.origin}/old") == 0
    captured = capsys.readouterr()
    assert "redirected (302)" in captured.err
    assert captured.out.count("Verdict: verified signed by") == 2


def test_another_private_address_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 4, with what can be done."""
    assert run("http://10.0.0.1/.well-known/ai") == 4
    assert "hint: --allow-private" in capsys.readouterr().err


def test_the_worst_of_several_targets_wins(
    document: Path, serve: Start, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Failed before not fetched before warnings; each target has its heading."""
    server = serving(serve)
    bad = tmp_path / "bad.json"
    bad.write_bytes(b"{}")
    good, missing = f"{server.origin}/llms.txt", f"{server.origin}/nothing"
    assert run(good, str(bad), missing) == 1
    assert run(good, missing) == 4
    assert run(good, f"{server.origin}/.well-known/ai") == 0
    captured = capsys.readouterr()
    assert f"== {good}" in captured.out
    assert "answers 404" in captured.err


def test_json_of_one_target_is_the_report(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The published form."""
    run(str(document), "--json", *AT)
    report = json.loads(capsys.readouterr().out)
    assert report["schema"] == "rootzpub-verify-report/1"
    assert problems(report) == []
    assert report["moment"] == "2026-03-04T20:30:00Z"


def test_a_file_is_verified_as_of_its_signing(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Long after its validity: exit code 0 with what it is worth; 1 where what is current is asked for."""
    assert run(str(document), "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert problems(report) == []
    assert (report["stillValid"], report["checks"][7]["code"]) == (False, "freshness.as-of")
    assert run(str(document), "--as", "https://example.com") == 0
    assert run(str(document), "--require", "current") == 1
    assert "[freshness.expired]" in capsys.readouterr().out


@pytest.mark.parametrize("moment", ["2026-03-04T20:30:00Z", "2026-03-04T21:30:00+01:00", "4 Mar 2026 20:30:00 UTC"])
def test_times_of_ours_are_pasted_back(document: Path, moment: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As they stand in a document and in a report; a moment asks what was valid then."""
    assert run(str(document), "--at", moment, "--json") == 0
    assert json.loads(capsys.readouterr().out)["stillValid"] is True
    assert run(str(document), "--at", "2026-03-09T20:30:00Z") == 1
    assert run(str(document), "--at", "soon") == 2
    assert "expected a date like 2026-03-04" in capsys.readouterr().err


def test_json_of_several_targets_is_a_list(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What could not be fetched is in it too."""
    assert run(str(document), "http://10.0.0.1/", "--json", *AT) == 4
    value = json.loads(capsys.readouterr().out)
    assert problems(value) == []
    assert [entry["schema"] for entry in value["reports"]] == ["rootzpub-verify-report/1", "rootzpub-verify-error/1"]


def test_a_page_is_written(document: Path, tmp_path: Path) -> None:
    """`--html FILE`, for one target."""
    page = tmp_path / "report.html"
    run(str(document), "--html", str(page), *AT)
    assert page.read_text().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((), "expected targets, or --site"),
        (("x", "--site", "http://127.0.0.1:1"), "expected targets, or --site"),
        (("no-such-file",), "cannot read no-such-file"),
        (("--site", "http://127.0.0.1:1", "--as", "https://example.com/llms.txt"), "expected only an origin"),
        (("x", "--signer", "0x12"), "signer: expected an address"),
        (("x", "--max-age", "soon"), "expected a time like"),
        (("x", "--max-age", "0h"), "expected a time like"),
        (("x", "--max-age", ""), "expected a time like"),
        (("x", "--domain", ""), "expected a host name"),
        (("x", "--as", "example.com"), "expected a URL after --as"),
        (("x", "y", "--html", "page.html"), "expected one target with --html"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], problem: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and one line that says what is wrong."""
    assert run(*arguments) == 2
    assert problem in capsys.readouterr().err


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Malformed input: exit code 5."""
    file = tmp_path / "large"
    with file.open("wb") as stream:
        stream.truncate(65 * 1024 * 1024)
    assert run(str(file)) == 5
    assert "larger than" in capsys.readouterr().err


def test_demands_from_the_command_line(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Signer, domain, age and requirements reach the policy."""
    address = key(1).address.format()
    demands = ("--signer", address, "--domain", "example.com", "--max-age", "1h", "--require", "envelope")
    assert run(str(document), *demands, "--require", "proof", *AT) == 0
    assert "[demand.met]" in capsys.readouterr().out
    assert run(str(document), "--signer", key(2).address.format(), *AT) == 1


def test_pins_are_kept_in_the_file_that_was_named(serve: Start, tmp_path: Path) -> None:
    """And compared from then on."""
    server, pins = serving(serve), tmp_path / "pins.json"
    assert run(f"{server.origin}/llms.txt", "--pins", str(pins)) == 0
    assert PinFile(pins).all()[server.origin].signer == key(1).address.format()
    PinFile(pins).add(server.origin, key(2).address.format(), datetime.now(UTC))
    assert run(f"{server.origin}/llms.txt", "--pins", str(pins)) == 1
    assert run(f"{server.origin}/llms.txt", "--pins", str(pins), "--no-pins") == 0


def test_the_address_of_a_web_page_leads_to_its_signed_document(
    serve: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    """People have that address; a page without a signed document about it says so."""
    holder: list[TestPublisher] = []
    html = "text/html; charset=utf-8"

    def script(connection: socket.socket, head: bytes) -> None:
        target = head.split(b" ")[1]
        answer = ok(b"{}", status="404 Not Found")
        if target == b"/wp-json/rootz/v1/page?path=%2Fcontact%2F":
            answer = ok(holder[0].page("/contact/"))
        elif target == b"/wp-json/rootz/v1/page?path=%2Fabout%2F":
            answer = ok(holder[0].page())
        elif target in {b"/about/", b"/other/"}:
            answer = ok(b'<!doctype html><link rel="ai-discovery" href="/.well-known/ai"><p>We make', content_type=html)
        elif target == b"/elsewhere/":
            answer = ok(b'<link rel="ai-discovery" href="https://other.example/ai.json">', content_type=html)
        connection.sendall(answer)

    server = serve(script)
    holder.append(TestPublisher(origin=server.origin, moment=datetime.now(UTC)))

    assert run(f"{server.origin}/about/", "--no-pins") == 0
    said = capsys.readouterr()
    assert "Verdict: verified" in said.out
    assert f"that the web page {server.origin}/about/ shows these words" in said.out
    assert f"verified is {server.origin}/wp-json/rootz/v1/page?path=%2Fabout%2F" in said.err
    # A server that answers alone has no web page there.
    assert run(f"{server.origin}/contact/", "--no-pins") == 0
    capsys.readouterr()
    assert run(f"{server.origin}/other/", "--no-pins") == 4
    assert "is a web page, and no signed document about it was found" in capsys.readouterr().err
    assert run(f"{server.origin}/elsewhere/", "--no-pins") == 4
    assert "names the discovery document of another site, https://other.example" in capsys.readouterr().err


def test_an_altered_file_is_shown_beside_todays_words(
    serve: Start, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where its site can be asked; under offline nobody is asked."""
    holder: list[TestPublisher] = []
    server = serve(lambda connection, _: connection.sendall(ok(holder[0].page())))
    holder.append(TestPublisher(origin=server.origin, moment=datetime.now(UTC)))
    file = tmp_path / "saved.json"
    file.write_bytes(holder[0].page().replace(b"*widgets*", b"*gadgets*"))

    assert run(str(file), "--allow-private") == 1
    assert "content: the file has 'gadgets', the site 'widgets'" in capsys.readouterr().out
    assert run(str(file), "--allow-private", "--json") == 1
    report = json.loads(capsys.readouterr().out)
    assert problems(report) == []
    assert report["comparison"]["members"] == [
        {"member": "content", "words": [{"file": "gadgets", "today": "widgets"}]}
    ]
    assert run(str(file), "--policy", "offline", "--allow-private") == 1
    assert "Compared with" not in capsys.readouterr().out


def test_a_quotation_is_looked_for(serve: Start, capsys: pytest.CaptureFixture[str]) -> None:
    """With --site; exit code 0 where the site says these words."""
    holder: list[TestPublisher] = []

    def script(connection: socket.socket, head: bytes) -> None:
        target = head.split(b" ")[1]
        found = holder[0].sealed("searchContent", "/wp-json/rootz/v1/search", {"results": [{"path": "/about/"}]})
        connection.sendall(ok(found if b"/search" in target else holder[0].page()))

    server = serve(script)
    holder.append(TestPublisher(origin=server.origin, moment=datetime.now(UTC)))
    site = ("--site", server.origin, "--no-pins")

    assert run("--quote", "We make widgets", *site) == 0
    assert "same words: These words stand on the page" in capsys.readouterr().out
    assert run("--quote", "We make gadgets - Gr\u00f6\u00dfe", *site, "--json") == 1
    assert json.loads(capsys.readouterr().out)["differences"] == [{"quoted": "gadgets", "page": "widgets"}]
    assert run("--quote", "We make widgets") == 2


def test_a_whole_site(serve: Start, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each thing looked at, a summary, and the other forms."""
    server, page = serving(serve), tmp_path / "site.html"
    assert run("--site", server.origin, "--html", str(page)) == 1
    captured = capsys.readouterr().out
    assert "looked at:" in captured
    assert "[binding.path]" in captured
    assert page.read_text().count("<tr>") > 3
    assert run("--site", server.origin, "--json") == 1
    value = json.loads(capsys.readouterr().out)
    assert problems(value) == []
    assert value["verdict"] == "failed"


def test_a_site_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 4, and for machines an object that says so."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        site = f"http://127.0.0.1:{unused.getsockname()[1]}"
        assert run("--site", site) == 4
        assert "error:" in capsys.readouterr().err
        assert run("--site", site, "--json") == 4
    value = json.loads(capsys.readouterr().out)
    assert problems(value) == []
    assert value["url"] == site
