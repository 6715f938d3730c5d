"""Rules of elements inside a block: emphasis, links, code, sub- and superscript, quotations, abbreviations, ruby."""

import re
from collections.abc import Callable
from typing import Final

from rootzpub.markdown import notes
from rootzpub.markdown.escape import code_span, label_of, without_controls
from rootzpub.markdown.inline import Inline
from rootzpub.markdown.tokens import (
    BREAK,
    EMPHASIS,
    LINK_END,
    PARAGRAPH,
    STRIKE,
    STRONG,
    Atom,
    Link,
    Mark,
    Signal,
    Token,
)
from rootzpub.markdown.urls import canonical
from rootzpub.markdown.walker import Attributes, Rule, Walker

_OPEN: Final = {mark: Mark(mark, opens=True) for mark in (STRONG, EMPHASIS, STRIKE)}
_CLOSE: Final = {mark: Mark(mark, opens=False) for mark in (STRONG, EMPHASIS, STRIKE)}
FRAGMENT_SIGN: Final = "\x03"
FRAGMENT_TEXT_SIGN: Final = "\x04"
_MOST_FORMATS: Final = 100
"""Emphasis and links open at once beyond this are let through as text, so that work stays in proportion."""

_NOT_CODE: Final = frozenset({"!", notes.SIGN})
"""How images and references to notes begin."""

_PERMALINKS: Final = frozenset("#¶§🔗")
"""What headings write for links to themselves."""

_LINE_FEEDS: Final = re.compile(r"[ \t]*[\n\r\f\u2028\u2029]\s*")
_NOTE_NUMBER: Final = re.compile(r"\^?[\[(]?\d{1,4}[\])]?")
_NORMAL_WEIGHT: Final = re.compile(r"font-weight\s*:\s*(?:normal|[1-4]00)\b", re.IGNORECASE)


def _emphasis(delimiter: str) -> Rule:
    opening, closing = _OPEN[delimiter], _CLOSE[delimiter]

    def begin(walker: Walker, attributes: Attributes) -> None:
        del attributes
        walker.formats += 1
        if walker.formats < _MOST_FORMATS:
            walker.run.append(opening)
            walker.rich = True

    def finish(walker: Walker) -> None:
        walker.formats -= 1
        if walker.formats < _MOST_FORMATS - 1:
            walker.run.append(closing)
            walker.rich = True

    return Rule(begin, finish)


STRONG_RULE: Final[Rule] = _emphasis(STRONG)


def _open_bold(walker: Walker, attributes: Attributes) -> None:
    """`<b>`, but not the one Google Docs wraps round everything it exports (`font-weight:normal`)."""
    bold = not attributes or not _NORMAL_WEIGHT.search(attributes.get("style", ""))
    walker.frames.append(bold)
    if bold and STRONG_RULE.open:
        STRONG_RULE.open(walker, attributes)


def _close_bold(walker: Walker) -> None:
    if walker.frames.pop() and STRONG_RULE.close:
        STRONG_RULE.close(walker)


def open_break(walker: Walker, attributes: Attributes) -> None:
    """`<br>`."""
    del attributes
    walker.run.append(BREAK)
    walker.rich = True


def open_link(walker: Walker, attributes: Attributes) -> None:
    """`<a>`: a link, a reference into the page, a footnote reference, or nothing but its text."""
    href = attributes.get("href")
    if "name" in attributes:
        walker.identify(attributes["name"])
    walker.formats += 1
    if href is None or walker.formats >= _MOST_FORMATS:
        walker.frames.append(None)
        return
    address = _in_page(canonical(href, walker.base_url), walker.base_url)
    if not _may_open(walker, address, href):
        walker.frames.append(None)
        return
    link = Link(address, len(walker.run))
    if "title" in attributes or "aria-label" in attributes:
        link.call(attributes.get("title", ""), attributes.get("aria-label", ""))
    if address[:1] == "#" and not _open_fragment(walker, link, attributes):
        walker.frames.append(None)
        return
    walker.links += 1
    walker.frames.append(link)
    walker.run.append(link)
    walker.rich = True


def _may_open(walker: Walker, address: str, href: str) -> bool:
    """Whether this becomes a link; links do not nest: the inner one is its text."""
    if address == "#":
        return False
    if not address and href.strip():
        walker.ledger.add("unsafe-link", href)
        return False
    if walker.links:
        walker.ledger.add("link-unfolded", address)
        return False
    return True


