"""Which words of an entry stand on its pages, and which of two renderings may be published [visibility §visitor.3]."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from rootzpub.pages.fragment import Fragment, keep_seen, read_fragment
from rootzpub.pages.look import Subject
from rootzpub.pages.page import Page
from rootzpub.pages.words import Words, count_words, first_words

_OF_OTHERS = re.compile(
    r"wp-block-(?:latest-posts|latest-comments|comment|post-comments|query|post-template|page-list|navigation|archives"
    r"|categories|tag-cloud|search|rss|calendar|loginout)"
)
"""WordPress's own blocks that print other entries, comments or forms: what of them is published is ours to decide."""
LEAST_WORDS = 12
LEAST_SHARE = 0.1
"""Below either a partly seen entry is withheld."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """How much is seen, and what may be published."""

    all_seen: bool
    proven: bool = False
    """Whether anything of it stands on this page and not on that of an invented address."""
    named: bool = False
    """Whether the page answers with the entry's id."""
    words_by: Literal["rootzpub", "wordpress"] = "rootzpub"
    added: bool = False
    """Whether WordPress's words are ours and more."""
    html: str | None = None
    """In the place of ours; None: ours, or nothing where not all is seen."""
    missing: str = ""
    wants_rendered: bool = False


class _Ground:
    """The pages that are looked at, as one, and what proves nothing."""

    def __init__(self, pages: Sequence[Page], invented: Page | None) -> None:
        self._pages = pages
        self._nothing = invented.words if invented is not None else None

    @cached_property
    def _words(self) -> Words:
        return self._pages[0].words if len(self._pages) == 1 else Words("\n".join(page.text for page in self._pages))

    def shows(self, fragment: Fragment) -> bool:
        """Whether all of a fragment's text stands on one of the pages as it is: most are plain entries, printed so."""
        return bool(fragment.runs) and any(page.shows(fragment.text) for page in self._pages)

    def has(self, words: str) -> bool:
        return self._words.has(words)

    def has_media(self, name: str) -> bool:
        return any(page.has_media(name) for page in self._pages)

    def proves(self, words: str) -> bool:
        """Whether words that are here say anything: not if they are on the invented address's page too."""
        return self._nothing is None or not self._nothing.has(words)


def judge_words(subject: Subject, pages: Sequence[Page], invented: Page | None) -> Seen:
    """Ours if all of it is seen, else WordPress's if all of that is, else what is seen of the better one.

    The other way round for an entry whose words only plugins print.
    """
    ground = _Ground(pages, invented)
    named = pages[0].entry_id == subject.id
    unseen = _unseen(subject.fragment, ground)
    ours = None if unseen else Seen(all_seen=True, proven=_is_proven(subject.fragment, ground), named=named)
    if ours is not None and not subject.by_plugins:
        return ours if subject.by_wordpress else _with_added(subject, ground, ours)
    missing = first_words(unseen[0]) if unseen else ""
    if subject.rendered is None:
        return Seen(all_seen=False, named=named, wants_rendered=True, missing=missing)
    theirs = read_fragment(subject.rendered)
    if theirs.blocks and not _unseen(theirs, ground) and _is_proven(theirs, ground):
        return Seen(all_seen=True, proven=True, named=named, words_by="wordpress", html=subject.rendered)
    return ours or _partly(subject, ground, named=named, missing=missing)


def _with_added(subject: Subject, ground: _Ground, ours: Seen) -> Seen:
    """WordPress's words where they are ours and more, and all of them are seen: what plugins add to a plain entry."""
    if subject.rendered is None:
        return replace(ours, wants_rendered=True)
    # That of most entries, whose rendering need not be read as HTML then.
    if subject.adds_nothing or _OF_OTHERS.search(subject.rendered):
        return ours
    mine, theirs = subject.fragment, read_fragment(subject.rendered)
    if not theirs.whole or mine.blocks == theirs.blocks or not set(mine.media) <= set(theirs.media):
        return ours
    own, whole = Words("\n".join(mine.blocks)), Words("\n".join(theirs.blocks))
    added = [block for block in theirs.blocks if not own.has(block)]
    if not any(map(ground.proves, added)) or not all(map(whole.has, mine.blocks)) or _unseen(theirs, ground):
        return ours
    return replace(ours, proven=True, words_by="wordpress", added=True, html=subject.rendered)


def _partly(subject: Subject, ground: _Ground, *, named: bool, missing: str) -> Seen:
    """What is seen of the rendering of which more words are."""
    best = Seen(all_seen=False, named=named, missing=missing)
    most = 0
    sources: tuple[tuple[Literal["rootzpub", "wordpress"], str], ...] = (
        ("rootzpub", subject.html),
        ("wordpress", subject.rendered or ""),
    )
    for words_by, html in sources:
        kept = keep_seen(html, has_words=ground.has, proves=ground.proves, has_media=ground.has_media)
        # Only what proves something counts for the bound: words of the menu are on every page.
        count = sum(count_words(block) for block in read_fragment(kept).blocks if ground.proves(block))
        if count >= LEAST_WORDS and count >= LEAST_SHARE * read_fragment(html).word_count and count > most:
            most = count
            best = Seen(all_seen=False, named=named, words_by=words_by, html=kept, missing=missing)
    return best


def _unseen(fragment: Fragment, ground: _Ground) -> list[str]:
    """Blocks and media that are not there; an unreadable fragment counts as one."""
    if not fragment.whole:
        return [" (unreadable) "]
    blocks = [] if ground.shows(fragment) else [block for block in fragment.blocks if not ground.has(block)]
    return blocks + [name for name in fragment.media if not ground.has_media(name)]


def _is_proven(fragment: Fragment, ground: _Ground) -> bool:
    return any(ground.proves(block) for block in fragment.each_block())
