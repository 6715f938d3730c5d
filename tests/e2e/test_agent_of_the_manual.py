"""An agent that knows the WordPress plugin's manual and nothing of ours: each statement of docs/plugin.md, asked.

It reads JSON and text as the manual shows them. The site is a real one, with its plugin's settings imported.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from eth_keys import KeyAPI
from flask.testing import FlaskClient

from rootzpub.assembly import open_publisher, run_sync
from rootzpub.config import load_config
from rootzpub.owner.preparing import find_site, prepare_site
from rootzpub.web import create_app
from tests.conftest import ROOT

HOME = "http://127.0.0.1:8081"
REST = "/wp-json/rootz/v1"
WELL_KNOWN = "/.well-known/ai"
DOC = (ROOT / "docs/plugin.md").read_text("utf-8")


@dataclass
class Agent:
    """Asks over HTTP, and remembers what it was answered."""

    client: FlaskClient
    _seen: dict[str, Any] = field(default_factory=dict)

    def ask(self, address: str, /, **query: str) -> Any:
        """The response; redirects are not followed, as the standard demands."""
        return self.client.get(address, query_string=query)

    def json(self, address: str, /, **query: str) -> Any:
        """The JSON of a good answer."""
        key = json.dumps([address, query])
        if key not in self._seen:
            answer = self.ask(address, **query)
            assert answer.status_code == 200, (address, answer.status_code)
            self._seen[key] = json.loads(answer.get_data())
        return self._seen[key]

    def text(self, path: str = "/llms.txt") -> str:
        """The text of a good answer."""
        answer = self.ask(path)
        assert answer.status_code == 200
        return str(answer.get_data(as_text=True))

    def section(self, title: str) -> str:
        """What stands under a heading of llms.txt."""
        return self.text().partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def served(folder: Path, **overrides: Any) -> Agent:
    """The prepared site under other settings."""
    config = load_config(folder, overrides=overrides)
    return Agent(create_app(open_publisher(config), config=config, watch=False).test_client())


@pytest.fixture(scope="module")
def prepared(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `init` and `sync` make of the site's dump."""
    folder = tmp_path_factory.mktemp("manual")
    found = find_site(folder, {("source", "url"): f"sql:{shared}/sites/themeunit/dump.sql"})
    prepare_site(found, import_wallet=False, wants_wallet=lambda _: False)
    config = load_config(folder)
    run_sync(config)
    return folder


@pytest.fixture(scope="module")
def agent(prepared: Path) -> Agent:
    """On the site as the plugin's settings have it."""
    return served(prepared)


@pytest.fixture(scope="module")
def strict(prepared: Path) -> Agent:
    """On the site of an owner who forbids what can be forbidden; llms-full.txt on, the plugin's footer, no key."""
    return served(
        prepared,
        **{
            "policies.license": "all-rights-reserved",
            "policies.quoting": False,
            "policies.caching": "no",
            "policies.training": True,
            "llms.full": True,
            "llms.stamp": "rootz",
        },
    )


@pytest.fixture(scope="module")
def keyless(prepared: Path) -> Agent:
    """On the site without a key."""
    return served(prepared, **{"signing.key": "none"})


def has(value: Mapping[str, Any], names: str) -> bool:
    """Whether an object has these members."""
    return set(names.split()) <= set(value)


def page(agent: Agent, path: str = "/about/") -> Any:
    return agent.json(f"{REST}/page", path=path)


def found(agent: Agent, **query: str) -> Any:
    return agent.json(f"{REST}/search", **({"q": "widget"} | query))


def a_post(agent: Agent) -> Any:
    return page(agent, found(agent, type="post")["results"][0]["path"])


