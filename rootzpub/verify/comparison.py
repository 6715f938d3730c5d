"""A document that was altered, held beside what its site says today: which members differ, and which words.

Invariants: only what verifies today is shown beside it; nothing here changes a verdict. Where it is asked for is what
the altered document itself names, so that whoever fetches must fetch with care.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from rootzpub.errors import FetchFailed, MalformedInput
from rootzpub.terminal import printable
from rootzpub.verify.case import object_of, origin_or_none, text_of
from rootzpub.verify.passage import plain_words
from rootzpub.verify.quotation import Difference
from rootzpub.verify.report import Report
from rootzpub.wire import names
from rootzpub.wire.strict import parse

Read = Callable[[str], tuple[bytes, Report]]
"""A URL to the bytes there and what they are worth; raises FetchFailed."""
_ALTERED: Final = frozenset({"hash", "signer", "envelope"})
"""The steps that fail where somebody altered a document."""
_MOST_WORDS: Final = 5_000
_MOST_SHOWN: Final = 20
_LONGEST_SHOWN: Final = 200
"""Characters of a member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDifference:
    """A member that the file has otherwise than the site today."""

    member: str
    words: tuple[Difference, ...]
    """`quoted` is what the file has, `page` what the site says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """An altered document beside today's."""

    url: str
    same_text: bool
    """Whether the site still publishes the text whose hash the file names: then the differences are the alteration."""
    members: tuple[MemberDifference, ...]

    @property
    def sentence(self) -> str:
        """What the differences mean."""
        if not self.members:
            return "The site says the same today; only stamps, hashes or signatures of the file differ."
        if self.same_text:
            return "The site still publishes the text that was signed, so these are the words that were altered:"
        return "The site may have changed its words since; the file differs from what it says today:"

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "url": self.url,
            "sameText": self.same_text,
            "sentence": self.sentence,
            "members": [
                {"member": each.member, "words": [{"file": one.quoted, "today": one.page} for one in each.words]}
                for each in self.members
            ],
        }

    def as_text(self) -> str:
        """For people at a terminal."""
        lines = ["", f"Compared with {self.url}, which verifies:", f"  {self.sentence}"]
        lines += [
            f"  {each.member}: the file has {one.quoted!r}, the site {one.page!r}"
            for each in self.members
            for one in each.words
        ]
        return "\n".join(printable(line) for line in lines) + "\n"


def is_altered(report: Report) -> bool:
    """Whether what failed is what somebody altered."""
    return any(check.name in _ALTERED for check in report.failures)


def compare_with_today(data: bytes, read: Read) -> Comparison | None:
    """The document beside the one that its site serves in its place; None where that cannot be had."""
    try:
        kept = parse(data)
    except MalformedInput:
        return None
    message = object_of(object_of(object_of(kept, names.SIGNATURE), "envelope"), "message") if _is_object(kept) else {}
    origin, resource = text_of(message, "origin"), text_of(message, "resource")
    if origin_or_none(origin) != origin or not resource.startswith("/"):
        return None
    try:
        body, report = read(origin + resource)
        today = parse(body)
    except (FetchFailed, MalformedInput):
        return None
    if report.failures or not _is_object(today) or report.resource != resource:
        return None
    claimed = text_of(kept, "contentHash")
    return Comparison(
        url=origin + resource,
        same_text=bool(claimed) and claimed == today.get("contentHash"),
        members=tuple(_differences(kept, today))[:_MOST_SHOWN],
    )


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _differences(kept: Mapping[str, Any], today: Mapping[str, Any]) -> Iterator[MemberDifference]:
    """Of members that say something: those with `_` are stamps, which differ each time."""
    for name in sorted({*kept, *today}):
        if not name.startswith("_") and name != names.GENERATED and kept.get(name) != today.get(name):
            yield MemberDifference(member=name, words=_words(kept.get(name), today.get(name)))


def _words(kept: Any, today: Any) -> tuple[Difference, ...]:
    if not isinstance(kept, str) or not isinstance(today, str):
        return (Difference(quoted=_shown(kept), page=_shown(today)),)
    ours, theirs = plain_words(kept), plain_words(today)
    if max(len(ours), len(theirs)) > _MOST_WORDS:
        return (Difference(quoted=_shown(kept), page=_shown(today)),)
    codes = SequenceMatcher(None, ours, theirs).get_opcodes()
    found = [
        Difference(quoted=" ".join(ours[a:b]), page=" ".join(theirs[c:d]))
        for tag, a, b, c, d in codes
        if tag != "equal"
    ]
    # Only marks or white space differ: shown as it stands.
    return tuple(found[:_MOST_SHOWN]) or (Difference(quoted=_shown(kept), page=_shown(today)),)


def _shown(value: Any) -> str:
    text = (
        value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    )
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
