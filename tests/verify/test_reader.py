"""Reader: fetching, judging and remembering together."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rootzpub.errors import AddressRefused, ConfigError, FetchFailed
from rootzpub.proof import KeyHistory, RpcError
from rootzpub.verify import PinFile, Policy, Verdict
from rootzpub.verify.reader import Reader, on_this_machine
from rootzpub.verify.rpc import HttpRpc
from rootzpub.wire import names
from rootzpub.wire.canonical import canonical
from tests.fetch.conftest import RawServer, Start, moved, ok, serve

from .conftest import NOW, TestPublisher, key

__all__ = ["serve"]


def serving(start: Start, **pages: Any) -> RawServer:
    """A server on loopback that signs for itself; `pages` by path override what it answers."""
    holder: dict[str, TestPublisher] = {}

    def script(connection: Any, head: bytes) -> None:
        path = head.split(b" ")[1].decode()
        made = holder["publisher"]
        answers = {"/.well-known/ai": made.discovery(), "/llms.txt": made.llms(), **pages}
        body = answers.get(path)
        text = "text/plain; charset=utf-8" if path.startswith("/llms") else "application/json"
        if isinstance(body, bytes) and body.startswith(b"HTTP/"):
            connection.sendall(body)
        elif body is None:
            connection.sendall(ok(b"{}", status="404 Not Found"))
        else:
            connection.sendall(ok(body, content_type=text))

    server = start(script)
    holder["publisher"] = TestPublisher(origin=server.origin)
    return server


def reader(**options: Any) -> Reader:
    """A Reader at NOW that may ask loopback."""
    return Reader(**{"moment": lambda: NOW, "private": True, **options})


def test_a_document_is_fetched_and_judged(serve: Start) -> None:
    """Its own address is what it must be signed for."""
    server = serving(serve)
    response, report = reader().read(f"{server.origin}/llms.txt")
    assert report.verdict is Verdict.VERIFIED
    assert report.url == response.url


@pytest.mark.parametrize("path", ["", "/"])
def test_a_bare_site_address_is_its_discovery_document(serve: Start, path: str) -> None:
    """Found by the algorithm of the standard."""
    server = serving(serve)
    _, report = reader().read(server.origin + path)
    assert report.resource == "/.well-known/ai"


def test_what_is_not_there_is_an_error(serve: Start) -> None:
    """A 404 is no document, signed or not."""
    with pytest.raises(FetchFailed, match="answers 404"):
        reader().read(f"{serving(serve).origin}/x")


def test_only_what_was_allowed_is_asked(serve: Start) -> None:
    """Without permission loopback is refused."""
    with pytest.raises(AddressRefused, match="asks for port"):
        reader(private=frozenset()).read(f"{serving(serve).origin}/llms.txt")


def test_loopback_is_remembered_only_in_a_file_that_was_asked_for(serve: Start, tmp_path: Path) -> None:
    """127.0.0.1 is nobody's name."""
    server, pins = serving(serve), PinFile(tmp_path / "pins.json")
    reader(pins=pins).read(server.origin)
    assert pins.all() == {}
    reader(pins=pins, remember_loopback=True).read(server.origin)
    assert list(pins.all()) == [server.origin]


def test_what_failed_is_not_remembered(serve: Start, tmp_path: Path) -> None:
    """Nor what was judged for another address, nor a file."""
    server, pins = serving(serve), PinFile(tmp_path / "pins.json")
    remembering = reader(pins=pins, remember_loopback=True)
    late = replace(remembering, moment=lambda: NOW + timedelta(days=9))
    assert late.read(server.origin)[1].verdict is Verdict.FAILED
    replace(remembering, as_url=server.origin).read(server.origin)
    remembering.judge(TestPublisher().discovery(), None)
    assert pins.all() == {}