def fresh_by_age(block: Mapping[str, Any]) -> bool:
    days = float(block["contentAge"].removesuffix(" days"))
    steps = [(1, 3600, "real-time"), (7, 86400, "daily"), (30, 604800, "weekly"), (10**6, 2592000, "monthly")]
    seconds, policy = next((seconds, policy) for limit, seconds, policy in steps if days < limit)
    return (block["maxAge"], block["refreshPolicy"]) == (seconds, policy)


def tools_by_category(agent: Agent) -> dict[str, set[str]]:
    categories = agent.json(f"{WELL_KNOWN}/tools")["categories"]
    return {name: {tool["name"] for tool in category["tools"]} for name, category in categories.items()}


def tools(agent: Agent) -> Iterator[Any]:
    for category in agent.json(f"{WELL_KNOWN}/tools")["categories"].values():
        yield from category["tools"]


def pages_of_results(agent: Agent) -> list[str]:
    seen, offset = [], "0"
    while offset:
        answer = found(agent, q="the", limit="10", offset=offset)
        seen += [result["path"] for result in answer["results"]]
        offset = str(answer["nextOffset"]) if answer["hasMore"] else ""
    assert len(seen) == answer["totalFound"]
    return seen


def holds(answer: Any) -> bool:
    """Whether the key that is named signed the hash."""
    block = answer["_signature"]
    digest = bytes.fromhex(block["contentHash"].removeprefix("sha256:"))
    raw = bytes.fromhex(block["signature"][2:])
    signature = KeyAPI().Signature(raw[:64] + bytes([raw[64] - 27]))
    signer = signature.recover_public_key_from_msg_hash(digest).to_checksum_address()
    return raw[64] in {27, 28} and signer == block["signer"]


def flow(agent: Agent) -> bool:
    """The five steps of the manual."""
    assert agent.json(WELL_KNOWN)["organization"]["name"]
    path = found(agent)["results"][0]["path"]
    read = page(agent, path)
    verified = agent.json(f"{REST}/verify", page=path)
    return bool(read["content"]) and verified["verified"] is True and len(set(pages_of_results(agent))) > 10


DOCUMENTS = tuple(f"{WELL_KNOWN}{part}" for part in ("", "/policies", "/knowledge", "/feed", "/content", "/tools"))
TWINS = {"ai.json": "", **{name: f"/{name}" for name in ("policies", "knowledge", "feed", "tools")}}
SAMPLES = {"q": "widget", "path": "/about/", "page": "/about/"}
VERIFY = "page title manifestHash currentHash match verified signer manifestGenerated pageModified"
PAGE = "path title url type assertionType author wordCount content contentHash policies _origin _freshness _provenance"

