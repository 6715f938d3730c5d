"""Traces of what is hidden, taken out of HTML that WordPress rendered.

WordPress lists a password-protected entry by title in "latest posts", page lists and query loops, and shows comments in
their blocks. Invariants: neither leaves a word in another entry; what was taken out is a loss that does not name
it. So is the error that stands where another site's feed could not be read: it says nothing of this site.
Decision 0005.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

from lxml import html
from lxml.etree import ParserError

from rootzpub.site import Loss
from rootzpub.wordpress.plain_text import plain_text

_COMMENT_CLASSES = re.compile(
    r"\b(?:wp-block-latest-comments|wp-block-comments|wp-block-post-comments|wp-block-comment-template"
    r"|wp-block-comments-query-loop|widget_recent_comments|comment-list|recentcomments)\b"
)
_FEED_ERROR_CLASS = re.compile(r"\bcomponents-placeholder\b")
_HREF = re.compile(r"""\bhref=(["'])(.*?)\1""", re.IGNORECASE | re.DOTALL)
_POST_CLASS = re.compile(r"\bpost-(\d{1,18})\b")
_LISTING = re.compile(r"\b(?:wp-block-|page_item|menu-item|widget|post-\d)")


@dataclass(slots=True)
class HiddenTraces:
    """The entries whose very titles must not be seen, as other entries could name them."""

    _ids: set[str] = field(default_factory=set)
    _paths: set[str] = field(default_factory=set)
    _titles: set[str] = field(default_factory=set)

    def add(self, entry_id: int, link: str, title: str) -> None:
        """Register one hidden entry: id, permalink, and title as rendered."""
        self._ids.add(str(entry_id))
        if link:
            self._paths.add(link_key(link))
        if spoken := plain_text(title):
            self._titles.add(spoken)

    def remove_from(self, markup: str) -> tuple[str, tuple[Loss, ...]]:
        """The HTML without list items, query results and links of hidden entries, comment blocks and feed errors."""
        # Only suspects are parsed: writing HTML anew would change the bytes of every other body.
        if not self._suspect(markup):
            return markup, ()
        try:
            root = html.fragment_fromstring(markup, create_parent="div")
        except (ParserError, ValueError):
            # What cannot be parsed cannot be searched: the whole body goes rather than one hidden title through.
            return "", (Loss(kind="hidden-entry", count=1, example=""),)
        # 1. Blocks of comments and of feeds that could not be read.
        comments = _drop_all(element for element in root.iter("*") if _COMMENT_CLASSES.search(_class(element)))
        feeds = _drop_all(element for element in root.iter("*") if _FEED_ERROR_CLASS.search(_class(element)))
        # 2. Hidden entries in lists, then links to them. 3. The losses say how many, and name none.
        hidden = _drop_all(self._results(root)) + self._drop_links(root)
        losses = (("comments", comments), ("feed", feeds), ("hidden-entry", hidden))
        return _inner_html(root), tuple(Loss(kind=kind, count=count, example="") for kind, count in losses if count)

    def _suspect(self, markup: str) -> bool:
        if _COMMENT_CLASSES.search(markup) or _FEED_ERROR_CLASS.search(markup):
            return True
        if not self._ids:
            return False
        return any(link in self._paths for link in links_in(markup)) or any(
            match[1] in self._ids for match in _POST_CLASS.finditer(markup)
        )

    def _results(self, root: html.HtmlElement) -> Iterator[html.HtmlElement]:
        """Items of query loops and other lists that carry the class of a hidden entry."""
        for element in root.iter("*"):
            if any(found in self._ids for found in _POST_CLASS.findall(_class(element))):
                yield element

    def _drop_links(self, root: html.HtmlElement) -> int:
        count = 0
        for link in list(root.iter("a")):
            # An item that was dropped before took the links in it along.
            if link_key(link.get("href") or "") in self._paths and link.getroottree().getroot() is root:
                count += self._drop_link(link)
        return count

    def _drop_link(self, link: html.HtmlElement) -> int:
        """A listed link goes with its item; in running text only a link that says the hidden title goes."""
        item = next(link.iterancestors("li"), None)
        if item is not None and (_LISTING.search(_class(item) + " " + _class(link))):
            return _drop_all([item])
        # The author's own link stays as a visitor sees it, unless it says the title [visibility §6.3].
        spoken = plain_text(link.text_content())
        if any(title in spoken for title in self._titles):
            return _drop_all([link])
        return 0


def links_in(markup: str) -> Iterator[str]:
    """The `link_key` of everything that HTML links to."""
    return (link_key(unescape(match[2])) for match in _HREF.finditer(markup))


def link_key(link: str) -> str:
    """What two spellings of one address share: path without last slash, and query."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    return f"{parts.path.rstrip('/').lower()}?{parts.query}"


def _class(element: html.HtmlElement) -> str:
    return element.get("class") or ""


def _drop_all(elements: Iterable[html.HtmlElement]) -> int:
    """Take elements out with all they hold; how many of them stood apart from each other."""
    found = list(elements)
    inside = set(found)
    outermost = [element for element in found if not any(above in inside for above in element.iterancestors())]
    for element in outermost:
        element.drop_tree()
    return len(outermost)


def _inner_html(root: html.HtmlElement) -> str:
    parts = [root.text or ""] + [html.tostring(child, encoding="unicode") for child in root]
    return "".join(parts)
