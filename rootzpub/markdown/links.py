"""Rules of links: `<a>` as a link, a reference into the page, a footnote's reference, or nothing but its text.

Invariants: links do not nest (CommonMark 6.3), so at most one is open (`InlineState.link`); whether the target of a
link into the page exists is known only at the end, so it is written with control characters as signs that `conversion`
replaces (decision 0003).
"""

from typing import Final

from rootzpub.markdown import notes
from rootzpub.markdown.escape import label_of
from rootzpub.markdown.findings import HEADING_SIGN
from rootzpub.markdown.inlines import MOST_FORMATS
from rootzpub.markdown.tokens import LINK_END, Atom, Link, Token, text_of
from rootzpub.markdown.urls import canonical
from rootzpub.markdown.walker import Attributes, Frame, Rule, Walker

FRAGMENT_SIGN: Final = "\x03"
FRAGMENT_TEXT_SIGN: Final = "\x04"
_PERMALINKS: Final = frozenset("#¶§🔗⚓∞ \xa0\ufe0e\ufe0f\u200b")
"""What headings write for links to themselves."""


class _OpenLink(Frame):
    """`<a>` that is a link."""

    __slots__ = ("link",)

    def __init__(self, link: Link) -> None:
        self.link = link

    def close(self, walker: Walker) -> None:
        """`</a>`: a simple link is written at once, any other when its block ends."""
        inline = walker.inline
        inline.formats -= 1
        link = self.link
        # 1. A player in it ended it already.
        if inline.link is not link:
            return
        inline.link = None
        # 2. A block ended in between: its token is not in this block, and the writer finds it among the open marks.
        tokens, at = inline.tokens, link.at
        if at >= len(tokens) or tokens[at] is not link:
            walker.push(LINK_END)
            return
        # 3. What a link into the page is can be seen from its content; whether it leads anywhere, only later.
        if link.address[:1] == "#":
            if _close_permalink(walker, link) or _close_reference(walker, link, tokens[at + 1 :]):
                return
            if walker.document.findings.leads_nowhere(link.address):
                walker.ledger.add("anchor", link.address)
                del tokens[at]
            else:
                walker.push(LINK_END)
            return
        # 4. Most links hold one text: written here, they leave the block to the fast path (`simple`).
        if len(tokens) == at + 2 and not (inline.open_marks or inline.codes):
            simple = _simple_link(link, tokens[-1])
            if simple:
                tokens[at:] = simple
                return
        walker.push(LINK_END)


class _Unlinked(Frame):
    """`<a>` that is nothing but its text."""

    __slots__ = ()

    def close(self, walker: Walker) -> None:
        """`</a>`."""
        walker.inline.formats -= 1


_UNLINKED: Final = _Unlinked()


def _leads_here(walker: Walker, fragment: str) -> bool:
    """Whether this is the id of the heading being read, or of the last one while nothing stands behind it."""
    document = walker.document
    if document.heading_id is not None:
        return fragment in (document.heading_id, document.last_id[0])
    return fragment == document.last_id[0] or (
        walker.headings != []
        and fragment == walker.headings[-1].anchor
        and walker.blocks[-1:] != []
        and walker.blocks[-1].startswith(HEADING_SIGN)
    )


def _close_permalink(walker: Walker, link: Link) -> bool:
    """A heading's link to itself: without words it goes, with words it is judged when the heading ends (True)."""
    tokens = walker.inline.tokens
    if not (link.is_permalink or _leads_here(walker, link.address[1:])):
        return False
    if _is_mark(tokens[link.at + 1 :]):
        del tokens[link.at :]
        return True
    if not link.is_permalink or walker.document.heading_id is None:
        return False
    walker.document.permalinks.append((link.at, len(tokens) + 1))
    walker.push(LINK_END)
    return True


def _is_mark(tokens: list[Token]) -> bool:
    """Whether a heading's link to itself holds nothing, or only a sign."""
    return all(isinstance(token, str) for token in tokens) and _PERMALINKS.issuperset(text_of(tokens))


def open_link(walker: Walker, attributes: Attributes) -> None:
    """`<a>`: a link, a reference into the page, a footnote reference, or nothing but its text."""
    href = attributes.get("href")
    if "name" in attributes:
        walker.identify(attributes["name"])
    inline = walker.inline
    inline.formats += 1
    link = None
    if href is not None and inline.formats < MOST_FORMATS:
        link = _link(walker, attributes, href)
    if link is None:
        walker.frames.append(_UNLINKED)
        return
    walker.frames.append(_OpenLink(link))
    inline.link = link
    inline.tokens.append(link)
    inline.rich = True


def _open_permalink(walker: Walker, attributes: Attributes) -> None:
    """A link whose class says that it leads to its own heading."""
    open_link(walker, attributes)
    link = walker.inline.link
    opened = walker.frames[-1]
    if link is not None and isinstance(opened, _OpenLink) and opened.link is link:
        link.is_permalink = link.address[:1] == "#"


