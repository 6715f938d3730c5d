"""What a conversion gives: markdown, the same words as plain text, an outline, and what could not be carried."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One kind of thing the markdown does not carry as the HTML did."""

    kind: str
    """Stable lower-case name with dashes, e.g. `form`, `hidden-text`, `table-as-list`."""
    count: int
    """How often it happened in this entry; at least 1."""
    example: str
    """The first occurrence, shortened to 120 characters, one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One heading of an entry, with where its part begins and ends in the markdown."""

    level: int
    """1 to 6."""
    title: str
    """The heading's plain text."""
    anchor: str
    """The id of the heading in the HTML, or an empty string."""
    start: int
    """Offset of the heading line in `Article.markdown`, in code points."""
    end: int
    """Offset behind the last code point of the section (before the next heading of the same or a higher level)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An entry's content as agents read it."""

    markdown: str
    """CommonMark with GFM tables, strikethrough, footnotes; ends in one line feed unless empty."""
    text: str
    """The same words without markup, blocks apart by line feeds: what search reads."""
    losses: tuple[Loss, ...] = ()
    sections: tuple[Section, ...] = ()
    # Counted by the converter and kept: no request reads a whole text to count it [house §2.4].
    word_count: int = 0
    """Unicode words; Chinese, Japanese and Korean by character."""
    reading_minutes: int = 0
    """Whole minutes at 238 words (CJK: 500 characters) a minute, at least 1 for any text."""
    token_estimate: int = 0
    """Roughly how many tokens a language model would count in the markdown."""