def _in_page(address: str, base_url: str) -> str:
    """A link with the page's own address is one into the page."""
    if not base_url or "#" not in address:
        return address
    page, _, fragment = address.partition("#")
    return f"#{fragment}" if fragment and page.rstrip("/") == base_url.partition("#")[0].rstrip("/") else address


def _open_fragment(walker: Walker, link: Link, attributes: Attributes) -> bool:
    """A link into the page: whether its target exists, and whether it is a footnote's, is known later.

    False if an earlier walk found that there is no target.
    """
    link.before = f"{FRAGMENT_SIGN}{link.address[1:]}{FRAGMENT_TEXT_SIGN}"
    link.after = FRAGMENT_SIGN
    marked = notes.is_marked(link.address, attributes)
    if marked or walker.raised:
        walker.notes.returns |= {attributes.get("id", ""), attributes.get("name", ""), walker.last_id[0]} - {""}
    link.is_note = marked
    if walker.findings.leads_nowhere(link.address) and not (marked or walker.raised or walker.notes.numbers):
        walker.ledger.add("anchor", link.address)
        return False
    walker.fragments.add(link.address)
    return True


def close_link(walker: Walker) -> None:
    """`</a>`."""
    link = walker.frames.pop()
    walker.formats -= 1
    if link is None:
        return
    assert isinstance(link, Link)
    walker.links -= 1
    run, at = walker.run, link.at
    if at >= len(run) or run[at] is not link:  # a block ended in between
        walker.push(LINK_END)
        return
    if link.address[:1] == "#":
        if _close_reference(walker, link, run[at + 1 :]):
            return
        if walker.findings.leads_nowhere(link.address):
            walker.ledger.add("anchor", link.address)
            del run[at]
        else:
            walker.push(LINK_END)
        return
    if len(run) == at + 2 and not (walker.want or walker.codes):
        simple = _simple_link(link, run[-1])
        if simple:
            run[at:] = simple
            return
    walker.push(LINK_END)


def _open_button_link(walker: Walker, attributes: Attributes) -> None:
    """A link that looks like a button stands apart from the link before it, and may say how large the file is."""
    walker.run.append(" ")
    open_link(walker, attributes)


def _open_note_text(walker: Walker, attributes: Attributes) -> None:
    """The text of a note right behind its reference, as some plugins write it."""
    del attributes
    walker.frames.append(len(walker.run))


def _close_note_text(walker: Walker) -> None:
    tokens = _taken(walker, start_of(walker))
    markdown, text = Inline([], PARAGRAPH).write(tokens)
    if not markdown:
        return
    name = f"\N{ZERO WIDTH SPACE}{len(walker.notes.numbers)}"
    number = ""
    last = walker.run[-1] if walker.run else None
    if isinstance(last, str) and _NOTE_NUMBER.fullmatch(last.strip()):
        number = last.strip()
        walker.run.pop()
    walker.push(notes.joined(walker, name, number))
    walker.notes.bodies[name] = [markdown]
    walker.texts.append(text)


def _close_reference(walker: Walker, link: Link, tokens: list[Token]) -> bool:
    """A footnote's reference, the way back to one, or a heading's link to itself; False for any other link."""
    fragment = link.address[1:]
    if fragment == walker.last_id[0] and len(tokens) == 1 and tokens[0] in _PERMALINKS:
        del walker.run[link.at :]
        return True
    if notes.is_return(walker, fragment, tokens):
        del walker.run[link.at :]
        return True
    reference = notes.reference(walker, fragment, tokens, marked=link.is_note)
    if reference is None:
        return False
    walker.run[link.at :] = [reference]
    return True


def _simple_link(link: Link, content: Token) -> list[Token]:
    """A link with nothing but text or one image, written at once; empty if it is not that simple."""
    if content.__class__ is not str:
        if not isinstance(content, Atom):
            return []
        return [Atom(f"[{content.markdown}{link.end(content.text, [content.markdown])}", content.text)]
    assert isinstance(content, str)
    text = content.strip()
    if not text or not content.isprintable() or "  " in text:
        return []
    atom = Atom(f"[{label_of(text)}{link.end(text)}", text)
    if len(text) == len(content):
        return [atom]
    return [content[: content.index(text[0])], atom, content[len(content.rstrip()) :]]


def _taken(walker: Walker, at: int) -> list[Token]:
    """The tokens since `at`, taken out of the block."""
    tokens = walker.run[at:]
    del walker.run[at:]
    return tokens


