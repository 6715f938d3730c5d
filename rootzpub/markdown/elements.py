"""The rule of every element, for each place an element can stand, and the rules by name.

FLOW is where blocks can be (HTML's flow content), LEAF where they cannot (headings, cells, captions), and the others
are inside code, verse, players, drawings, formulas and `<noscript>`.
Invariants: an element without a row lets its content through; a name belongs to one rule (`RULES`); the tables are
read once and never change.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from rootzpub.markdown import (
    blocks,
    code,
    formulas,
    inlines,
    links,
    lists,
    media,
    omitted,
    superscript,
    tables,
    widgets,
)
from rootzpub.markdown.tags import PREFIX, RENAMED
from rootzpub.markdown.walker import CONTENT, Mode, Rule


def _rows(rule: Rule, names: str) -> dict[str, Rule]:
    return dict.fromkeys(names.split(), rule)


def _mode(elements: Mapping[str, Rule], roles: Mapping[str, Rule] | None = None) -> Mode:
    renamed = {PREFIX + name: elements[name] for name in RENAMED if name in elements}
    return Mode({**elements, **renamed}, dict(roles or {}))


_GONE: Final[dict[str, Rule]] = {
    "script": omitted.SCRIPT_RULE,
    "style": omitted.STYLE_RULE,
    **_rows(omitted.INTERACTIVE_RULE, "template canvas applet dialog-polyfill noembed noframes frameset map"),
    **_rows(omitted.DROPPED_RULE, "link meta rp"),
    "base": links.BASE_RULE,
}

_FORMULA: Final[Mode] = _mode(
    {
        "annotation": formulas.ANNOTATION_RULE,
        "annotation-xml": formulas.ANNOTATION_RULE,
        "math": formulas.INNER_FORMULA_RULE,
        **_rows(formulas.FOREIGN_RULE, "a img amp-img iframe amp-iframe frame embed object audio video source"),
        **_GONE,
    }
)
_FORMULA_RULE: Final[Rule] = formulas.formula_rule(_FORMULA)
_DRAWING: Final[Mode] = _mode(
    {
        "title": omitted.DRAWING_TITLE_RULE,
        **_rows(omitted.IN_DRAWING_RULE, "a image img iframe video audio object embed"),
        **_GONE,
    }
)
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
    {
        **_PICTURES,
        "img": media.NOSCRIPT_IMAGE_RULE,
        "iframe": media.NOSCRIPT_FRAME_RULE,
        "a": omitted.NOSCRIPT_LINK_RULE,
        **_GONE,
    }
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
    "a": links.LINK_RULE,
    **_rows(inlines.CODE_RULE, "code kbd samp tt"),
    "sup": superscript.SUPERSCRIPT_RULE,
    "sub": superscript.SUBSCRIPT_RULE,
    "q": inlines.QUOTE_RULE,
    **_rows(inlines.ABBREVIATION_RULE, "abbr acronym"),
    "rt": inlines.READING_RULE,
    "dialog": omitted.DIALOG_RULE,
    "svg": omitted.drawing_rule(_DRAWING),
    "math": _FORMULA_RULE,
    "noscript": omitted.noscript_rule(_NOSCRIPT),
    **_rows(omitted.CONTROL_RULE, "select textarea datalist optgroup option output progress meter"),
    "input": omitted.INPUT_RULE,
    "button": omitted.BUTTON_RULE,
    **_rows(omitted.LABEL_RULE, "label legend"),
}

_INLINE_ROLES: Final = {
    "math": _FORMULA_RULE,
    "tex": formulas.TEX_RULE,
    "permalink": links.PERMALINK_RULE,
    "backlink": omitted.INTERFACE_TEXT_RULE,
    "note-tooltip": omitted.INTERFACE_TEXT_RULE,
    "icon": omitted.INTERFACE_TEXT_RULE,
    "counter": widgets.COUNTER_RULE,
    "number-place": widgets.NUMBER_PLACE_RULE,
    "parted": widgets.PARTED_RULE,
    "hidden": omitted.HIDDEN_RULE,
    "bare-tex": formulas.BARE_TEX_RULE,
    "equation-number": formulas.EQUATION_NUMBER_RULE,
    "file-button": links.BUTTON_LINK_RULE,
    "note-text": inlines.NOTE_TEXT_RULE,
    "skip-link": omitted.SKIP_LINK_RULE,
    "copy-button": omitted.LEFT_OUT_FORM_RULE,
    "share-bar": omitted.SHARE_BAR_RULE,
    "related-posts": omitted.RELATED_POSTS_RULE,
    "video-facade": media.FACADE_RULE,
}

_PRE: Final[Mode] = _mode(
    {
        **_GONE,
        "br": inlines.BREAK_RULE,
        "code": code.CODE_LANGUAGE_RULE,
        **_rows(code.CODE_LINE_RULE, "div p li tr ol ul table"),
        "a": code.CODE_LINK_RULE,
        **_rows(code.CODE_IMAGE_RULE, "img amp-img iframe amp-iframe frame embed object audio video source"),
        **_rows(code.CODE_IMAGE_RULE, "lite-youtube lite-vimeo input"),
        **_rows(code.CODE_FORMATTING_RULE, "strong b em i mark u del ins s"),
        **_rows(omitted.INTERFACE_TEXT_RULE, "button"),
    },
    {"gutter": omitted.INTERFACE_TEXT_RULE, "copy-button": omitted.INTERFACE_TEXT_RULE, "hidden": omitted.HIDDEN_RULE},
)
_CODE_BOX: Final[Mode] = _mode(
    {**_PRE.elements, **_rows(code.BOX_LINE_RULE, "div p li tr")},
    {"gutter": omitted.INTERFACE_TEXT_RULE, "copy-button": code.BOX_TITLE_RULE, "code-source": code.BOX_SOURCE_RULE},
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
        "form": omitted.LEFT_OUT_FORM_RULE,
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
        "hr": blocks.THEMATIC_BREAK_RULE,
        "blockquote": blocks.QUOTATION_RULE,
        "cite": blocks.CITATION_RULE,
        **_rows(lists.BULLETS_RULE, "ul menu dir"),
        "ol": lists.NUMBERS_RULE,
        "li": lists.ITEM_RULE,
        **_rows(blocks.term_rule(_LEAF), "dt summary"),
        **_rows(_CAPTION, "figcaption caption"),
        "table": tables.TABLE_RULE,
        "thead": tables.HEAD_RULE,
        "tbody": tables.BODY_RULE,
        "tfoot": tables.FOOT_RULE,
        "tr": tables.ROW_RULE,
        "td": tables.cell_rule(_LEAF, head=False),
        "th": tables.cell_rule(_LEAF, head=True),
        **_rows(code.pre_rule(_PRE), "pre xmp plaintext listing"),
        "form": omitted.FORM_RULE,
        "title": omitted.DROPPED_RULE,
    },
    {
        **_INLINE_ROLES,
        "caption": _CAPTION,
        "gallery": blocks.GALLERY_RULE,
        "gallery-item": blocks.GALLERY_ITEM_RULE,
        "verse": code.verse_rule(_VERSE),
        "notes-rule": CONTENT,
        "block": blocks.BLOCK_RULE,
        "number": widgets.NUMBER_RULE,
        "tab-title": widgets.TAB_TITLE_RULE,
        "repeated-tab-title": widgets.REPEATED_TITLE_RULE,
        "code-wrapper": code.LANGUAGE_RULE,
        "code-box": code.box_rule(_CODE_BOX),
    },
)

MODES: Final[Mapping[str, Mode]] = MappingProxyType(
    {
        "everywhere": Mode(_GONE, {}),
        "inline": _VERSE,
        "flow": FLOW,
        "leaf": _LEAF,
        "code": _PRE,
        "code box": _CODE_BOX,
        "player": _PLAYER,
        "drawing": _DRAWING,
        "formula": _FORMULA,
        "noscript": _NOSCRIPT,
    }
)
"""The tables by the place they are for."""


def _by_name(rules: Iterable[Rule]) -> dict[str, Rule]:
    """Each rule under its name. Raises ValueError if two have the same one."""
    named: dict[str, Rule] = {}
    for rule in rules:
        if named.setdefault(rule.name, rule) is not rule:
            raise ValueError(f"two rules of the converter are named {rule.name!r}: give one another name")
    return named


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    _by_name([CONTENT, *(rule for mode in MODES.values() for table in mode for rule in table.values())])
)
"""Every rule by its name, in the order of the tables: what documentation, errors and tests call it by."""