STATEMENTS: dict[str, Callable[[Agent], object]] = {
    "broadcast": lambda a: a.json(WELL_KNOWN) and a.text(),
    "search-mode": lambda a: found(a)["results"],
    "conversation-mode": lambda a: "widget" in page(a)["content"].lower(),
    "freshness-everywhere": lambda a: all(
        "_freshness" in answer for answer in (found(a), page(a), a.json(f"{REST}/verify", page="/about/"))
    ),
    "freshness-members": lambda a: has(page(a)["_freshness"], "maxAge freshUntil refreshPolicy contentAge"),
    "freshness-by-age": lambda a: fresh_by_age(page(a)["_freshness"]) and fresh_by_age(found(a)["_freshness"]),
    "origin-members": lambda a: has(page(a)["_origin"], "domain publishedAt modifiedAt servedAt signer"),
    "provenance-members": lambda a: has(found(a)["_provenance"], "origin servedBy signer specVersion standard"),
    "provenance-origin": lambda a: page(a)["_provenance"]["origin"] == page(a)["_origin"]["domain"] == "127.0.0.1",
    "provenance-values": lambda a: (
        re.fullmatch(r"[a-z-]+/[0-9.]+", page(a)["_provenance"]["servedBy"])
        and page(a)["_provenance"]["specVersion"] == "1.2.0"
        and page(a)["_provenance"]["standard"] == "https://rootz.global/ai-discovery"
    ),
    "discovery": lambda a: a.json(WELL_KNOWN)["standard"] == "ai-discovery",
    "discovery-members": lambda a: has(
        a.json(WELL_KNOWN),
        "specVersion schemaVersion standard generated organization coreConcepts aiSummary capabilities policies "
        "contact generator pages _signature",
    ),
    "discovery-identity": lambda a: (
        a.json(WELL_KNOWN)["organization"].items()
        >= {
            "name": "Small Peer Site",
            "domain": "127.0.0.1",
            "url": HOME,
            "mission": "Test widgets, measured",
            "tagline": "Measured widgets",
            "legalName": "Small Peer Site Ltd",
            "founded": "1999",
            "headquarters": "Lisbon",
        }.items()
        and a.json(WELL_KNOWN)["organization"]["sector"] == ["Widgets", "Testing"]
    ),
    "discovery-capabilities": lambda a: all(
        has(a.json(WELL_KNOWN)["capabilities"][name], "available url auth rateLimit")
        for name in ("knowledge", "feed", "content", "tools")
    ),
    "discovery-content-segments": lambda a: (
        has(a.json(WELL_KNOWN)["capabilities"]["content"]["includes"], "pages posts customTypes media fullText")
        and f"{WELL_KNOWN}/content/posts" in a.json(WELL_KNOWN)["capabilities"]["content"]["segments"]
    ),
    "discovery-pages": lambda a: (
        all(has(entry, "path title contentHash modified") for entry in a.json(WELL_KNOWN)["pages"])
        and [entry["type"] for entry in a.json(WELL_KNOWN)["pages"]]
        == sorted(entry["type"] for entry in a.json(WELL_KNOWN)["pages"])
    ),
    "policies": lambda a: has(a.json(f"{WELL_KNOWN}/policies"), "contentLicense termsOfService privacy"),
    "policies-license": lambda a: (
        (license_ := a.json(f"{WELL_KNOWN}/policies")["contentLicense"])["type"] == "CC-BY-4.0"
        and {"quote", "summarize", "cache_24h"} <= set(license_["permissions"])
        and "no_training" in license_["restrictions"]
        and license_["commercialUse"] is True
    ),
    "policies-terms": lambda a: has(a.json(f"{WELL_KNOWN}/policies")["termsOfService"], "summary rateLimit"),
    "policies-pages": lambda a: has(a.json(f"{WELL_KNOWN}/policies")["privacy"], "url title type summary source"),
    "policies-full-text": lambda a: a.json(f"{REST}/policies", full_text="1")["privacy"]["fullText"],
    "knowledge": lambda a: (
        has(a.json(f"{WELL_KNOWN}/knowledge")["organization"], "name tagline url")
        and has(a.json(f"{WELL_KNOWN}/knowledge")["about"], "title url summary")
        and has(a.json(f"{WELL_KNOWN}/knowledge")["products"][0], "name url description")
        and all("term" in entry for entry in a.json(f"{WELL_KNOWN}/knowledge")["glossary"])
    ),
    "feed": lambda a: has(a.json(f"{WELL_KNOWN}/feed"), "source feedUrl htmlUrl") and len(feed_items(a)) == 20,
    "feed-items": lambda a: all(
        has(item, "id title url published summary license categories tags") and item["license"] == "CC-BY-4.0"
        for item in feed_items(a)
    ),
    "content": lambda a: all(a.json(f"{WELL_KNOWN}/content")["content"][name] for name in ("pages", "posts", "media")),
    "content-segments": lambda a: all(
        isinstance(a.json(f"{WELL_KNOWN}/content/{name}")["content"], list) for name in ("pages", "posts", "media")
    ),
    "content-items": lambda a: all(
        has(item, "id title slug url published modified assertionType excerpt")
        for item in a.json(f"{WELL_KNOWN}/content")["content"]["posts"]
    ),
    "content-media": lambda a: all(
        has(item, "id url title caption description alt uploaded width height mime") for item in media(a)
    ),
    "content-attached": lambda a: (
        all(item["attachedTo"] is None or has(item["attachedTo"], "id title url") for item in media(a))
        and any(item["attachedTo"] for item in media(a))
    ),
    "tools": lambda a: a.json(f"{WELL_KNOWN}/tools")["categories"] == a.json(f"{REST}/tools")["categories"],
    "llms": lambda a: a.ask("/llms.txt").mimetype == "text/plain",
    "llms-full-opt-in": lambda a: a.ask("/llms-full.txt").status_code == 404,
    "rest-twins": lambda a: all(
        a.json(f"{REST}/{twin}").keys() == a.json(f"{WELL_KNOWN}{path}").keys() for twin, path in TWINS.items()
    ),
    "trailing-slash": lambda a: (
        all(
            a.ask(f"{path}/").status_code == 200
            for path in (*DOCUMENTS, "/llms.txt", f"{WELL_KNOWN}/content/pages", f"{REST}/page")
            if path != f"{REST}/page"
        )
        and a.json(f"{REST}/page/", path="/about/")["content"] == page(a)["content"]
    ),
    "plain-permalinks": lambda a: (
        a.json("/", rest_route="/rootz/v1/search", q="widget")["results"]
        == a.json(f"/index.php{REST}/search", q="widget")["results"]
        == found(a)["results"]
    ),
    "tool-manifest": lambda a: all(has(tool, "name description method endpoint auth") for tool in tools(a)),
    "tool-categories": lambda a: (
        tools_by_category(a)
        == {
            "discovery": {"getOrganizationInfo", "getPolicies", "getKnowledge", "getFeed"},
            "actions": {"searchContent", "getPage", "verifyPageHash"},
            "meta": {"getStatus"},
        }
    ),
    "tool-count": lambda a: a.json(WELL_KNOWN)["capabilities"]["tools"]["toolCount"] == len(list(tools(a))) == 8,
    "tool-endpoints": lambda a: all(
        tool["endpoint"].startswith(f"{HOME}/wp-json/rootz/v1/")
        and a.ask(
            urlsplit(tool["endpoint"]).path,
            **{name: SAMPLES[name] for name, about in tool.get("parameters", {}).items() if about["required"]},
        ).status_code
        == 200
        for tool in tools(a)
    ),
    "search-q": lambda a: (
        a.ask(f"{REST}/search").status_code == 400
        and next(tool for tool in tools(a) if tool["name"] == "searchContent")["parameters"]["q"]["required"] is True
    ),
    "search-limit": lambda a: (
        found(a, q="the")["returned"] == 10 and found(a, q="the", limit="100")["returned"] == 50
        if found(a, q="the")["totalFound"] >= 50
        else found(a, q="the", limit="100")["limit"] == 50
    ),
    "search-offset": lambda a: len(set(pages_of_results(a))) == len(pages_of_results(a)),
    "search-type": lambda a: (
        {result["type"] for result in found(a, type="post")["results"]} == {"post"}
        and {result["type"] for result in found(a, type="page")["results"]} == {"page"}
        and found(a, type="")["totalFound"] == found(a)["totalFound"]
    ),
    "search-members": lambda a: (
        has(found(a, q="the", limit="1"), "query results returned totalFound offset hasMore nextOffset _provenance")
        and found(a)["query"] == "widget"
    ),
    "search-results": lambda a: all(
        has(result, "title url path type excerpt published modified") for result in found(a)["results"]
    ),
    "page-path": lambda a: a.ask(f"{REST}/page").status_code == 400,
    "page-members": lambda a: has(page(a), f"{PAGE} _signature") and isinstance(page(a)["wordCount"], int),
    "page-hash": lambda a: (
        page(a)["contentHash"] == "sha256:" + hashlib.sha256(page(a)["content"].encode()).hexdigest()
    ),
    "page-assertion": lambda a: (page(a)["assertionType"], a_post(a)["assertionType"]) == ("factual", "editorial"),
    "page-terms": lambda a: a_post(a)["categories"] and isinstance(a_post(a)["tags"], list),
    "page-permissions": lambda a: (
        page(a)["policies"]
        == {"license": "CC-BY-4.0", "quoting": "allowed", "training": "not-permitted", "caching": "cache_24h"}
    ),
    "page-spellings": lambda a: (
        len(
            {
                page(a, path)["url"]
                for path in ("/about/", "/about", "about/", f"{HOME}/about/", "/About/", f"/?p={number(a, '/about/')}")
            }
        )
        == 1
    ),
    "page-unknown": lambda a: (
        (answer := a.ask(f"{REST}/page", path="/nowhere/")).status_code == 404
        and answer.json["path"] == "/nowhere/"
        and answer.json["error"]
        and isinstance(answer.json["message"], str)
    ),
    "verify-page": lambda a: a.ask(f"{REST}/verify").status_code == 400,
    "verify-members": lambda a: (
        has(answer := a.json(f"{REST}/verify", page="/about/"), VERIFY)
        and answer["match"] is answer["verified"] is True
        and datetime.fromisoformat(answer["pageModified"])
    ),
    "verify-unknown": lambda a: (
        (answer := a.ask(f"{REST}/verify", page="/nowhere/").json)["verified"] is False and answer["error"]
    ),
    "agent-flow": flow,
    "llms-header": lambda a: re.match(
        r"# Small Peer Site\n\n> Small Peer Site makes test widgets [^\n]*\n\n"
        r"(?:(?!##)[^\n]*\n)*Sector: Widgets, Testing\.",
        a.text(),
    ),
    "llms-about": lambda a: all(part in a.section("About") for part in ("/about/", f"{HOME}{WELL_KNOWN}", "/contact/")),
    "llms-key-pages": lambda a: 1 < a.section("Key Pages").count("\n- [") <= 15 and "): " in a.section("Key Pages"),
    "llms-recent-posts": lambda a: a.section("Recent Posts").count("\n- [") == 10,
    "llms-policies": lambda a: "/privacy-policy/" in a.section("Policies"),
    "llms-agents": lambda a: all(
        part in a.section("For AI Agents")
        for part in ("search?q=", "verify?page=", "/status", "/knowledge", "/feed", "/content")
    ),
    "llms-optional": lambda a: "\n- [" in a.section("Optional"),
    "llms-settings": lambda _: (
        (
            (llms := load_config(ROOT / "docs").llms).enabled,
            llms.full,
            llms.excerpts,
            llms.posts_limit,
            llms.full_posts_limit,
            llms.pages_limit,
        )
        == (True, False, True, 10, 50, 30)
    ),
    "signature-everywhere": lambda a: all(
        "_signature" in answer
        for answer in (*map(a.json, DOCUMENTS), found(a), page(a), a.ask(f"{REST}/page", path="/nowhere/").json)
    ),
    "signature-members": lambda a: (
        has(page(a)["_signature"], "signer contentHash signature method")
        and page(a)["_signature"]["method"] == "ecdsa-secp256k1"
        and page(a)["_signature"]["signer"] == page(a)["_provenance"]["signer"]
    ),
    "signature-holds": lambda a: holds(page(a)) and holds(a.json(WELL_KNOWN)),
    "cors": lambda a: (
        a.ask(WELL_KNOWN).headers["Access-Control-Allow-Origin"] == "*"
        and "Content-Type" in a.client.options(WELL_KNOWN).headers["Access-Control-Allow-Headers"]
        and a.client.options("/?rest_route=/rootz/v1/search").headers["Access-Control-Allow-Origin"] == "*"
    ),
    "media-types": lambda a: a.ask(WELL_KNOWN).mimetype == "application/json",
    "version-header": lambda a: a.ask(WELL_KNOWN).headers["X-Rootz-AI-Discovery"],
}

