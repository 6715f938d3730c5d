"""What reads text that others wrote, and the tokens of each one's grammar, for repeats of them (`test_growth.py`)."""

import io
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from functools import cache, partial
from pathlib import PurePath

from lxml import etree

from rootzpub.errors import MalformedInput
from rootzpub.fetch import links_in_header
from rootzpub.markdown import convert
from rootzpub.pages.facts import page_facts
from rootzpub.pages.fragment import keep_seen, read_fragment
from rootzpub.pages.page import read_page
from rootzpub.pages.robots import read_robots
from rootzpub.sources.dump.statements import Dump
from rootzpub.sources.rest.traces import HiddenTraces
from rootzpub.sources.wordpress_tables.local_files import LocalFiles
from rootzpub.sources.wxr.records import records
from rootzpub.sources.wxr.repair import repaired
from rootzpub.wordpress.php_config import Scope, run_text
from rootzpub.wordpress.php_serialize import php_value
from rootzpub.wordpress.plain_text import plain_text
from rootzpub.wordpress.rendering import RawEntry, close_rendered, open_text, render
from tests.wordpress.rendering.small_site import SITE

URL = "https://a.example/page/"

# Of end tags one alone: for each that ends nothing libxml2 looks through all that is open.
HTML = (
    *("<p>", "<div>", "<b>", "<i>", "<a href=x>", "<br>", "<table>", "<tr>", "<td>"),
    *(
        "<td colspan=9 rowspan=9>",
        "</table>",
        "<ul>",
        "<li>",
        "<ol start=5>",
        "</li>",
        "<blockquote>",
        "<pre>",
        "<code>",
    ),
    *("<h2 id=a>x</h2>", "<img src=a alt=b>", "<!--", "-->", "<![CDATA[", "<", ">", "&amp;", "&", "\n", "  ", "x", "é"),
    *("<div style='display:none'>", "<details><summary>x</summary>", "<sup><a href=#n1>1</a></sup>", "<p id=n1>", "`"),
    *(
        "<figure><figcaption>",
        "<iframe src=//a.example>",
        "<math>",
        "<svg>",
        "<script>",
        "<a href=#a>x</a>",
        "*",
        "_",
        "[",
        "](",
    ),
    *('<div role="tab" aria-controls="p">', '<div id="p" role="tabpanel" hidden>', "<label for=a>", "<select><option>"),
    *(
        '<p style="',
        "padding:0;",
        '">',
        "<span lang=",
        "<form>",
        "<dl><dt>x<dd>",
        "\u2028",
        "~",
        "|",
        "\\",
        "1. ",
        "# ",
    ),
)
BLOCKS = (
    *(
        "<!-- wp:group -->",
        "<!-- /wp:group -->",
        "<!-- wp:a/b ",
        '{"a":',
        "{",
        "}",
        "/-->",
        "-->",
        "<!--",
        "<!-- wp:",
        "<!--more",
    ),
    *(
        "<!-- wp:query -->",
        "<!-- wp:post-template -->",
        "<!-- wp:post-content /-->",
        "<!--nextpage-->",
        "<!-- wp:latest-posts /-->",
    ),
    *(
        "<!-- wp:post-excerpt /-->",
        '<!-- wp:block {"ref":50} /-->',
        "<!-- wp:columns -->",
        "<p>",
        "</p>",
        "\n",
        "\n\n",
        "x ",
        '"',
    ),
    *(
        "<!-- wp:footnotes /-->",
        "<!-- wp:cover -->",
        "<!-- wp:html -->",
        "<!-- wp:jetpack/paywall /-->",
        "<!-- wp:table -->",
    ),
)
SHORTCODES = (
    *(
        "[caption]",
        "[/caption]",
        "[gallery]",
        "[gallery ids=",
        "7,",
        "[",
        "]",
        "[[",
        "]]",
        "[/",
        "[x]",
        "[/x]",
        "[x a='",
        "'",
    ),
    *(
        '"',
        "[embed]",
        "[/embed]",
        "https://a.example/x\n",
        "<p>",
        "</p>\n",
        "[audio",
        " src=a",
        "[footnote]",
        "[/footnote]",
        "((",
        "))",
    ),
    *(
        "[et_pb_section]",
        "[/et_pb_section]",
        "[et_pb_text]",
        "[vc_row]",
        "[vc_raw_html]",
        "[fusion_text]",
        "[code]",
        "[/code]",
        "<a ",
    ),
    *(
        "<code>",
        "<pre>",
        "[member]",
        "[/member]",
        "[latex]",
        "$latex ",
        "$",
        "[tabs]",
        "[tab title=a]",
        "[table id=1/]",
        "\n",
        "<!--",
    ),
    *(
        "'",
        "--",
        "...",
        "9'",
        "[wp_caption]",
        "[/wp_caption]",
        "<img src=a>",
        "<select><option>",
        "<object>",
        "<audio>",
        "&#8217;",
    ),
)
SQL = (
    *(
        "INSERT INTO `t` VALUES ",
        "(1,'a')",
        ",",
        ";",
        "\n",
        "(",
        ")",
        "'",
        "\\",
        "''",
        '"',
        "`",
        "-- ",
        "/*",
        "*/",
        "/*!40101 ",
        "0x61",
    ),
    *(
        "CREATE TABLE `t` (\n",
        "`id` int,\n",
        ");\n",
        "NULL",
        "DELIMITER ",
        "USE `a`;",
        "SET NAMES utf8mb4;",
        "_binary ",
        "1",
        "f(",
        "#",
        "$$",
    ),
    *(
        "INSERT INTO t (a,b) VALUES ",
        "REPLACE INTO t SET a=",
        "KEY `id` (",
        "INSERT ",
        "INTO ",
        " ",
        "\r\n",
        "''x",
        "VALUES",
    ),
)
XML = (
    *(
        "<item>",
        "</item>",
        "<title>",
        "</title>",
        "<![CDATA[",
        "]]>",
        "]",
        "<",
        ">",
        "&",
        "&amp;",
        "&#",
        "\x0b",
        "<wp:postmeta>",
        "</wp:postmeta>",
    ),
    *(
        "<wp:meta_key>a</wp:meta_key>",
        "<category domain='",
        "'",
        '"',
        "<content:encoded>",
        "</content:encoded>",
        "<!--",
        "-->",
        "<x ",
        "\n",
        "a",
    ),
    *("<wp:post_id>1</wp:post_id>", "<wp:author>", "</wp:author>", "</rss>", "<?", "<wp:term>", "</", "é"),
)
JSON = (
    *(
        "[",
        "]",
        "{",
        "}",
        '"a":',
        '"',
        "\\",
        ",",
        "1",
        "null",
        '{"@type":"Event",',
        '"@id":"#a",',
        '"name":"x",',
        '{"@graph":[',
        '"mainEntity":{',
    ),
    *(
        '"@type":"FAQPage",',
        '"acceptedAnswer":{',
        '"text":"x"}',
        "}}",
        "]}",
        "<script type=application/ld+json>",
        "</script>",
        "//<![CDATA[",
    ),
    *(
        "<div itemscope itemtype=https://schema.org/Event>",
        "<p itemprop=name>",
        "</div>",
        '"offers":[{',
        '"hasPart":{"cssSelector":".a"},',
        "x ",
    ),
    *('"openingHours":"Mo-Su 09:00-17:00",', '{"@id":"#a"}', '"url":"https://a.example/page/",'),
)
LINES = (
    *(
        "User-agent: ",
        "*",
        "\n",
        "Disallow: ",
        "/",
        "a",
        "$",
        "%41",
        "%",
        "Allow: /x*",
        "#",
        "rootzpub",
        " ",
        "\r",
        ":",
        "Sitemap: ",
    ),
    *("<https://a.example>", ";", ' rel="', '"', ",", "=", "\\", "https://api.w.org/"),
)
PHP = (
    *(
        "define('A', 'x');",
        "$a = ",
        "'",
        '"',
        "\\",
        "\\'",
        "$a",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        ";",
        "/*",
        "*/",
        "//",
        "\n",
    ),
    *(
        "<<<A\n",
        "A;\n",
        "<<<'B'\n",
        "?>",
        "<?php ",
        "if (",
        "else ",
        "getenv('X')",
        ".",
        "?:",
        "??",
        "->",
        "{$a}",
        "1",
        "!",
    ),
    *("array(", "=>", ",", "function f() {", "require 'a';", "#", "x", " "),
)
SERIALIZED = (
    *("a:1:{", "a:2:{i:0;", "}", "i:0;", "i:1;", "N;", "b:1;", 's:1:"a";', 's:9:"', '"', ";", "d:0.5;", "R:1;", "R:2;"),
    *("r:2;", 'O:1:"A":1:{', 'C:1:"A":1:{x}', "i:-", "9", " ", "é", 'E:3:"A:B";', "d:"),
)


