"""Joins footnote references and their notes by id, whatever block or plugin wrote them.

A reference is a short link to a fragment, in a `<sup>` or marked as a note; the element with that id, met later, is
the note. Both are joined when the walk is over (`written`), because only then it is known which references have a note
(decision 0003).
Invariants: a reference without a note stays readable text; a note without a reference stays where it stood.
"""

import re
from typing import Final

from rootzpub.markdown.escape import label
from rootzpub.markdown.findings import Notes
from rootzpub.markdown.tokens import Atom, Token, text_of
from rootzpub.markdown.walker import Attributes, Walker

SIGN: Final = "\x05"
"""Begins and ends a reference until all notes are known; text never holds control characters."""
_TEXT_SIGN: Final = "\x06"
_REFERENCE: Final = re.compile(
    rf"(\\?[\]^]?){SIGN}([^{SIGN}{_TEXT_SIGN}]*+){_TEXT_SIGN}([^{SIGN}]*+){SIGN}"
    rf"(?=([(:]|\[(?!(?:[^\[\]\\]|\\[\s\S]|\[(?:[^\[\]\\]|\\[\s\S])*\])*\]\()|{SIGN}[^{SIGN}{_TEXT_SIGN}]*+)?)"
)
"""A reference, and what beside it would make it something else: text, or a bracket that is not a link's."""

_WOULD_JOIN: Final = frozenset("(:")
_MARK: Final = re.compile(r"\^?[\[(]?\^?(\w{1,5}(?::\d+)?|[*†‡§¶#]{1,3})[\])]?\.?")
_NOTE_NAME: Final = re.compile(
    r"#(?:_?ftn\d|_?fn\b|fn[-:_]?\w|footnote|easy-footnote|cite_note|note[-_]?\d|endnote|_edn\d|sdfootnote)",
    re.IGNORECASE,
)
_ARROWS: Final = frozenset("↩↑^↵⤴⇑▲⏎↖")
_LITERAL: Final = re.compile(r"\\\[\^([0-9]{1,9})\\\]:(?= \S+ \S)")


def is_marked(address: str, attributes: Attributes) -> bool:
    """Whether a link says itself that it is a footnote reference."""
    said = f"{attributes.get('role', '')} {attributes.get('rel', '')} {attributes.get('class', '')}"
    return "noteref" in said or "footnote" in said or _NOTE_NAME.match(address) is not None


def reference(walker: Walker, fragment: str, tokens: list[Token], *, marked: bool) -> Atom | None:
    """The footnote reference that a link to `fragment` with this content is, or None."""
    text = text_of(tokens).strip()
    match = _MARK.fullmatch(text)
    if not match or not (marked or walker.inline.superscripts or text.startswith("^")):
        return None
    return joined(walker, fragment, match.group(1))


def joined(walker: Walker, name: str, text: str) -> Atom:
    """A reference to the note of this name; `text` is what it says if there is no such note."""
    walker.notes.numbers.setdefault(name, len(walker.notes.numbers))
    return Atom(f"{SIGN}{name}{_TEXT_SIGN}{label(text)}{SIGN}", "")


def is_return(walker: Walker, fragment: str, tokens: list[Token]) -> bool:
    """Whether a link to `fragment` leads from a note back to its reference."""
    if not walker.notes.numbers:
        return False
    text = text_of(tokens).strip()
    if text and _ARROWS.issuperset(text.replace("\ufe0e", "").replace("\ufe0f", "").replace(" ", "")):
        return True
    return fragment in walker.notes.returns and len(text) <= 8  # noqa: PLR2004 - a number or a sign, not a sentence


def written(markdown: str, notes: Notes) -> str:
    """The markdown with its references resolved and the notes at the end, numbered by their first reference."""
    numbered = {name: number for number, name in enumerate((n for n in notes.numbers if n in notes.bodies), 1)}

    def resolve(match: re.Match[str]) -> str:
        before, name, text, after = match.groups(default="")
        if name in numbered:
            return f"{before}[^{numbered[name]}]{' ' if after in _WOULD_JOIN else ''}"
        # No note: its text in brackets, which what is beside them must not make a link, an image or a definition.
        if after[:1] == SIGN and after[1:] in numbered:
            after = ""
        if before == "]":
            before = "\\]"
        opening = "\\[" if before == "^" else "["
        return f"{before}{opening}{text}{chr(92) if after else ''}]"

    markdown = _REFERENCE.sub(resolve, markdown)
    for name, number in numbered.items():
        body = (
            _REFERENCE.sub(resolve, "\n\n".join(notes.bodies[name])).replace("\n", "\n    ").replace("\n    \n", "\n\n")
        )
        markdown = f"{markdown}\n\n[^{number}]: {body}".lstrip("\n")
    return markdown


def unescape_literal(blocks: list[str]) -> None:
    """Notes that are text already (markdown rendered without footnotes), at the end and referred to: leave them.

    Only where the document has no notes of its own, with which they could be mixed up.
    """
    at = len(blocks) - 1
    names: list[str] = []
    while at > 0:
        match = _LITERAL.match(blocks[at])
        if not match or not any(f"\\[^{match.group(1)}]" in block for block in blocks[:at]):
            break
        names.append(match.group(1))
        blocks[at] = f"[^{match.group(1)}]:{blocks[at][match.end() :]}"
        at -= 1
    for number in range(at + 1 if names else 0):
        for name in names:
            blocks[number] = blocks[number].replace(f"\\[^{name}]", f"[^{name}]")
