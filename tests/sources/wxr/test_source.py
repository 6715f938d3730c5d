"""Exports: repaired, read, loaded."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.errors import MalformedInput, SourceUnavailable
from rootzpub.sources.wxr.records import records
from rootzpub.sources.wxr.repair import repaired
from tests.growth import assert_linear
from tests.sources.reading import Seen, look, opened, read

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="{scheme}://wordpress.org/export/{version}/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="{scheme}://wordpress.org/export/{version}/">
<channel><title>Site &amp; Co</title><link>https://example.test</link><description>A site</description>
<language>de-DE</language><wp:wxr_version>{version}</wp:wxr_version>
<wp:base_site_url>https://example.test</wp:base_site_url><wp:base_blog_url>https://example.test</wp:base_blog_url>
<wp:author><wp:author_id>3</wp:author_id><wp:author_login>ada</wp:author_login>
<wp:author_email>ada@x.test</wp:author_email><wp:author_display_name><![CDATA[Ada]]></wp:author_display_name></wp:author>
<wp:category><wp:term_id>7</wp:term_id><wp:category_nicename>news</wp:category_nicename>
<wp:category_parent></wp:category_parent><wp:cat_name><![CDATA[News]]></wp:cat_name>
<wp:category_description><![CDATA[What is new]]></wp:category_description></wp:category>
<wp:category><wp:term_id>8</wp:term_id><wp:category_nicename>local</wp:category_nicename>
<wp:category_parent>news</wp:category_parent><wp:cat_name><![CDATA[Local]]></wp:cat_name></wp:category>
"""
TAIL = "</channel></rss>\n"


def item(number: int, **texts: str) -> str:
    """One item, published."""
    values = {
        "title": f"<![CDATA[Post {number}]]>",
        "link": f"https://example.test/2026/01/post-{number}/",
        "dc:creator": "ada",
        "content:encoded": f"<![CDATA[Body of {number}]]>",
        "excerpt:encoded": "<![CDATA[]]>",
        "wp:post_id": str(number),
        "wp:post_date": "2026-01-02 04:04:05",
        "wp:post_date_gmt": "2026-01-02 03:04:05",
        "wp:post_name": f"post-{number}",
        "wp:status": "publish",
        "wp:post_parent": "0",
        "wp:menu_order": "0",
        "wp:post_type": "post",
        "wp:post_password": "",
        "wp:is_sticky": "0",
        "extra": '<category domain="category" nicename="local"><![CDATA[Local]]></category>',
    } | {name.replace("__", ":"): text for name, text in texts.items()}
    inner = "".join(text if name == "extra" else f"<{name}>{text}</{name}>" for name, text in values.items())
    return f"<item>{inner}</item>\n"


def export(*items: str, version: str = "1.2", scheme: str = "http") -> str:
    """A whole export."""
    return HEAD.format(version=version, scheme=scheme) + "".join(items) + TAIL


@pytest.fixture
def seen(tmp_path: Path) -> Callable[[str], Seen]:
    """Write an export and read it."""

    def reader(text: str) -> Seen:
        file = tmp_path / "export.xml"
        file.write_text(text, encoding="utf-8")
        return read(f"wxr:{file}")

    return reader


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "1.9"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_any_version(seen: Callable[[str], Seen], version: str, scheme: str) -> None:
    """The namespace's version and scheme make no difference."""
    entry = seen(export(item(5), version=version, scheme=scheme)).entries[5]
    assert (entry.title, entry.html, entry.path) == ("Post 5", "<p>Body of 5</p>\n", "/2026/01/post-5/")
    assert (entry.term_ids, entry.author_id) == ((8,), 3)
    assert entry.published == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_facts_and_terms(seen: Callable[[str], Seen]) -> None:
    """The channel tells who the site is; terms have their tree, counts and addresses."""
    found = seen(export(item(5), item(6, wp__post_type="page", link="https://example.test/", wp__post_name="home")))
    facts = found.facts
    assert (facts.name, facts.url) == ("Site & Co", "https://example.test")
    assert (facts.language, facts.timezone) == ("de-DE", "+01:00")
    assert facts.front_page_id == 6
    assert [(term.id, term.parent_id, term.count, term.description) for term in found.terms] == [
        (7, 0, 0, "What is new"),
        (8, 7, 2, ""),
    ]
    assert found.terms[1].url == "https://example.test/category/news/local/"
    assert [author.name for author in found.authors] == ["Ada"]
    assert "ada@x.test" not in repr(found)


