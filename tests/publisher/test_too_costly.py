"""One entry that costs more than its size justifies is left out by name; the others are published."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from rootzpub.site import Budget, TooCostly
from rootzpub.sources import Source
from rootzpub.wordpress.rendering import render
from rootzpub.wordpress.rendering.context import Attachment, DataTable, RawEntry, RenderSettings
from tests.publisher.making import Bench
from tests.sources.dump.test_source import dumped
from tests.sources.reading import opened
from tests.sources.rest.server import post
from tests.sources.wordpress_tables.tables import WordPressFile
from tests.sources.wxr.test_source import export, item
from tests.store.making import an_entry
from tests.wordpress.rendering.memory_render_site import MemoryRenderSite

CELLS = 800
TABLE = f"<table><tr>{'<td rowspan=65000>x' * CELLS}</tr>{'<tr><td>y</tr>' * CELLS}</table>"
"""24 KB that would be 640,000 cells."""
TENFOLD = {number: f'<!-- wp:block {{"ref":{number + 1}}} /-->' * 10 for number in range(90, 96)}
"""Synced patterns that would show a million."""


def _tables(folder: Path, content: str) -> WordPressFile:
    folder.mkdir(exist_ok=True)
    (folder / "site.sqlite").unlink(missing_ok=True)
    site = WordPressFile(folder / "site.sqlite")
    site.post(5, post_content=content)
    site.post(6)
    for number, markup in TENFOLD.items():
        site.post(number, post_type="wp_block", post_content=markup)
    return site


def _database(folder: Path, content: str) -> str:
    site = _tables(folder, content)
    site.connection.close()
    return site.url


def _dump(folder: Path, content: str) -> str:
    site = _tables(folder, content)
    (folder / "site.sql").write_text(dumped(site))
    site.connection.close()
    return f"sql:{folder / 'site.sql'}"


def _wxr(folder: Path, content: str) -> str:
    folder.mkdir(exist_ok=True)
    patterns = (
        item(number, wp__post_type="wp_block", content__encoded=f"<![CDATA[{markup}]]>")
        for number, markup in TENFOLD.items()
    )
    text = export(item(5, content__encoded=f"<![CDATA[{content}]]>"), item(6), *patterns)
    (folder / "site.xml").write_text(text)
    return f"wxr:{folder / 'site.xml'}"


def _rest(folder: Path, content: str) -> str:
    folder.mkdir(exist_ok=True)
    items = [post(5, content={"rendered": content, "protected": False}), post(6)]
    (folder / "posts.json").write_text(json.dumps(items))
    return f"rest:{folder}"


SOURCES: dict[str, Callable[[Path, str], str]] = {"database": _database, "dump": _dump, "wxr": _wxr, "rest": _rest}


def _published(bench: Bench, source: Source) -> tuple[int, dict[str, int]]:
    bench.source = source  # type: ignore[assignment]
    bench.sync()
    return len(bench.paths()), {name: count for name, count in bench.omissions().items() if name == "too-costly"}


@pytest.mark.parametrize("name", SOURCES)
def test_a_huge_table_is_left_out_and_the_site_goes_on(bench: Bench, tmp_path: Path, name: str) -> None:
    """From every source; and back when its author fixes it."""
    make = SOURCES[name]
    assert _published(bench, opened(make(tmp_path / "a", TABLE))) == (1, {"too-costly": 1})
    assert _published(bench, opened(make(tmp_path / "a", "mended"))) == (2, {})


@pytest.mark.parametrize("name", ["database", "dump", "wxr"])
def test_patterns_that_hold_each_other_are_left_out(bench: Bench, tmp_path: Path, name: str) -> None:
    """Where we render: a million of them out of a few hundred bytes."""
    url = SOURCES[name](tmp_path / "a", '<!-- wp:block {"ref":90} /-->')
    assert _published(bench, opened(url)) == (1, {"too-costly": 1})


def test_a_costly_entry_is_not_tried_again_until_it_changes(bench: Bench) -> None:
    """Each try costs all that an entry may cost; its revision tells."""
    bench.source.put(an_entry(1, html=TABLE))
    bench.source.put(an_entry(2))
    bench.sync()
    bench.source.put(an_entry(3))
    assert (bench.sync().read, bench.omissions()) == (1, {"too-costly": 1})
    bench.source.put(an_entry(1, html="mended", revision="2"))
    assert (bench.sync().size, bench.omissions()) == (3, {})


def test_the_log_names_it(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """By id and path, once, without its words."""
    bench.source.put(an_entry(1, html="", too_costly=True))
    bench.sync()
    assert [record.getMessage() for record in caplog.records if "/entry-1/" in record.getMessage()] == [
        "entry 1 (/entry-1/) costs more than its size justifies and is left out"
    ]


def test_the_owners_rules_come_first(bench: Bench) -> None:
    """What is excluded anyway is no news."""
    bench.config = bench.config.model_copy(
        update={"content": bench.config.content.model_copy(update={"exclude": ("/entry-1",)})}
    )
    bench.source.put(an_entry(1, html="", too_costly=True))
    bench.sync()
    assert bench.omissions() == {"excluded": 1}


def test_a_budget_ends_at_its_bound() -> None:
    """What is left may be spent to the last unit."""
    budget = Budget(3)
    budget.spend(3)
    with pytest.raises(TooCostly):
        budget.spend(1)


PICTURES = [Attachment(id=n, url=f"https://a.example/{n}.jpg", mime="image/jpeg", parent_id=1) for n in range(2, 2_000)]
TEMPLATE = f"<!-- wp:post-template -->{'<!-- wp:a /-->' * 6_000}<!-- /wp:post-template -->"
POSTS = [RawEntry(id=n, title="x", content="x", url=f"https://a.example/{n}") for n in range(2, 120)]
LOOPS = f'<!-- wp:query {{"query":{{"perPage":100}}}} -->{TEMPLATE}<!-- /wp:query -->'


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("[gallery]" * 200, id="the same gallery again and again"),
        pytest.param("[table id=1/]\n" * 400, id="the same table of a plugin"),
        pytest.param("[table id=1/]" + "[rootzpub-kept 0/]" * 20_000, id="the name by which we keep finished HTML"),
        pytest.param("https://a.example/film\n\n" * 6_000, id="one embed on every line"),
        pytest.param(LOOPS * 10, id="loops of blocks that show nothing"),
    ],
)
@pytest.mark.slow("each counts up to the bound")
def test_what_multiplies_is_too_costly(raw: str) -> None:
    """Everything by which a text becomes more than it is, repeated."""
    meta = {f"_oembed_{'0' * 32}": "x", "footnotes": "[]"}
    entry = RawEntry(id=1, content=raw, meta=meta, url="https://a.example/1")
    site = MemoryRenderSite(
        settings=RenderSettings(home_url="https://a.example"),
        entries=[entry, *POSTS],
        attachments=PICTURES,
        tables={"1": DataTable(rows=(("word " * 2_000,) * 20,))},
    )
    rendered = render(raw, entry=entry, site=site)
    assert (rendered.html, rendered.too_costly) == ("", True)


def test_what_is_below_a_costly_page_stays(bench: Bench) -> None:
    """Only the page itself is left out."""
    bench.source.put(an_entry(1, type="page", html=TABLE))
    bench.source.put(an_entry(2, type="page", parent_id=1))
    bench.sync()
    assert (bench.paths(), bench.omissions()) == (["/entry-2/"], {"too-costly": 1})
