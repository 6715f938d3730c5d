"""Bookmarks: what an agent relied on, kept so that it can be asked again.

Invariants: a bookmark holds the hash of the substance (an entry's own content hash, else the document without its
moving stamps), who signed it and when; asking again says what became of it, and never changes the bookmark by itself.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from rootzpub.errors import ConfigError, FetchFailed, MalformedInput
from rootzpub.verify.pins import Pin, locked, read_json, write_json
from rootzpub.verify.report import Report, Verdict
from rootzpub.wire import blocks, names
from rootzpub.wire.canonical import canonical
from rootzpub.wire.strict import parse
from rootzpub.wire.text_stamp import read as read_stamp

_VERSION: Final = 1
_MOVING: Final = frozenset(
    {names.SIGNATURE, names.PROVENANCE, names.FRESHNESS, names.ORIGIN, names.PROOF, names.GENERATED}
)
_GONE: Final = frozenset({404, 410})
_OK: Final = 200


class Fate(StrEnum):
    """What became of something an agent relied on."""

    SAME = "same"
    """The substance is what it was, and the document verifies."""
    LINEAGE = "changed with lineage"
    """It changed, and whoever signed it then signs it now (or handed over by rotation), in a later publication."""
    NO_LINEAGE = "changed without lineage"
    """It changed, or its signer did, and nothing ties what is there now to what was there then."""
    GONE = "gone"
    """The site says that it is not there."""
    UNREACHABLE = "unreachable"
    """The site did not answer, which says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """One thing that was relied on."""

    url: str
    hash: str
    """`sha256:` hex of the substance."""
    signer: str
    at: str
    """When it was verified, `YYYY-MM-DDTHH:MM:SSZ`."""
    sequence: int = 0
    title: str = ""

    @property
    def pin(self) -> Pin:
        """What a verifier must hold against what is there now: signer, sequence, and an envelope when there was one."""
        return Pin(
            signer=self.signer,
            first_seen=self.at,
            last_seen=self.at,
            sequence=self.sequence,
            # Only an envelope names a sequence.
            envelope=self.sequence > 0,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What `recheck` says of one bookmark."""

    bookmark: Bookmark
    fate: Fate
    sentence: str
    hash: str = ""
    """The substance now; empty where there is none."""

    @property
    def exit_code(self) -> int:
        """0 same or changed with lineage, 1 changed without lineage or gone, 4 unreachable."""
        return _EXIT_CODES[self.fate]

    def as_dict(self) -> dict[str, Any]:
        """The finding in its JSON form."""
        return {
            "bookmark": asdict(self.bookmark),
            "fate": self.fate.value,
            "sentence": self.sentence,
            "hash": self.hash,
        }


_EXIT_CODES: Final = {Fate.SAME: 0, Fate.LINEAGE: 0, Fate.NO_LINEAGE: 1, Fate.GONE: 1, Fate.UNREACHABLE: 4}


def substance(data: bytes) -> str:
    """`sha256:` hex of what a document says, without what moves with the clock. Raises MalformedInput.

    An answer about one entry is its `contentHash` (which its verification recomputes); llms.txt is its signed bytes.
    """
    stamp = None if data.lstrip()[:1] == b"{" else read_stamp(data)
    if stamp is not None:
        return names.HASH_PREFIX + hashlib.sha256(stamp.signed).hexdigest()
    value = parse(data)
    if not isinstance(value, dict):
        raise MalformedInput("expected a document, got another JSON value")
    leaf = value.get(names.PROOF, {})
    if isinstance(leaf, dict) and isinstance(leaf.get("leaf"), dict) and isinstance(value.get("content"), str):
        # The words alone: other members of the answer may change (`movedTo`) while they stay.
        return names.HASH_PREFIX + hashlib.sha256(value["content"].encode()).hexdigest()
    body = {name: member for name, member in value.items() if name not in _MOVING}
    return names.HASH_PREFIX + hashlib.sha256(canonical(body)).hexdigest()


def make_bookmark(data: bytes, report: Report, moment: datetime) -> Bookmark:
    """A bookmark of a document that verified. Raises MalformedInput for one that did not."""
    if report.verdict is Verdict.FAILED or not report.signer:
        raise MalformedInput(
            f"expected a signed document that verifies, got: {report.verdict.value}",
            hint="look at the report: rootzpub verify",
        )
    return Bookmark(
        url=report.url,
        hash=substance(data),
        signer=report.signer,
        at=blocks.format_time(moment),
        sequence=report.observation.sequence if report.observation else 0,
        title=_title(data),
    )


def _title(data: bytes) -> str:
    try:
        value = parse(data)
    except MalformedInput:
        return ""
    title = value.get("title") if isinstance(value, dict) else None
    return title if isinstance(title, str) else ""


Fetched = tuple[int, bytes]
"""HTTP status and body."""


def recheck(
    bookmark: Bookmark,
    get: Callable[[str], Fetched],
    judge: Callable[[bytes, str, Mapping[str, Pin]], Report],
) -> Finding:
    """What became of `bookmark`: `get` fetches its URL, `judge` verifies body and URL against the pins it is handed."""
    try:
        status, body = get(bookmark.url)
    except FetchFailed as error:
        return Finding(bookmark=bookmark, fate=Fate.UNREACHABLE, sentence=error.message)
    # Before the verifier: a 404 of ours is a signed document and would verify.
    if status in _GONE:
        return Finding(bookmark=bookmark, fate=Fate.GONE, sentence=f"The site answers {status}.")
    if status != _OK:
        return Finding(bookmark=bookmark, fate=Fate.UNREACHABLE, sentence=f"The site answers {status}.")
    # Against the bookmark's own pin, not the file's: lineage counts from what was relied on.
    report = judge(body, bookmark.url, {blocks.origin_of(bookmark.url): bookmark.pin})
    return _compare(bookmark, body, report)


def _compare(bookmark: Bookmark, body: bytes, report: Report) -> Finding:
    try:
        now = substance(body)
    except MalformedInput as error:
        return Finding(bookmark=bookmark, fate=Fate.NO_LINEAGE, sentence=error.message)
    # Before the hashes: the same words by somebody else are no lineage.
    if report.failures:
        failure = report.failures[0]
        sentence = f"What is there now does not verify: {failure.sentence}"
        return Finding(bookmark=bookmark, fate=Fate.NO_LINEAGE, sentence=sentence, hash=now)
    if not report.signer:
        sentence = "What is there now is not signed."
        return Finding(bookmark=bookmark, fate=Fate.NO_LINEAGE, sentence=sentence, hash=now)
    if now == bookmark.hash:
        return Finding(bookmark=bookmark, fate=Fate.SAME, sentence="The same words, and they verify.", hash=now)
    sentence = f"Other words, signed by {report.signer} in the same line of keys."
    return Finding(bookmark=bookmark, fate=Fate.LINEAGE, sentence=sentence, hash=now)


@dataclass(frozen=True, slots=True)
class BookmarkFile:
    """The bookmarks of one file, kept as pins are."""

    path: Path

    def all(self) -> dict[str, Bookmark]:
        """All bookmarks by URL. Raises ConfigError for a damaged file."""
        return read_json(self.path, _read_bookmarks, what="bookmarks") or {}

    def keep(self, bookmark: Bookmark) -> None:
        """Add `bookmark`, in place of an older one of the same URL."""
        self._write(lambda kept: kept | {bookmark.url: bookmark})

    def drop(self, url: str) -> bool:
        """Forget the bookmark of `url`; whether there was one."""
        known = url in self.all()
        self._write(lambda kept: {name: bookmark for name, bookmark in kept.items() if name != url})
        return known

    def _write(self, change: Callable[[dict[str, Bookmark]], dict[str, Bookmark]]) -> None:
        with locked(self.path):
            kept = change(self.all())
            members = [asdict(kept[url]) for url in sorted(kept)]
            write_json(self.path, {"version": _VERSION, "bookmarks": members})


def _read_bookmarks(value: Any) -> dict[str, Bookmark]:
    if value["version"] != _VERSION:
        raise ConfigError("bookmarks of another version")
    kept = [Bookmark(**members) for members in value["bookmarks"]]
    for bookmark in kept:
        blocks.origin_of(bookmark.url)
        blocks.parse_time(bookmark.at)
    return {bookmark.url: bookmark for bookmark in kept}