@pytest.mark.parametrize(
    ("content", "html"),
    [
        pytest.param("<![CDATA[a ]]> b]]>", "<p>a ]]> b</p>\n", id="end-mark-inside"),
        pytest.param("<![CDATA[<script>//]]></script>x]]>", "<p><script>//]]></script>x</p>", id="script"),
        pytest.param("<![CDATA[a ]]]]><![CDATA[> b]]>", "<p>a ]]> b</p>\n", id="split-properly"),
        pytest.param("<![CDATA[a\x0b\x00b\x1f]]>", "<p>ab</p>\n", id="control-characters"),
        pytest.param("a &lt;b&gt;bold&lt;/b&gt;", "<p>a <b>bold</b></p>\n", id="no-cdata"),
        pytest.param("<![CDATA[&copy; &bogus;]]>", "<p>&copy; &bogus;</p>\n", id="entities-in-cdata"),
    ],
)
def test_damaged_cdata(seen: Callable[[str], Seen], content: str, html: str) -> None:
    """Content survives what older versions of WordPress forgot to escape, and so does the next item."""
    found = seen(export(item(5, content__encoded=content), item(6)))
    assert found.entries[5].html.startswith(html.rstrip("\n"))
    assert found.entries[6].title == "Post 6"


def test_bytes_that_are_no_utf8(tmp_path: Path) -> None:
    """A broken byte is replaced, the rest is read."""
    file = tmp_path / "export.xml"
    file.write_bytes(export(item(5)).encode().replace(b"Body of 5", b"Body \xff of 5"))
    assert read(f"wxr:{file}").entries[5].html == "<p>Body \ufffd of 5</p>\n"


def test_another_encoding(tmp_path: Path) -> None:
    """The declaration names it."""
    file = tmp_path / "export.xml"
    text = export(item(5, title="Grün")).replace('encoding="UTF-8"', 'encoding="ISO-8859-1"')
    file.write_bytes(text.encode("latin-1"))
    assert read(f"wxr:{file}").entries[5].title == "Grün"


def test_hidden(seen: Callable[[str], Seen]) -> None:
    """Drafts, private and protected items leave no word."""
    marked = {"title": "LEAKME", "content__encoded": "LEAKME"}
    found = seen(
        export(
            item(5, wp__status="draft", **marked),
            item(6, wp__post_password="x", **marked),
            item(7, wp__post_type="attachment", wp__status="inherit", wp__post_parent="5", **marked),
        )
    )
    assert found.hidden == {5: "draft", 6: "password", 7: "parent-hidden"}
    assert "LEAKME" not in repr(found)


def test_attachments(seen: Callable[[str], Seen]) -> None:
    """The file's address stands in the export; its type is known by its name."""
    details = (
        "<wp:attachment_url>https://cdn.test/files/2026/01/a.jpg</wp:attachment_url>"
        "<wp:postmeta><wp:meta_key>_wp_attached_file</wp:meta_key><wp:meta_value>2026/01/a.jpg</wp:meta_value></wp:postmeta>"
    )
    found = seen(export(item(5, wp__post_type="attachment", wp__status="inherit", extra=details)))
    media = found.entries[5].media
    assert media is not None
    assert (media.url, media.mime) == ("https://cdn.test/files/2026/01/a.jpg", "image/jpeg")


def test_an_address_makes_no_type_public(seen: Callable[[str], Seen]) -> None:
    """WordPress gives private types addresses too: a custom type is public where the owner names it."""
    found = seen(
        export(
            item(5, wp__post_type="event", link="https://example.test/events/fair/"),
            item(6, wp__post_type="secret", link="https://example.test/?post_type=secret&#038;p=6"),
            item(7),
        )
    )
    assert found.hidden == {5: "type-not-public", 6: "type-not-public"}
    assert found.facts.unknown_types == ("event", "secret")


def test_former_paths(seen: Callable[[str], Seen]) -> None:
    """The permalink structure shows in the posts' addresses, so old slugs lead home."""
    meta = "<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>before</wp:meta_value></wp:postmeta>"
    assert seen(export(item(5, extra=meta), item(6))).entries[5].former_paths == ("/2026/01/before/",)


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    ("path", "category"),
    [
        pytest.param("/2026/01/post-{n}/", "/category/news/local/", id="dates"),
        pytest.param("/news/local/post-{n}/", "/category/news/local/", id="categories"),
        pytest.param("/local/post-{n}.html", "/category/news/local", id="category-and-ending"),
        pytest.param("/blog/ada/post-{n}/", "/blog/category/news/local/", id="front-and-author"),
        pytest.param("/01-02/post-{n}/", "/category/news/local/", id="joined-dates"),
        pytest.param("/index.php/archives/{n}", "/index.php/archives/category/news/local", id="index-php"),
        pytest.param("/?p={n}", "/?cat=8", id="plain"),
    ],
)
def test_addresses_of_terms(seen: Callable[[str], Seen], path: str, category: str) -> None:
    """The structure that posts show is not taken for plain text; a front page says nothing of it."""
    front = item(9, wp__post_type="page", link="https://example.test/", wp__post_name="home")
    posts = [item(number, link=f"https://example.test{path.format(n=number)}") for number in (5, 6, 7)]
    found = seen(export(front, *posts))
    assert {term.slug: term.url for term in found.terms}["local"] == f"https://example.test{category}"