def open_span(walker: Walker, attributes: Attributes) -> None:
    """Something that must be known whole: remember where it begins."""
    del attributes
    walker.frames.append(len(walker.run))


def start_of(walker: Walker) -> int:
    """Where the innermost element that remembered it begins in the run."""
    at = walker.frames.pop()
    assert isinstance(at, int)
    return min(at, len(walker.run))


def _open_code(walker: Walker, attributes: Attributes) -> None:
    walker.codes += 1
    open_span(walker, attributes)


def close_code(walker: Walker) -> None:
    """`</code>`, `</kbd>`, `</samp>`, `</tt>`: its text as code spans; links and line breaks in it stay."""
    walker.codes -= 1
    words: list[str] = []
    for token in _taken(walker, start_of(walker)):
        if isinstance(token, str):
            words.append(token)
        elif isinstance(token, Link | Signal) or (
            isinstance(token, Atom) and token.markdown.startswith(("!", notes.SIGN))
        ):
            _push_code(walker, "".join(words))
            words.clear()
            walker.push(token)
        elif isinstance(token, Atom):
            words.append(token.text)
        else:
            walker.ledger.add("code-formatting", "".join(words))
    _push_code(walker, "".join(words))


def _push_code(walker: Walker, raw: str) -> None:
    code = raw if raw.isprintable() else _LINE_FEEDS.sub(" ", without_controls(raw))
    if not code:
        return
    previous = walker.run[-1] if walker.run else None
    if isinstance(previous, Atom) and previous.markdown.endswith("`"):  # two spans that touch would be one
        walker.run.pop()
        code = previous.text + code
    walker.push(Atom(code_span(code), code))


def _quote(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.run.append("‘" if walker.quotes % 2 else "“")
    walker.quotes += 1


def _unquote(walker: Walker) -> None:
    walker.quotes -= 1
    walker.run.append("’" if walker.quotes % 2 else "”")


def _open_abbreviation(walker: Walker, attributes: Attributes) -> None:
    walker.frames.append(attributes.get("title", ""))


def _close_abbreviation(walker: Walker) -> None:
    long_form = walker.frames.pop()
    if isinstance(long_form, str) and long_form.strip() and long_form not in walker.explained:
        walker.explained.add(long_form)
        walker.run.append(f" ({long_form.strip()})")


def _open_inserted(walker: Walker, attributes: Attributes) -> None:
    """`<ins>` right behind `<del>`: the two words must not be glued."""
    del attributes
    if walker.run and walker.run[-1] is _CLOSE[STRIKE]:
        walker.run.append(" ")
    walker.frames.append(len(walker.run))


def _close_inserted(walker: Walker) -> None:
    at = start_of(walker)
    walker.ledger.add("highlight", "".join(token for token in walker.run[at:] if isinstance(token, str)))


def _open_text(text: str) -> Callable[[Walker, Attributes], None]:
    def begin(walker: Walker, attributes: Attributes) -> None:
        del attributes
        walker.run.append(text)

    return begin


def _close_text(text: str) -> Callable[[Walker], None]:
    def finish(walker: Walker) -> None:
        walker.run.append(text)

    return finish


BOLD_RULE: Final[Rule] = Rule(_open_bold, _close_bold)
EMPHASIS_RULE: Final[Rule] = _emphasis(EMPHASIS)
STRIKE_RULE: Final[Rule] = _emphasis(STRIKE)
LINK_RULE: Final[Rule] = Rule(open_link, close_link)
BUTTON_LINK_RULE: Final[Rule] = Rule(_open_button_link, close_link)
NOTE_TEXT_RULE: Final[Rule] = Rule(_open_note_text, _close_note_text)
CODE_RULE: Final[Rule] = Rule(_open_code, close_code)
BREAK_RULE: Final[Rule] = Rule(open_break)
QUOTE_RULE: Final[Rule] = Rule(_quote, _unquote)
ABBREVIATION_RULE: Final[Rule] = Rule(_open_abbreviation, _close_abbreviation)
INSERTED_RULE: Final[Rule] = Rule(_open_inserted, _close_inserted)
HIGHLIGHT_RULE: Final[Rule] = Rule(open_span, _close_inserted)
READING_RULE: Final[Rule] = Rule(_open_text("("), _close_text(")"))


def mark_start(delimiter: str) -> Mark:
    """The token that begins this emphasis."""
    return _OPEN[delimiter]


def mark_end(delimiter: str) -> Mark:
    """The token that ends it."""
    return _CLOSE[delimiter]