@dataclass(frozen=True)
class Reader:
    """One way in."""

    read: Callable[[str], object]
    tokens: tuple[str, ...]
    wrap: tuple[str, str] = ("", "")
    """What stands before and behind, so that the repeats are reached."""


def _rendered(text: str) -> object:
    entry = RawEntry(id=1, content=text, url=URL, meta={"_oembed_1": "x"})
    return render(text, entry=entry, site=SITE)


def _built(key: str, text: str) -> object:
    entry = RawEntry(id=1, content=text, url=URL, meta={key: "on"})
    return render(text, entry=entry, site=SITE)


def _rows(text: str) -> object:
    try:
        return deque(Dump(io.BytesIO(text.encode()), lambda _: True).rows(), maxlen=0)
    except MalformedInput:
        return None


def _items(text: str) -> object:
    try:
        return deque(records(repaired(io.BytesIO(text.encode()))), maxlen=0)
    except (MalformedInput, etree.XMLSyntaxError):
        return None


def _stated(text: str) -> object:
    return page_facts(read_page(text.encode(), url=URL), home="https://a.example", zone=UTC)


def _seen(text: str) -> object:
    fragment = read_fragment(text)
    page = read_page(text.encode(), url=URL)
    words, media = page.words, page.has_media
    keep_seen(text, has_words=words.has, proves=lambda _: True, has_media=media)
    return [words.has(block) for block in fragment.blocks]