@pytest.mark.parametrize(
    ("generator", "words"),
    [
        ("https://wordpress.org/?v=6.4.3", "Read more"),
        ("https://wordpress.org/?v=6.1", "[&hellip;]"),
        ("", "[&hellip;]"),
    ],
)
def test_the_version_that_wrote_it(seen: Callable[[str], Seen], generator: str, words: str) -> None:
    """Blocks that changed are shown as the version of WordPress shows them that wrote the export."""
    block = '<![CDATA[<!-- wp:latest-posts {"displayPostContent":true} /-->]]>'
    text = export(item(5, content__encoded=f"<![CDATA[{'word ' * 90}]]>"), item(6, content__encoded=block))
    found = seen(text.replace("<language>", f"<generator>{generator}</generator><language>"))
    assert words in found.entries[6].html


def test_old_exports_without_numbers(seen: Callable[[str], Seen]) -> None:
    """Authors and terms that have no id get one of their own."""
    text = export(item(5)).replace("<wp:author_id>3</wp:author_id>", "").replace("<wp:term_id>8</wp:term_id>", "")
    entry = seen(text).entries[5]
    assert entry.author_id > 10**9
    assert entry.term_ids[0] > 10**9


@pytest.mark.parametrize("pattern", ["a.xml,b.xml", "*.xml", ""], ids=["list", "pattern", "folder"])
def test_several_files(tmp_path: Path, pattern: str) -> None:
    """An export in parts is one site; what stands in both parts stands once."""
    (tmp_path / "a.xml").write_text(export(item(5), item(6)))
    (tmp_path / "b.xml").write_text(export(item(6), item(7)))
    assert sorted(read(f"wxr:{tmp_path}/{pattern}").entries) == [5, 6, 7]


def test_a_new_part_is_noticed(tmp_path: Path) -> None:
    """A file more changes the fingerprint."""
    (tmp_path / "a.xml").write_text(export(item(5)))
    source = opened(f"wxr:{tmp_path}")
    first = look(source)
    assert source.fingerprint() == first.fingerprint
    (tmp_path / "b.xml").write_text(export(item(7)))
    assert sorted(look(source, first.fingerprint, first.revisions).entries) == [7]


ENTITIES = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(export(item(5)).replace("<rss", f"{ENTITIES}<rss"), "declares a document type", id="entities"),
        pytest.param(
            export(item(5)).replace("<rss", '<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss'), "declares", id="external"
        ),
        pytest.param(export(item(5, extra="<x>" * 100)), "nested deeper than 64", id="depth"),
        pytest.param(export(item(5))[:-40], "breaks off before its end", id="cut-off"),
        pytest.param("<rss><channel><title>x</title></channel></rss>", "no WordPress export", id="feed"),
        pytest.param('<?xml version="1.0" encoding="klingon"?><rss/>', "unknown character set", id="encoding"),
        pytest.param("hello", "no WordPress export", id="text"),
    ],
)
def test_refused(seen: Callable[[str], Seen], text: str, message: str) -> None:
    """Traps and broken files end in one line; nothing of them is expanded, fetched or shown."""
    with pytest.raises(MalformedInput, match=message):
        seen(text)


def test_a_declaration_in_content_is_content(seen: Callable[[str], Seen]) -> None:
    """An article about HTML may show a document type."""
    content = "<![CDATA[<pre>&lt;!DOCTYPE html></pre><!DOCTYPE x>]]>"
    html = seen(export(item(5, content__encoded=content))).entries[5].html
    assert "DOCTYPE html" in html


def test_missing_file(tmp_path: Path) -> None:
    """No file, no export."""
    with pytest.raises(SourceUnavailable, match="no export at"):
        read(f"wxr:{tmp_path}/none-*.xml")


