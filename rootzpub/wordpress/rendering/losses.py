"""What rendering could not carry, collected while it goes: one line a kind, with the first example.

Invariants: nothing is left out without a word here. The kinds are a closed table, so that documentation can list them.
"""

from rootzpub.site import MARKS, Loss

KINDS = {
    "unknown-shortcode": "a shortcode that only its plugin prints: nothing of it is shown, nor of what it encloses",
    "layout-shortcode": "a shortcode of columns, boxes or tabs: its words are kept, its look is not",
    "restricted": "a part that visitors do not get: behind a membership, a login, a password or a payment",
    "hidden-block": "a block that its author has hidden",
    "empty-entry": "an entry without a word of text and without media",
    "odd-markup": "a tag that browsers take for a comment, with the text in it",
    "unknown-block": "a block that only a plugin can render: its stored markup is shown, which may be nothing",
    "page-builder": "an element of a page builder whose words only the builder knows, or shows to some visitors",
    "shop-price": "a price that the shop shows with another tax than it is stored with",
    "form": "a search, login or comment form",
    "comments": "a list of comments",
    "feed": "entries of another site's feed",
    "embed-as-link": "an embed WordPress has not stored: a link stands for it",
    "missing-reference": "a reusable block, pattern, menu or media item that does not exist or is not public",
    "recursion": "a block that contains itself, or nests deeper than is reasonable",
    "damaged-blocks": "blocks the text never closes",
    "shortcode-in-tag": "a shortcode inside an HTML tag: left as text",
    "site-chrome": "a part that only exists on a whole page, such as the title of an archive or a log-in link",
    "bound-value": "a text bound to a post's meta or to a plugin: the stored placeholder is shown",
    "author-profile": "an author's picture or biography",
    "random-order": "a gallery in random order: shown in its stored order",
    "untranslated": "words WordPress writes in the site's language: English stands for them",
    "other-languages": "a text in several languages (qTranslate): only the site's first is shown",
    "empty-list": "a list of posts, terms or archives with nothing published to show",
}
"""Every kind of loss rendering can report, and what it means."""

_EXAMPLE_LENGTH = 120


class LossLog:
    """Counts losses by kind, in order of first occurrence."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, str]] = {}
        self.marks: set[str] = set()
        """Why only a look at the page can tell what visitors read: names of `rootzpub.site.MARKS`."""

    def mark(self, name: str) -> None:
        """Note that words stand here which only a plugin prints."""
        assert name in MARKS, name
        self.marks.add(name)

    def add(self, kind: str, example: str, *, count: int = 1) -> None:
        """One more loss of a kind out of `KINDS`; the first example stays, on one line and shortened."""
        assert kind in KINDS, kind
        before, first = self._found.get(kind, (0, ""))
        if not before:
            first = " ".join(example[: 2 * _EXAMPLE_LENGTH].split())
            first = first if len(first) <= _EXAMPLE_LENGTH else f"{first[: _EXAMPLE_LENGTH - 1]}…"
        self._found[kind] = before + count, first

    def losses(self) -> tuple[Loss, ...]:
        """All of it."""
        return tuple(Loss(kind=kind, count=count, example=example) for kind, (count, example) in self._found.items())
