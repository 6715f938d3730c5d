"""The tables: one rule per element, for each place an element can stand.

FLOW is where blocks can be, LEAF where they cannot (headings, cells, captions), and the others are inside code, verse,
players, drawings, formulas and `<noscript>`. An element without a row lets its content through.
"""

from collections.abc import Mapping
from typing import Final

from rootzpub.markdown import blocks, code, inlines, media, noise, raised, tables
from rootzpub.markdown.walker import PLAIN, Mode, Rule


def _rows(rule: Rule, names: str) -> dict[str, Rule]:
    return dict.fromkeys(names.split(), rule)


SHIELDED: Final = ("a", "b", "i", "s", "strike", "u", "h1", "h2", "h3")
"""Elements that the parser ends where a browser would not; with `SHIELD` before their names it leaves them alone."""
SHIELD: Final = "rz-"


def _mode(elements: Mapping[str, Rule], roles: Mapping[str, Rule] | None = None) -> Mode:
    shielded = {SHIELD + name: elements[name] for name in SHIELDED if name in elements}
    return Mode({**elements, **shielded}, dict(roles or {}))


_GONE: Final = {
    "script": noise.SCRIPT_RULE,
    "style": noise.STYLE_RULE,
    **_rows(noise.left_out("interactive"), "template canvas applet dialog-polyfill noembed noframes frameset map"),
    **_rows(noise.dropped(), "link meta base rp"),
}

_FORMULA: Final[Mode] = _mode(
    {
        "annotation": noise.ANNOTATION_RULE,
        "annotation-xml": noise.ANNOTATION_RULE,
        "math": noise.INNER_FORMULA_RULE,
        **_GONE,
    }
)
_DRAWING: Final[Mode] = _mode({"title": noise.DRAWING_TITLE_RULE, **_GONE})
_PLAYER: Final[Mode] = _mode({"source": media.SOURCE_RULE, "track": media.TRACK_RULE, **_GONE})

_PICTURES: Final = {
    "img": media.IMAGE_RULE,
    "amp-img": media.IMAGE_RULE,
    **_rows(media.FRAME_RULE, "iframe embed amp-iframe frame"),
    "object": media.OBJECT_RULE,
    "audio": media.player_rule("Audio", _PLAYER),
    "video": media.player_rule("Video", _PLAYER),
    **_rows(media.FACADE_RULE, "lite-youtube lite-vimeo"),
}
_NOSCRIPT: Final[Mode] = _mode(
    {**_PICTURES, "img": media.NOSCRIPT_IMAGE_RULE, "iframe": media.NOSCRIPT_FRAME_RULE, **_GONE}
)

_INLINE: Final = {
    **_GONE,
    **_PICTURES,
    "br": inlines.BREAK_RULE,
    "strong": inlines.STRONG_RULE,
    "b": inlines.BOLD_RULE,
    **_rows(inlines.EMPHASIS_RULE, "em i cite dfn var"),
    **_rows(inlines.STRIKE_RULE, "del s strike"),
    **_rows(inlines.HIGHLIGHT_RULE, "mark u"),
    "ins": inlines.INSERTED_RULE,
    "a": inlines.LINK_RULE,
    **_rows(inlines.CODE_RULE, "code kbd samp tt"),
    "sup": raised.SUPERSCRIPT_RULE,
    "sub": raised.SUBSCRIPT_RULE,
    "q": inlines.QUOTE_RULE,
    **_rows(inlines.ABBREVIATION_RULE, "abbr acronym"),
    "rt": inlines.READING_RULE,
    "dialog": noise.DIALOG_RULE,
    "svg": noise.drawing_rule(_DRAWING),
    "math": noise.formula_rule(_FORMULA),
    "noscript": noise.noscript_rule(_NOSCRIPT),
    **_rows(noise.CONTROL_RULE, "select textarea datalist optgroup option output progress meter"),
    "input": noise.INPUT_RULE,
    "button": noise.BUTTON_RULE,
    **_rows(noise.LABEL_RULE, "label legend"),
}