def without_permalinks(walker: Walker) -> None:
    """At a heading's end: links to itself go, said, unless they hold its only words."""
    document, tokens = walker.document, walker.inline.tokens
    places = [(start, end) for start, end in document.permalinks if end <= len(tokens)]
    document.permalinks.clear()
    if not places:
        return
    rest: list[Token] = []
    at = 0
    for start, end in places:
        rest += tokens[at:start]
        at = end
    rest += tokens[at:]
    if any(isinstance(token, Atom) or (isinstance(token, str) and token.strip()) for token in rest):
        for start, end in places:
            walker.ledger.add("interface-text", text_of(tokens[start:end]))
        tokens[:] = rest
        return
    for start, end in reversed(places):
        link = tokens[start]
        if isinstance(link, Link) and _leads_here(walker, link.address[1:]):
            del tokens[end - 1], tokens[start]


def _open_base(walker: Walker, attributes: Attributes) -> None:
    """`<base>`: what addresses are relative to; only the first counts (HTML 4.2.3)."""
    document = walker.document
    href = canonical(attributes.get("href", ""), document.page_url) if attributes.get("href") else ""
    if href.startswith(("http://", "https://")) and document.base_url == document.page_url:
        document.base_url = href


def _link(walker: Walker, attributes: Attributes, href: str) -> Link | None:
    """The link that begins here, or None if this is only text."""
    document = walker.document
    address = _in_page(canonical(href, document.base_url), document.page_url)
    if not _may_open(walker, address, href):
        return None
    link = Link(address, len(walker.inline.tokens))
    if "title" in attributes or "aria-label" in attributes:
        link.set_title(attributes.get("title", ""), attributes.get("aria-label", ""))
    if address[:1] == "#" and not _open_fragment(walker, link, attributes):
        return None
    return link


def end_link(walker: Walker, link: Link) -> None:
    """The open link ends before its end tag; it was none if nothing stood in it yet."""
    inline = walker.inline
    inline.link = None
    walker.ledger.add("link-unfolded", link.address)
    begins_here = inline.tokens[link.at : link.at + 1] == [link]
    tokens = inline.tokens[link.at + 1 :] if begins_here else inline.tokens
    if link.written or any(not isinstance(token, str) or token.strip() for token in tokens):
        walker.push(LINK_END)
    elif begins_here:
        del inline.tokens[link.at]
    else:
        inline.open_marks.remove(link)


def _may_open(walker: Walker, address: str, href: str) -> bool:
    """Whether this becomes a link; links do not nest: the inner one is its text."""
    if address == "#":
        return False
    if not address and href.strip():
        walker.ledger.add("unsafe-link", href)
        return False
    if walker.inline.link is not None:
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
    if marked or walker.inline.superscripts:
        walker.notes.returns |= {attributes.get("id", ""), attributes.get("name", ""), walker.document.last_id[0]} - {
            ""
        }
    link.is_note = marked
    if walker.document.findings.leads_nowhere(link.address) and not (
        marked or walker.inline.superscripts or walker.notes.numbers
    ):
        walker.ledger.add("anchor", link.address)
        return False
    walker.document.fragments.add(link.address)
    return True


def _open_button_link(walker: Walker, attributes: Attributes) -> None:
    """A link that looks like a button stands apart from the link before it, and may say how large the file is."""
    walker.inline.tokens.append(" ")
    open_link(walker, attributes)


def _close_reference(walker: Walker, link: Link, tokens: list[Token]) -> bool:
    """A footnote's reference, or the way back to one; False for any other link."""
    fragment = link.address[1:]
    if notes.is_return(walker, fragment, tokens):
        del walker.inline.tokens[link.at :]
        return True
    reference = notes.reference(walker, fragment, tokens, marked=link.is_note)
    if reference is None:
        return False
    walker.inline.tokens[link.at :] = [reference]
    return True


def _simple_link(link: Link, content: Token) -> list[Token]:
    """A link with nothing but text or one image, written at once; empty if it is not that simple."""
    if not isinstance(content, str):
        if not isinstance(content, Atom):
            return []
        return [Atom(f"[{content.markdown}{link.end(content.text, [content.markdown])}", content.text)]
    text = content.strip()
    if not text or not content.isprintable() or "  " in text:
        return []
    atom = Atom(f"[{label_of(text)}{link.end(text)}", text)
    if len(text) == len(content):
        return [atom]
    return [content[: content.index(text[0])], atom, content[len(content.rstrip()) :]]


LINK_RULE: Final[Rule] = Rule("link", open_link, Walker.close_frame)
PERMALINK_RULE: Final[Rule] = Rule("permalink", _open_permalink, Walker.close_frame)
BASE_RULE: Final[Rule] = Rule("base", _open_base)
BUTTON_LINK_RULE: Final[Rule] = Rule("file-button", _open_button_link, Walker.close_frame)