FORBIDDING: dict[str, Callable[[Agent], object]] = {
    "page-prohibitions": lambda a: (
        page(a)["policies"]
        == {
            "license": "All Rights Reserved",
            "quoting": "not-allowed",
            "training": "permitted",
            "caching": "no-cache",
        }
    ),
    "llms-full": lambda a: (
        all(
            part in a.text("/llms-full.txt")
            for part in ("## Core Concepts", "## Pages", "## Posts", "## Policies", "/wp-json/rootz/v1/search?q=")
        )
        and "LEAK" not in a.text("/llms-full.txt")
    ),
    "llms-manual-footer": lambda a: re.search(
        r"\n---\nContent signed by Rootz AI Discovery\nContent-Hash: sha256:[0-9a-f]{64}\nSigner: 0x[0-9A-Fa-f]{40}\n"
        r"Signed-At: \S+\nSignature: 0x[0-9a-f]{130}\n(?:Envelope: \S+\n)?"
        r"Standard: AI Discovery v1\.2\.0 — rootz\.global/ai-discovery\n\Z",
        a.text(),
    ),
}
KEYLESS: dict[str, Callable[[Agent], object]] = {
    "hash-only": lambda a: (
        page(a)["_signature"]["method"] == "hash-only"
        and page(a)["_signature"]["authorization"] == "none"
        and page(a)["_origin"]["signer"] == "none"
    ),
}