_INLINE_ROLES: Final = {
    "math": noise.formula_rule(_FORMULA),
    "tex": noise.TEX_RULE,
    "permalink": noise.dropped(),
    "backlink": noise.dropped(),
    "note-tooltip": noise.dropped(),
    "icon": noise.dropped(),
    "counter": noise.COUNTER_RULE,
    "bare-tex": noise.BARE_TEX_RULE,
    "equation-number": noise.EQUATION_NUMBER_RULE,
    "file-button": inlines.BUTTON_LINK_RULE,
    "note-text": inlines.NOTE_TEXT_RULE,
    "skip-link": noise.left_out("skip-link"),
    "copy-button": noise.left_out("form"),
    "share-bar": noise.separated("share-bar"),
    "related-posts": noise.separated("related-posts"),
    "video-facade": media.FACADE_RULE,
}

_PRE: Final[Mode] = _mode(
    {
        **_GONE,
        "br": inlines.BREAK_RULE,
        "code": code.CODE_LANGUAGE_RULE,
        **_rows(code.CODE_LINE_RULE, "div p li tr ol ul table"),
        "a": code.CODE_LINK_RULE,
        "img": code.CODE_IMAGE_RULE,
        **_rows(code.CODE_FORMATTING_RULE, "strong b em i mark u del ins s"),
        **_rows(noise.dropped(), "button"),
    },
    {"gutter": noise.dropped(), "copy-button": noise.dropped()},
)
_CODE_BOX: Final[Mode] = _mode(
    {**_PRE.elements, **_rows(code.BOX_LINE_RULE, "div p li tr")},
    {"gutter": noise.dropped(), "copy-button": code.BOX_TITLE_RULE, "code-source": code.BOX_SOURCE_RULE},
)
_VERSE: Final[Mode] = _mode(_INLINE, _INLINE_ROLES)

_EDGES: Final = """address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption
    footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p search section
    summary ul caption tbody thead tfoot tr"""
_LEAF: Final[Mode] = _mode(
    {
        **_rows(blocks.BLOCK_RULE, _EDGES),
        **_INLINE,
        **_rows(tables.FLATTENED_RULE, "ul ol h1 h2 h3 h4 h5 h6 blockquote"),
        "table": tables.INNER_TABLE_RULE,
        **_rows(tables.INNER_CELL_RULE, "td th"),
        "pre": code.inner_pre_rule(_PRE),
        "form": noise.left_out("form"),
    },
    _INLINE_ROLES,
)

_CAPTION: Final[Rule] = blocks.caption_rule(_LEAF)
FLOW: Final[Mode] = _mode(
    {
        **_rows(blocks.BLOCK_RULE, _EDGES),
        **_INLINE,
        **{f"h{level}": blocks.heading_rule(level, _LEAF) for level in range(1, 7)},
        "p": blocks.PARAGRAPH_RULE,
        "hr": blocks.RULE_RULE,
        "blockquote": blocks.QUOTATION_RULE,
        "cite": blocks.CITATION_RULE,
        **_rows(blocks.BULLETS_RULE, "ul menu dir"),
        "ol": blocks.NUMBERS_RULE,
        "li": blocks.ITEM_RULE,
        **_rows(blocks.term_rule(_LEAF), "dt summary"),
        **_rows(_CAPTION, "figcaption caption"),
        "table": tables.TABLE_RULE,
        "thead": tables.HEAD_RULE,
        "tbody": tables.BODY_RULE,
        "tfoot": tables.FOOT_RULE,
        "tr": tables.ROW_RULE,
        "td": tables.cell_rule(_LEAF, head=False),
        "th": tables.cell_rule(_LEAF, head=True),
        "pre": code.pre_rule(_PRE),
        **_rows(code.pre_rule(_PRE), "xmp plaintext listing"),
        "form": noise.FORM_RULE,
        "title": noise.dropped(),
    },
    {
        **_INLINE_ROLES,
        "caption": _CAPTION,
        "gallery": blocks.GALLERY_RULE,
        "gallery-item": blocks.GALLERY_ITEM_RULE,
        "verse": code.verse_rule(_VERSE),
        "notes-rule": PLAIN,
        "block": blocks.BLOCK_RULE,
        "code-wrapper": code.LANGUAGE_RULE,
        "code-box": code.box_rule(_CODE_BOX),
    },
)
