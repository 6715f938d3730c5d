"""Blocks that show what is kept elsewhere: synced patterns, registered patterns, parts of templates, footnotes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from rootzpub.wordpress.rendering.autop import autop
from rootzpub.wordpress.rendering.blocks.scene import Piece, Scene, Shown, number, stored, text
from rootzpub.wordpress.rendering.code_shortcodes import code_shortcodes
from rootzpub.wordpress.rendering.context import RawEntry
from rootzpub.wordpress.rendering.embeds import autoembed, embed_shortcodes
from rootzpub.wordpress.rendering.grammar import Block, parse
from rootzpub.wordpress.rendering.markup import escape, escape_url

_OVERRIDES = "core/pattern-overrides"
_RICH_TEXT = re.compile(r"(<(p|h[1-6]|a|button|figcaption)\b[^<>]*>)(.*)(</\2>)", re.DOTALL)


def reusable_block(block: Block, scene: Scene) -> Sequence[Piece]:
    """A synced pattern by its id, with what this instance changes in it."""
    reference = number(block, "ref")
    markup = scene.page.site.reusable_block(reference) if reference else None
    if markup is None:
        scene.page.log.add("missing-reference", f"reusable block {reference}")
        return []
    content = block.attributes.get("content")
    overrides = dict(content) if isinstance(content, dict) else {}
    return _entered(markup, f"block:{reference}", replace(scene, overrides=overrides))


def pattern(block: Block, scene: Scene) -> Sequence[Piece]:
    """A registered pattern by its name."""
    slug = text(block, "slug")
    markup = scene.page.site.pattern(slug)
    if markup is None:
        scene.page.log.add("missing-reference", f"pattern {slug}")
        return []
    return _entered(markup, f"pattern:{slug}", scene)


def _entered(markup: str, reference: str, scene: Scene) -> Sequence[Piece]:
    page = scene.page.within(scene.entry, inside=scene.inside)
    if not page.may_enter(reference):
        return []
    # Steps 7 and 8 of the pipeline saw only the reference, so the pattern's own text has it still before it.
    markup = autoembed(embed_shortcodes(code_shortcodes(markup, page), page), page)
    inner = replace(scene, inside=scene.inside | {reference})
    return [Shown(block=child, scene=inner) for child in parse(markup).blocks]


def template_part(block: Block, scene: Scene) -> Sequence[Piece]:
    """Headers and footers belong to the whole page, not to an entry."""
    scene.page.log.add("site-chrome", f"template part {text(block, 'slug')}")
    return []


def shortcode(block: Block, scene: Scene) -> Sequence[Piece]:
    """The shortcode block makes paragraphs of what stands beside the shortcode."""
    return [autop(block.html, math_is_block=scene.page.math_is_block)]


def footnotes(_block: Block, scene: Scene) -> Sequence[Piece]:
    """The notes kept in the post's meta, as a numbered list with ways back."""
    notes = _notes(scene.entry)
    if not notes:
        return []
    rows = "".join(
        f'<li id="{escape(note_id)}">{content} <a href="#{escape(note_id)}-link">↩︎</a></li>'
        for note_id, content in notes
    )
    return [f'<ol class="wp-block-footnotes">{rows}</ol>']


def _notes(entry: RawEntry) -> list[tuple[str, str]]:
    try:
        notes = orjson.loads(entry.meta.get("footnotes", "") or "[]")
    except ValueError:
        return []
    if not isinstance(notes, list):
        return []
    return [
        (note["id"], note["content"])
        for note in notes
        if isinstance(note, dict) and isinstance(note.get("id"), str) and isinstance(note.get("content"), str)
    ]


def bound(block: Block, scene: Scene) -> Sequence[Piece]:
    """A block whose parts come from elsewhere: changed by the instance of its pattern, else as stored."""
    metadata = block.attributes.get("metadata")
    given = metadata if isinstance(metadata, dict) else {}
    sources = {binding.get("source") for binding in _bindings(given)}
    if sources - {_OVERRIDES, None}:
        scene.page.log.add("bound-value", f"{block.name} {sorted(map(str, sources))}")
    name = given.get("name")
    changed = scene.overrides.get(name) if isinstance(name, str) and _OVERRIDES in sources else None
    if not isinstance(changed, dict):
        return list(stored(block, scene))
    return [_changed(piece, changed) if isinstance(piece, str) else piece for piece in stored(block, scene)]


def is_bound(block: Block) -> bool:
    """Whether a block says that parts of it come from elsewhere."""
    metadata = block.attributes.get("metadata")
    return isinstance(metadata, dict) and bool(_bindings(metadata))


def _bindings(metadata: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    bindings = metadata.get("bindings")
    return [each for each in bindings.values() if isinstance(each, dict)] if isinstance(bindings, dict) else []


def _changed(markup: str, changed: Mapping[str, Any]) -> str:
    """The markup of a block with the texts and addresses of this instance."""
    for name in ("content", "text", "caption"):
        value = changed.get(name)
        place = _RICH_TEXT.search(markup)
        if isinstance(value, str) and place:
            markup = f"{markup[: place.start(3)]}{value}{markup[place.end(3) :]}"
    for name, attribute in (("url", "src" if "<img" in markup else "href"), ("alt", "alt"), ("title", "title")):
        value = changed.get(name)
        if isinstance(value, str):
            written = escape_url(value) if name == "url" else escape(value)
            place = _VALUES[attribute].search(markup)
            if place:
                markup = f"{markup[: place.start(1)]}{written}{markup[place.end(1) :]}"
    return markup


def cover(block: Block, scene: Scene) -> Sequence[Piece]:
    """A cover or media-and-text block; one that shows the featured image gets it put in."""
    pieces = list(stored(block, scene))
    image = scene.page.site.attachment(scene.entry.thumbnail_id) if scene.entry.thumbnail_id else None
    if block.attributes.get("useFeaturedImage") is not True or image is None:
        return pieces
    tag = f'<img class="wp-block-cover__image-background" alt="{escape(image.alt)}" src="{escape_url(image.url)}" />'
    for at, piece in enumerate(pieces):
        if isinstance(piece, str) and (place := _PICTURE_PLACE.search(piece)):
            pieces[at] = f"{piece[: place.end(1)]}{tag}{piece[place.end(1) :]}"
            break
    return pieces


_VALUES = {name: re.compile(rf'\b{name}="([^"]*)"') for name in ("src", "href", "alt", "title")}
"""What an attribute holds, by its name."""
_PICTURE_PLACE = re.compile(
    r'(<figure class="wp-block-media-text__media"[^<>]*>|)(?:<div class="wp-block-cover__inner|</figure>)'
)