def feed_items(agent: Agent) -> list[Any]:
    return list(agent.json(f"{WELL_KNOWN}/feed")["items"])


def media(agent: Agent) -> list[Any]:
    return list(agent.json(f"{WELL_KNOWN}/content")["content"]["media"])


def number(agent: Agent, path: str) -> int:
    items = agent.json(f"{WELL_KNOWN}/content/pages", per_page="100")["content"]
    return next(item["id"] for item in items if item["path"] == path)


def failing(statements: Mapping[str, Callable[[Agent], object]], agent: Agent) -> list[str]:
    """The statements that do not hold, with what was missing."""
    found = []
    for name, statement in statements.items():
        try:
            said = "" if statement(agent) else name
        except (AssertionError, KeyError, TypeError, IndexError) as missing:
            said = f"{name}: {missing!r}"
        found.append(said)
    return [said for said in found if said]


def test_every_statement_of_the_manual_holds(agent: Agent) -> None:
    """All that the agent expects; those that do not hold are named together."""
    assert failing(STATEMENTS, agent) == []


def test_what_an_owner_forbids_is_said_in_the_manual_s_words(strict: Agent) -> None:
    """The other value of each word, the opt-in text and the manual's footer."""
    assert failing(FORBIDDING, strict) == []


def test_without_a_key_documents_are_hashed(keyless: Agent) -> None:
    """As the manual says of a server without the means to sign."""
    assert failing(KEYLESS, keyless) == []


def test_the_documentation_has_exactly_these_statements() -> None:
    """What differs on purpose stands apart, in three rows at most, each with its reason."""
    differing, _, same = DOC.partition("## Modes, freshness, provenance")
    assert re.findall(r"^\| `([a-z-]+)`", same, re.MULTILINE) == [
        name
        for name in re.findall(r"^\| `([a-z-]+)`", same, re.MULTILINE)
        if name in {*STATEMENTS, *FORBIDDING, *KEYLESS}
    ]
    assert set(re.findall(r"^\| `([a-z-]+)`", same, re.MULTILINE)) == {*STATEMENTS, *FORBIDDING, *KEYLESS}
    rows = [row.strip("|").split("|") for row in differing.splitlines() if row.startswith("| `")]
    assert 0 < len(rows) <= 3
    assert all(len(row) == 4 and row[3].strip() for row in rows)