@cache
def _hidden() -> HiddenTraces:
    traces = HiddenTraces()
    traces.add(9, "https://a.example/hidden/", "Hidden")
    return traces


def _asked(text: str) -> object:
    robots = read_robots(text)
    return robots.allows("/" + text)


def _set(text: str) -> object:
    scope = Scope(PurePath("settings.php"), {}, LocalFiles())
    run_text(text, scope)
    return scope.constants


def _walked(text: str) -> object:
    """Read, and walked as those do that are given it: references may repeat what a walker then meets again."""
    try:
        return str(php_value(text))
    except MalformedInput:
        return None


READERS: dict[str, Reader] = {
    "converter": Reader(convert, HTML),
    "blocks": Reader(_rendered, BLOCKS),
    "shortcodes": Reader(_rendered, SHORTCODES),
    "mixed": Reader(_rendered, (*BLOCKS, *SHORTCODES)),
    "rendered by WordPress": Reader(close_rendered, (*SHORTCODES, *HTML)),
    "excerpts": Reader(open_text, (*SHORTCODES, *BLOCKS)),
    "plain text": Reader(plain_text, HTML),
    "Divi": Reader(partial(_built, "_et_pb_use_builder"), SHORTCODES),
    "WPBakery": Reader(partial(_built, "_wpb_vc_js_status"), SHORTCODES),
    "dump": Reader(_rows, SQL, ("CREATE TABLE `t` (\n  `id` int\n);\n", "")),
    "WXR": Reader(_items, XML, ('<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>', "")),
    "traces": Reader(
        lambda text: _hidden().remove_from(text), (*HTML, '<a href="/hidden/">Hidden</a>', "<li class=post-9>")
    ),
    "Link headers": Reader(links_in_header, LINES),
    "JSON-LD": Reader(_stated, JSON, ("<script type=application/ld+json>", "")),
    "pages": Reader(_stated, (*JSON, *HTML)),
    "words": Reader(_seen, HTML),
    "robots.txt": Reader(_asked, LINES),
    "PHP settings": Reader(_set, PHP, ("<?php ", "")),
    "PHP values": Reader(_walked, SERIALIZED, ("a:9:{i:0;", "")),
}
