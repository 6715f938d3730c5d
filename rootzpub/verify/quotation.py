"""Whether a site says the words of a quotation: exactly, the same words in other typography, or others, and which.

Invariants: only words of documents that verified count; a search finds pages, and `find_passage` decides.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode

from rootzpub.errors import FetchFailed, MalformedInput
from rootzpub.fetch import BudgetSpent
from rootzpub.terminal import printable
from rootzpub.verify.passage import Occurrence, find_passage, plain_words
from rootzpub.verify.report import EXIT_FAILED, EXIT_VERIFIED, Report
from rootzpub.wire import places
from rootzpub.wire.strict import parse

QUOTATION_SCHEMA: Final = "rootzpub-verify-quotation/1"
LONGEST_PASSAGE: Final = 20_000
"""Characters; a quotation is shorter."""
_WORD: Final = re.compile(r"\w+")
# Below the 200 characters that search takes (tools/search_content.py).
_LONGEST_QUESTION: Final = 190
_WORDS_ASKED: Final = 6
_SHORT: Final = 3
"""Words of a phrase between two words that may be altered."""
_MOST_PHRASES: Final = 8
_MOST_PAGES: Final = 12
_ALIKE: Final = 0.6
"""Share of the words of a quotation that must stand in a passage, in order, for it to be the one that was altered."""

Read = Callable[[str], tuple[bytes, Report]]
"""A URL to the bytes there and what they are worth; raises FetchFailed."""


class Match(StrEnum):
    """How a quotation stands to what the site says."""

    EXACT = "exact"
    TYPOGRAPHY = "same words"
    ALTERED = "other words"
    NONE = "not found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Words of the quotation, and what the page has in their place; either may be empty."""

    quoted: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """What was found of a quotation."""

    passage: str
    site: str
    match: Match
    title: str = ""
    page_url: str = ""
    """What the document claims to be its address."""
    document_url: str = ""
    words: str = ""
    """The passage as the page has it."""
    occurrence: Occurrence | None = None
    differences: tuple[Difference, ...] = ()
    report: Report | None = None

    @property
    def exit_code(self) -> int:
        """0 where the site says these words; 1 where it says others, or none."""
        return EXIT_VERIFIED if self.match in {Match.EXACT, Match.TYPOGRAPHY} else EXIT_FAILED

    @property
    def sentence(self) -> str:
        """What was found, for people."""
        if self.match is Match.EXACT:
            return "These words stand on the page, character for character."
        if self.match is Match.TYPOGRAPHY:
            return "These words stand on the page; only white space, quotation marks, dashes or markdown marks differ."
        if self.match is Match.ALTERED:
            return "Other words stand on the page."
        return "No page that the site's search finds for these words holds them."

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "schema": QUOTATION_SCHEMA,
            "site": self.site,
            "passage": self.passage,
            "match": self.match.value,
            "exitCode": self.exit_code,
            "sentence": self.sentence,
            "title": self.title,
            "pageUrl": self.page_url,
            "url": self.document_url,
            "words": self.words,
            "differences": [{"quoted": each.quoted, "page": each.page} for each in self.differences],
            "report": self.report.as_dict() if self.report else None,
        }

    def as_text(self) -> str:
        """For people at a terminal."""
        lines = [f"{self.match.value}: {self.sentence}"]
        if self.report is not None:
            lines += [f"  page      {self.title} {self.page_url}", f"  document  {self.document_url}"]
            lines += [f"  there     {self.words}"] if self.match is not Match.EXACT else []
            lines += [f"  differs   quoted {each.quoted!r}, the page has {each.page!r}" for each in self.differences]
            lines += [f"  signed by {self.report.signer or 'nobody'} ({self.report.verdict.value})"]
        return "\n".join(printable(line) for line in lines) + "\n"


def look_for(passage: str, site: str, read: Read) -> Quoted:
    """The page of the site with this origin in which the passage stands, else the one with the most like it.

    Raises MalformedInput for a passage without words, FetchFailed where the site cannot be searched.
    """
    if len(passage) > LONGEST_PASSAGE:
        raise MalformedInput(f"expected a quotation of at most {LONGEST_PASSAGE} characters, got {len(passage)}")
    best: Quoted | None = None
    for _, path in zip(range(_MOST_PAGES), _candidates(passage, site, read), strict=False):
        try:
            url = f"{site}{places.PAGE.path}?{urlencode({'path': path})}"
            document, report = read(url)
        except BudgetSpent:
            break
        except FetchFailed:
            continue
        found = _in_page(passage, site, url, document, report)
        if found is not None and found.match is not Match.ALTERED:
            return found
        if found is not None and (best is None or len(found.differences) < len(best.differences)):
            best = found
    return best or Quoted(passage=passage, site=site, match=Match.NONE)