@pytest.mark.slow("reads items of megabytes")
def test_a_large_item_is_read_in_linear_time() -> None:
    """Brackets, which may begin the end of a section, are no trap."""

    def brackets(size: int) -> bytes:
        return export(item(5, content__encoded="<![CDATA[" + "]" * size + "]]>")).encode()

    def content(data: bytes) -> str:
        (found,) = [record for record in records(repaired(io.BytesIO(data))) if record.kind == "item"]
        return found.text("content")

    assert len(content(brackets(1_000_000))) == 1_000_000
    assert_linear(content, brackets, 1_000_000)


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    """Any bytes within an export are records or MalformedInput."""
    text = HEAD.format(version="1.2", scheme="http").encode() + data + TAIL.encode()
    try:
        found = list(records(repaired(io.BytesIO(text))))
    except MalformedInput:
        return
    assert found[-1].kind == "channel"


def test_a_link_that_is_no_address(seen: Callable[[str], Seen]) -> None:
    """One broken link does not stop the others."""
    assert 6 in seen(export(item(5, link="http://[x/"), item(6))).entries


def test_relative_addresses_are_below_the_home(seen: Callable[[str], Seen]) -> None:
    """As other systems export them: each entry keeps its own, none becomes the front page."""
    text = export(
        item(1, link="/blog/one.html", wp__post_name="one"),
        item(2, link="blog/two.html", wp__post_name="two"),
        item(3, link="//example.test/blog/three.html", wp__post_name="three"),
    )

    assert [entry.path for entry in seen(text).entries.values()] == [
        "/blog/one.html",
        "/blog/two.html",
        "/blog/three.html",
    ]


def test_relative_addresses_without_a_base_address(seen: Callable[[str], Seen]) -> None:
    """The channel's link says where the site is."""
    text = export(item(1, link="/blog/one.html", wp__post_name="one"), item(2, link="/blog/two.html"))
    for name in ("wp:base_site_url", "wp:base_blog_url"):
        text = text.replace(f"<{name}>https://example.test</{name}>", "")

    assert [entry.path for entry in seen(text).entries.values()] == ["/blog/one.html", "/blog/two.html"]


def _reasons(read_site: Seen) -> list[str]:
    return sorted(read_site.hidden.values())


def test_items_with_an_id_that_is_taken_are_counted(seen: Callable[[str], Seen]) -> None:
    """The first one has it; the others are left out by name."""
    read_site = seen(export(item(1), item(1, link="https://example.test/other/", title="Other"), item(2)))

    assert [entry.title for entry in read_site.entries.values()] == ["Post 1", "Post 2"]
    assert _reasons(read_site) == ["double-id"]


def test_a_published_item_is_not_lost_to_a_draft_with_its_id(seen: Callable[[str], Seen]) -> None:
    """Nor does it take anything of the draft along."""
    draft = item(1, wp__status="draft", title="Draft", extra="<wp:postmeta><wp:meta_key>_rootz_exclude</wp:meta_key>"
                 "<wp:meta_value>1</wp:meta_value></wp:postmeta>")  # fmt: skip
    read_site = seen(export(draft, item(1), item(1, wp__status="private", title="Private")))

    assert [entry.title for entry in read_site.entries.values()] == ["Post 1"]
    assert _reasons(read_site) == ["double-id", "double-id"]


def test_parts_of_one_export_may_overlap(seen: Callable[[str], Seen]) -> None:
    """The same item once more is not counted."""
    read_site = seen(export(item(1), item(1)))

    assert (len(read_site.entries), _reasons(read_site)) == (1, [])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("<channel>", "<notachanneltag>"), "channel"),
        (lambda text: text.replace("<wp:wxr_version>1.2</wp:wxr_version>", ""), "wxr_version"),
    ],
    ids=["no channel", "no version"],
)
def test_what_wordpress_refuses_is_refused(
    seen: Callable[[str], Seen], change: Callable[[str], str], message: str
) -> None:
    """A file with a wrong frame, or without a version and entries."""
    with pytest.raises(MalformedInput, match=message):
        seen(change(export()))


def test_rules_of_an_access_plugin_in_an_export_leave_no_entry_plain(seen: Callable[[str], Seen]) -> None:
    """What Content Control restricts stands in posts that are not read: a look, or the owner, has to say it."""
    rule = item(6, wp__post_type="cc_restriction")
    found = seen(export(item(5), rule))
    assert found.entries[5].marks == {"access"}
    assert [plugin.name for plugin in found.facts.plugins if not plugin.followed] == ["Content Control"]
    assert seen(export(item(5))).entries[5].marks == frozenset()