def test_a_document_that_is_not_bound_is_not_remembered(serve: Start, tmp_path: Path) -> None:
    """A file may be judged, but it says nothing about where it came from."""
    pins = PinFile(tmp_path / "pins.json")
    remembering = reader(pins=pins, remember_loopback=True)
    remembering._remember(remembering.judge(TestPublisher().discovery(), None))
    assert pins.all() == {}


def test_pins_that_cannot_be_kept(serve: Start, tmp_path: Path) -> None:
    """The default file may be out of reach; one that was asked for must not be."""
    (tmp_path / "file").write_text("")
    pins = PinFile(tmp_path / "file" / "pins.json")
    known = reader(remember_loopback=True)
    server = serving(serve)
    report = known.read(server.origin)[1]
    with pytest.raises(ConfigError, match="cannot"):
        replace(known, pins=pins)._remember(report)
    outside = replace(report, observation=replace(report.observation, origin="https://example.com"))  # type: ignore[type-var]
    replace(known, pins=pins, remember_loopback=False)._remember(outside)


def test_a_site_that_is_served_elsewhere_is_judged_as_its_own(serve: Start) -> None:
    """`--as` an origin: what is fetched at one address was signed for another."""
    data = TestPublisher(origin="https://example.com").discovery()
    server = serving(serve, **{"/.well-known/ai?x=1": data, "/.well-known/ai": data})
    assert reader().read(f"{server.origin}/.well-known/ai")[1].verdict is Verdict.FAILED
    report = reader(as_url="https://example.com").read(f"{server.origin}/.well-known/ai")[1]
    assert report.verdict is Verdict.VERIFIED
    query = reader(as_url="https://example.com/").read(f"{server.origin}/.well-known/ai?x=1")[1]
    assert query.url == "https://example.com/.well-known/ai?x=1"


def test_a_file_is_judged_as_an_address() -> None:
    """With an origin the document's own resource is taken; with a path that path."""
    data = TestPublisher().discovery()
    assert reader(as_url="https://example.com").judge(data, None).verdict is Verdict.VERIFIED
    assert reader(as_url="https://other.example").judge(data, None).verdict is Verdict.FAILED
    assert "binding.path" in reader(as_url="https://example.com/llms.txt").judge(data, None).codes


def test_links_to_the_judged_origin_lead_to_where_it_is_served(serve: Start) -> None:
    """A site fetched at loopback names its pages by its public address."""
    made = TestPublisher(origin="https://example.com")
    knowledge = made.sealed(names.KIND_KNOWLEDGE, "/.well-known/ai/knowledge", {"a": "b"})
    discovery = made.discovery(capabilities={"knowledge": {"url": "https://example.com/.well-known/ai/knowledge"}})
    server = serving(serve, **{"/.well-known/ai": discovery, "/.well-known/ai/knowledge": knowledge})
    visits = list(reader(as_url="https://example.com").visits(server.origin))
    assert visits[1].url == "https://example.com/.well-known/ai/knowledge"
    assert visits[1].code == "site.verified"


def test_the_key_history_is_asked_for_once(serve: Start) -> None:
    """And followed."""
    history: dict[str, bytes] = {}
    server = serving(serve, **{"/.well-known/ai/keys": b""})
    made = KeyHistory(origin=server.origin).revoked(key(1).address, key(1), revoked_at=NOW, reason="lost")
    history["body"] = canonical(made.body())
    server.script = lambda connection, head: connection.sendall(  # type: ignore[misc]
        ok(history["body"] if b"/keys" in head else TestPublisher(origin=server.origin).discovery())
    )
    asking = reader()
    report = asking.read(f"{server.origin}/.well-known/ai")[1]
    assert [check.code for check in report.failures] == ["continuity.revoked"]
    asking.read(f"{server.origin}/.well-known/ai")
    assert sum(b"/keys" in head for head in server.requests) == 1


