"""What a visitor of the verify page gave, and the signed bytes behind it: of this site, of another one, or pasted."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from rootzpub.errors import MalformedInput, NotFound
from rootzpub.fetch import fetch
from rootzpub.publisher import Answering
from rootzpub.verify import Report
from rootzpub.verify.passage import Occurrence, find_passage
from rootzpub.wire import parse, places
from rootzpub.wire.blocks import origin_of

Verifier = Callable[[bytes, str], Report]
"""(document, URL it came from or empty) → report, now."""
# Below the 200 characters that search takes (tools/search_content.py).
_LONGEST_QUESTION = 190
_MOST_PAGES = 5
_WORDS_ASKED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A document, where it came from, and what our server finds."""

    document: bytes
    url: str
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A page in which the words of a passage stand."""

    evidence: Evidence
    title: str
    page_url: str
    words: str
    """The passage as it stands in the markdown."""
    occurrence: Occurrence


class EvidenceFinder:
    """Gets documents: of this site from the publisher itself, of others through the bounded fetcher."""

    def __init__(self, publisher: Answering, verifier: Verifier) -> None:
        self._publisher = publisher
        self._verifier = verifier

    def own_origin(self) -> str:
        """The origin this site signs for, as its discovery document says; empty while there is none."""
        try:
            discovery = json.loads(self._publisher.answer(places.DISCOVERY.path).body)
            return str(discovery["_provenance"]["origin"])
        except (KeyError, ValueError):
            return ""

    def read(self, url: str) -> Evidence:
        """The document at `url`. Raises FetchFailed for other sites that do not answer as they should."""
        parts = urlsplit(url)
        # Not over HTTP: a server that asks itself waits for a worker of its own, and behind a proxy may not reach
        # itself.
        if _origin_or_nothing(url) == self.own_origin():
            parameters = parse_qsl(parts.query, keep_blank_values=True)
            return self.judge(self._publisher.answer(parts.path, parameters).body, url)
        response = fetch(url)
        return self.judge(response.body, response.url)

    def judge(self, document: bytes, url: str) -> Evidence:
        """What the server finds about a document."""
        return Evidence(document=document, url=url, report=self._verifier(document, url))

    def find(self, passage: str, site: str = "") -> Quotation:
        """The page of this site, or of `site`, in whose verified markdown the passage stands.

        Raises:
            NotFound: no page that search finds holds these words.
            MalformedInput: the passage has no words to search for.
            FetchFailed: the other site does not answer.
        """
        base = _origin_or_nothing(site) if site else self.own_origin()
        if not base:
            raise MalformedInput(f"expected the address of a site, got {site[:80]!r}", hint="Begin with https://.")
        for path in _bounded(self._candidates(passage, base)):
            evidence = self.read(f"{base}{places.PAGE.path}?{urlencode({'path': path})}")
            quotation = _quotation(evidence, passage)
            # Search finds words in any order; only `find_passage` says that they stand like this.
            if quotation is not None:
                return quotation
        raise NotFound(
            f"none of the pages that {base} finds for these words holds them in this order",
            hint="Give a longer passage as it stands on the page, without words of your own.",
        )

    def _candidates(self, passage: str, base: str) -> Iterator[str]:
        """Paths of pages that search finds, for ever looser questions; each path once."""
        seen: set[str] = set()
        for question in questions(passage):
            found = self.read(f"{base}{places.SEARCH.path}?{urlencode({'q': question})}")
            for path in _result_paths(found.document):
                if path not in seen:
                    seen.add(path)
                    yield path


def questions(passage: str) -> list[str]:
    """What to search for: words from the beginning, the middle and the end as phrases, then the longest words.

    Raises MalformedInput when there is no word in it.
    """
    words = re.findall(r"\w+", passage)
    if not words:
        raise MalformedInput("expected a passage with words in it", hint="Paste a sentence of a page.")
    middle = max(0, len(words) // 2 - _WORDS_ASKED // 2)
    phrases = [words[:_WORDS_ASKED], words[middle : middle + _WORDS_ASKED], words[-_WORDS_ASKED:]]
    longest = sorted(set(words), key=lambda word: (-len(word), word))[:_WORDS_ASKED]
    asked = [f'"{" ".join(phrase)}"' for phrase in phrases] + [" ".join(longest)]
    return list(dict.fromkeys(question[:_LONGEST_QUESTION] for question in asked))


def _bounded(paths: Iterator[str]) -> Iterator[str]:
    for _, path in zip(range(_MOST_PAGES), paths, strict=False):
        yield path


def _result_paths(document: bytes) -> list[str]:
    """The paths in a search answer; none when it is something else."""
    try:
        results: Any = parse(document)
        return [str(result["path"]) for result in results["results"]]
    except (KeyError, TypeError, MalformedInput):
        return []


def _quotation(evidence: Evidence, passage: str) -> Quotation | None:
    """The passage in this page's markdown; a page whose document failed proves nothing and is passed over."""
    if evidence.report.failures:
        return None
    page: Any = parse(evidence.document)
    content = str(page.get("content", ""))
    occurrence = find_passage(passage, content)
    if occurrence is None:
        return None
    return Quotation(
        evidence=evidence,
        title=str(page.get("title", "")),
        page_url=str(page.get("url", "")),
        words=content[occurrence.start : occurrence.end],
        occurrence=occurrence,
    )


def _origin_or_nothing(url: str) -> str:
    try:
        return origin_of(url)
    except MalformedInput:
        return ""