def questions(passage: str, *, loosely: bool = False) -> list[str]:
    """What to search for: words from the beginning, the middle and the end as phrases, then the longest words.

    `loosely`: also short phrases and single words, for a passage of which some words may be altered. Raises
    MalformedInput when there is no word in it.
    """
    words = _WORD.findall(passage)
    if not words:
        raise MalformedInput("expected a passage with words in it", hint="Paste a sentence of a page.")
    middle = max(0, len(words) // 2 - _WORDS_ASKED // 2)
    phrases = [words[:_WORDS_ASKED], words[middle : middle + _WORDS_ASKED], words[-_WORDS_ASKED:]]
    longest = sorted(set(words), key=lambda word: (-len(word), word))[:_WORDS_ASKED]
    asked = [f'"{" ".join(phrase)}"' for phrase in phrases] + [" ".join(longest)]
    if loosely:
        step = max(1, (len(words) - _SHORT) // _MOST_PHRASES)
        starts = range(0, max(1, len(words) - _SHORT + 1), step)
        asked += [f'"{" ".join(words[at : at + _SHORT])}"' for at in starts][: _MOST_PHRASES + 1]
        asked += longest[:_SHORT]
    return list(dict.fromkeys(words[:_LONGEST_QUESTION] for words in asked))


def _candidates(passage: str, site: str, read: Read) -> Iterator[str]:
    """Paths of pages that search finds, for ever looser questions; each path once."""
    seen: set[str] = set()
    for words in questions(passage, loosely=True):
        document, _ = read(f"{site}{places.SEARCH.path}?{urlencode({'q': words})}")
        for path in result_paths(document):
            if path not in seen:
                seen.add(path)
                yield path


def result_paths(document: bytes) -> list[str]:
    """The paths in a search answer; none when it is something else."""
    try:
        results: Any = parse(document)
        return [str(result["path"]) for result in results["results"]]
    except (KeyError, TypeError, MalformedInput):
        return []


def _in_page(passage: str, site: str, url: str, document: bytes, report: Report) -> Quoted | None:
    """The passage, or what is most like it, in this page; None where there is neither, or the document failed."""
    if report.failures:
        return None
    page: Any = parse(document)
    content = str(page.get("content", "")) if isinstance(page, dict) else ""
    occurrence = find_passage(passage, content)
    differences: tuple[Difference, ...] = ()
    if occurrence is not None:
        match = Match.EXACT if occurrence.exact else Match.TYPOGRAPHY
        words = content[occurrence.start : occurrence.end]
    else:
        compared = compare_words(passage, content)
        if compared is None:
            return None
        match, (words, differences) = Match.ALTERED, compared
    return Quoted(
        passage=passage,
        site=site,
        match=match,
        title=str(page.get("title", "")),
        page_url=str(page.get("url", "")),
        document_url=url,
        words=words,
        occurrence=occurrence,
        differences=differences,
        report=report,
    )


def compare_words(passage: str, markdown: str) -> tuple[str, tuple[Difference, ...]] | None:
    """The words of `markdown` that are most like `passage`, and where the two differ; None where nothing is like it.

    Costs in proportion to both texts, and to the square of a quotation's words.
    """
    quoted, page = plain_words(passage), plain_words(markdown)
    start = _most_like(quoted, page)
    if start is None:
        return None
    # Some words more at both ends: words may have been left out of the quotation, or put into it.
    slack = len(quoted) // 4 + 2
    first = max(0, start - slack)
    window = page[first : start + len(quoted) + slack]
    blocks = [
        block for block in SequenceMatcher(None, quoted, window, autojunk=False).get_matching_blocks() if block.size
    ]
    if sum(block.size for block in blocks) < _ALIKE * len(quoted):
        return None
    # What stands before the first common word and behind the last belongs to it as far as the quotation reaches.
    begin = max(0, blocks[0].b - blocks[0].a)
    end = min(len(window), blocks[-1].b + blocks[-1].size + len(quoted) - blocks[-1].a - blocks[-1].size)
    shown = window[begin:end]
    codes = SequenceMatcher(None, quoted, shown, autojunk=False).get_opcodes()
    return " ".join(shown), tuple(
        Difference(quoted=" ".join(quoted[a:b]), page=" ".join(shown[c:d]))
        for tag, a, b, c, d in codes
        if tag != "equal"
    )


def _most_like(quoted: list[str], page: list[str]) -> int | None:
    """Where the passage would begin in the page: the place that most of its rarer words agree on."""
    where: dict[str, list[int]] = {word: [] for word in quoted}
    for at, word in enumerate(page):
        if word in where:
            where[word].append(at)
    votes: Counter[int] = Counter()
    width = len(quoted) // 4 + 2
    for at, word in enumerate(quoted):
        # A word that stands everywhere says nothing about where, and would cost the product of both lengths.
        if len(where[word]) <= _MOST_PAGES:
            votes.update((found - at) // width for found in where[word])
    if not votes:
        return None
    # Two neighbours count as one place: words that were put in or left out move what follows.
    best = max(votes, key=lambda place: votes[place] + votes[place + 1])
    return max(0, best * width)