def test_a_key_history_that_errs_is_no_history(serve: Start) -> None:
    """500 is not "none": a changed key would not pass by it, a known one is not harmed."""
    server = serving(serve, **{"/.well-known/ai/keys": ok(b"{}", status="500 Oops")})
    assert reader().read(f"{server.origin}/.well-known/ai")[1].verdict is Verdict.VERIFIED


def test_offline_only_the_target_is_fetched(serve: Start) -> None:
    """One request."""
    server = serving(serve)
    reader(policy=Policy.offline()).read(f"{server.origin}/.well-known/ai")
    assert len(server.requests) == 1


def test_nodes_are_asked_through_the_fetcher(serve: Start) -> None:
    """A node behind a private address needs the permission too."""
    node = serve(ok(b'{"jsonrpc":"2.0","id":1,"result":"0x89"}'))
    rpc = reader(rpc_urls=(node.origin,))._lookups().rpcs[0]
    assert rpc.call("eth_chainId", []) == "0x89"
    refused = reader(rpc_urls=(node.origin,), private=False)._lookups().rpcs[0]
    with pytest.raises(AddressRefused, match="port"):
        refused.call("eth_chainId", [])


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (ok(b"<html>"), "does not answer in JSON"),
        (ok(b"{}", status="500 Oops"), "answers 500 to eth_call"),
        (ok(b'{"id":2,"result":"0x"}'), "expected the JSON-RPC answer to our request"),
        (moved("/elsewhere"), "redirects a POST"),
    ],
)
def test_a_node_that_does_not_answer_in_json_rpc(serve: Start, answer: bytes, problem: str) -> None:
    """Whatever it sends is a FetchFailed."""
    rpc = reader(rpc_urls=(serve(answer).origin,))._lookups().rpcs[0]
    with pytest.raises(FetchFailed, match=problem):
        rpc.call("eth_call", [])


def test_an_error_of_a_node_is_an_answer(serve: Start) -> None:
    """A revert comes back as a value."""
    node = serve(ok(b'{"id":1,"error":{"code":3,"message":"execution reverted"}}'))
    rpc = reader(rpc_urls=(node.origin,))._lookups().rpcs[0]
    assert isinstance(rpc, HttpRpc)
    assert rpc.call("eth_call", []) == RpcError(code=3, message="execution reverted")


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:8321", True),
        ("http://127.9.9.9/", True),
        ("http://localhost:80/", True),
        ("http://[::1]/", True),
        ("http://10.0.0.1/", False),
        ("https://example.com/", False),
        ("not a url", False),
    ],
)
def test_what_loopback_is(url: str, loopback: bool) -> None:
    """This machine by address or as localhost."""
    assert on_this_machine(url) is loopback


def test_recheck_sees_any_status(serve: Start) -> None:
    """Status and body, whatever they are; pins of one's own are compared and not kept."""
    server = serving(serve)
    asking = reader()
    assert asking.fetched(f"{server.origin}/x")[0] == 404
    data = TestPublisher(origin=server.origin).discovery()
    assert asking.compared(data, f"{server.origin}/.well-known/ai", {}).verdict is Verdict.VERIFIED


def test_what_cannot_be_seen_is_not_called_absent(serve: Start) -> None:
    """A wall against programs is named, and a limit; neither says that the site publishes nothing."""
    blocked = b"<!doctype html><title>Just a moment...</title>"
    wall = (
        b"HTTP/1.1 403 Forbidden\r\ncf-mitigated: challenge\r\nContent-Type: text/html\r\n"
        b"Content-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(blocked), blocked)
    )
    server = serving(serve, **{"/.well-known/ai": wall, "/": wall})
    with pytest.raises(FetchFailed, match="Cloudflare answers in the place of"):
        reader(private=True).document(server.origin)
    server = serving(serve, **{"/.well-known/ai": ok(b"{}", status="429 Too Many Requests")})
    with pytest.raises(FetchFailed, match=r"could not be seen: /.well-known/ai answers 429 \(too many requests\)"):
        reader(private=True).document(server.origin)
