"""Our filters against WordPress's own, function by function."""

import json
from typing import Any

import pytest

from rootzpub.wordpress.rendering.autop import autop
from rootzpub.wordpress.rendering.core_shortcodes import NAMES
from rootzpub.wordpress.rendering.grammar import Block, parse
from rootzpub.wordpress.rendering.locales import Quotes, locale_of
from rootzpub.wordpress.rendering.losses import LossLog
from rootzpub.wordpress.rendering.shortcode_grammar import Shortcode, attributes
from rootzpub.wordpress.rendering.shortcodes import expand, unautop
from rootzpub.wordpress.rendering.texturize import texturize
from tests.wordpress.rendering import snippets
from tests.wordpress.rendering.conftest import Oracles
from tests.wordpress.rendering.dumped import DumpedSite

pytestmark = pytest.mark.live

ENOUGH = 500
WANTED = 0.99


def assert_equal(texts: list[str], theirs: list[Any], ours: list[Any], *, wanted: float = WANTED) -> None:
    """Enough texts, and almost all of them equal; the first differences are shown."""
    assert len(texts) >= ENOUGH
    different = [row for row in zip(texts, theirs, ours, strict=True) if row[1] != row[2]]
    shown = "\n".join(f"{text!r}\n  WordPress {their!r}\n  rootzpub  {our!r}" for text, their, our in different[:5])
    assert 1 - len(different) / len(texts) >= wanted, f"{len(different)} of {len(texts)} differ\n{shown}"


@pytest.mark.parametrize("locale", ["en_US", "en_GB", "de_DE", "de_CH", "fr_FR", "sv_SE", "ru_RU"])
def test_texturize_equals_wordpress_on_generated_texts(oracles: Oracles, locale: str) -> None:
    """Random meetings of quotes, primes, dashes, tags and shortcodes come out the same, in every language."""
    quotes = locale_of(locale).quotes
    texts = snippets.generated(snippets.TEXTURE, 2000)
    ours = [texturize(text, quotes, shortcodes=NAMES) for text in texts]
    assert_equal(texts, oracles(quotes).ask("wptexturize", texts), ours)


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "fr_FR"])
def test_texturize_equals_wordpress_on_collected_texts(oracles: Oracles, themeunit: DumpedSite, locale: str) -> None:
    """Texts of a real site and our own examples come out the same."""
    quotes = locale_of(locale).quotes
    texts = snippets.collected(entry.content for entry in themeunit.entries.values())
    ours = [texturize(text, quotes, shortcodes=NAMES) for text in texts]
    assert_equal(texts, oracles(quotes).ask("wptexturize", texts), ours)


def test_autop_equals_wordpress_on_generated_texts(oracles: Oracles) -> None:
    """Random meetings of blank lines, blocks, breaks and damaged tags come out the same."""
    texts = snippets.generated(snippets.STRUCTURE, 2000)
    assert_equal(texts, oracles().ask("wpautop", texts), [autop(text) for text in texts])


def test_autop_equals_wordpress_on_collected_texts(oracles: Oracles, themeunit: DumpedSite) -> None:
    """Texts of a real site and our own examples come out the same."""
    texts = snippets.collected(entry.content for entry in themeunit.entries.values())
    assert_equal(texts, oracles().ask("wpautop", texts), [autop(text) for text in texts])


def test_autop_after_texturize_equals_wordpress(oracles: Oracles, themeunit: DumpedSite) -> None:
    """The two filters one after the other, as on a page, come out the same."""
    texts = snippets.collected(entry.content for entry in themeunit.entries.values())
    theirs = oracles().ask("wpautop", oracles().ask("wptexturize", texts))
    assert_equal(texts, theirs, [autop(texturize(text, Quotes(), shortcodes=NAMES)) for text in texts])


def test_unautop_equals_wordpress(oracles: Oracles) -> None:
    """Paragraphs around lone shortcodes go where WordPress lets them go."""
    texts = snippets.generated(snippets.SHORTCODES, 2000)
    assert_equal(texts, oracles().ask("shortcode_unautop", texts), [unautop(text, NAMES) for text in texts])


def test_block_grammar_equals_wordpress(oracles: Oracles) -> None:
    """Sound and damaged block markup gives the same tree."""
    texts = snippets.generated(snippets.BLOCKS, 2000)
    theirs = [[_their_block(block) for block in blocks] for blocks in oracles().ask("parse_blocks", texts)]
    ours = [[_our_block(block) for block in parse(text).blocks] for text in texts]
    assert_equal(texts, theirs, ours, wanted=1.0)


def test_shortcode_attributes_equal_wordpress(oracles: Oracles) -> None:
    """Attributes with and without names, quotes and escapes are read the same."""
    texts = snippets.generated(snippets.ATTRIBUTES, 2000)
    theirs = [_their_attributes(answer) for answer in oracles().ask("shortcode_parse_atts", texts)]
    assert_equal(texts, theirs, [attributes(text) for text in texts])


def test_shortcodes_are_found_where_wordpress_finds_them(oracles: Oracles) -> None:
    """Enclosing, self-closing, escaped and broken shortcodes are replaced in the same places."""
    texts = snippets.generated(snippets.SHORTCODES, 2000)
    handlers = dict.fromkeys(NAMES, _echo)
    ours = [expand(text, handlers, LossLog()) for text in texts]
    assert_equal(texts, oracles().ask("do_shortcode", texts), ours)


def _their_block(block: dict[str, Any]) -> list[Any]:
    content = [part for part in block["innerContent"] if part != ""]
    inner = [_their_block(child) for child in block["innerBlocks"]]
    return [block["blockName"] or "", block["attrs"] or {}, inner, content]


def _our_block(block: Block) -> list[Any]:
    return [block.name, dict(block.attributes), [_our_block(child) for child in block.inner], block.content]


def _their_attributes(answer: Any) -> tuple[dict[str, str], tuple[str, ...]]:
    if not isinstance(answer, dict):
        return {}, tuple(answer) if isinstance(answer, list) else ()
    named = {name: value for name, value in answer.items() if not name.isdigit()}
    return named, tuple(answer[name] for name in sorted((each for each in answer if each.isdigit()), key=int))


def _echo(found: Shortcode) -> str:
    """What the oracle's own handlers write."""
    numbered = {str(place): value for place, value in enumerate(found.positional)}
    given: Any = {**found.attributes, **numbered} if found.attributes else list(found.positional) or ""
    written = json.dumps([found.name, given, found.content or ""], separators=(",", ":"))
    return "{" + written.replace("/", "\\/") + "}"
