"""`write`: every document as a file, for a host that only hands out files.

Invariants: the same statements as when served, but for what a host of files is not (decision 0028): no tool is offered,
no limit declared, and everything holds until one moment; a crash leaves the old tree whole; only files that differ are
written, the rest keep their identity (inode and time); files in the folder that are not ours stay.
"""

import gzip
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from rootzpub.documents import Settings
from rootzpub.errors import NotReady, UsageError
from rootzpub.publisher.atomic_folder import Manifest, NewFolder, replace_folder
from rootzpub.publisher.edition import Edition
from rootzpub.publisher.endpoints import EndpointTable
from rootzpub.publisher.endpoints.endpoint import needs_a_server
from rootzpub.publisher.hosting import Hosted, hosting_files
from rootzpub.publisher.index_page import INDEX_PAGE, index_page
from rootzpub.publisher.layout import Layout
from rootzpub.publisher.publisher import Publisher
from rootzpub.seal import SealedResponse
from rootzpub.wire import Audience, Place
from rootzpub.wire.blocks import DAY, MAX_LIFETIME, format_time, known_time
from rootzpub.wire.places import PAGES, SIGNATURE_SUFFIX

VALIDITY: Final = timedelta(seconds=7 * DAY)
"""How long files hold where nothing else is said."""
_TRIES: Final = 5
"""How often a build begins again because the site changed while it ran."""


@dataclass(slots=True, kw_only=True)
class WriteSummary:
    """What a build did."""

    documents: int = 0
    written: int = 0
    """Documents whose bytes are new; the rest was kept as it was."""
    removed: int = 0
    total_bytes: int = 0
    sequence: int = 0
    valid_until: datetime | None = None
    """When the first envelope ends; None where nothing was written."""
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[tuple[str, str]]:
        """Name and text of each line, for a terminal."""
        yield "documents", f"{self.documents} ({self.written} written, {self.documents - self.written} as before)"
        yield "removed", str(self.removed)
        yield "bytes", str(self.total_bytes)
        yield "publication", str(self.sequence)
        yield "time", f"{self.seconds:.1f} s"
        if self.valid_until:
            yield "rebuild", f"before {format_time(self.valid_until)}: then verifiers call the files expired"
        for note in self.notes:
            yield "note", note

    def as_dict(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "documents": self.documents,
            "written": self.written,
            "removed": self.removed,
            "bytes": self.total_bytes,
            "sequence": self.sequence,
            "validUntil": known_time(self.valid_until),
            "milliseconds": round(self.seconds * 1000),
            "notes": list(self.notes),
        }


def write(publisher: Publisher, out: Path, *, validity: timedelta = VALIDITY) -> WriteSummary:
    """Write every document that answers without a question into the folder `out`, as they are now.

    `validity` is how long they hold, up to 30 days.

    Raises:
        NotReady: nothing was ever synced, or the site changes faster than it can be written.
        UsageError: `out` holds something that we did not make.
        StoreUnavailable: `out` cannot be written; the old tree is as it was.
    """
    if not timedelta(0) < validity <= timedelta(seconds=MAX_LIFETIME):
        raise UsageError(f"expected a validity of at most 30 days, got {validity}", hint="Files are built again.")
    started = time.monotonic()
    # One moment for all files: stamps of two steps in one tree would look like two publications.
    still = publisher.as_files(validity)
    for _ in range(_TRIES):
        try:
            with replace_folder(out) as stage:
                summary = _Build(still, stage).run()
        except _SiteChanged:
            continue
        summary.seconds = time.monotonic() - started
        return summary
    raise NotReady("the site changed again and again while it was written", hint="Stop the sync for a moment.")


class _SiteChanged(Exception):  # noqa: N818 - not an error, a reason to begin again
    """A sync ended while the files were written: they would not belong together."""


class _Build:
    """One tree, from answers to files."""

    def __init__(self, publisher: Publisher, stage: NewFolder) -> None:
        self._publisher = publisher
        self._stage = stage
        self._manifest = Manifest()
        self._hosted: list[Hosted] = []
        self._summary = WriteSummary()

    def run(self) -> WriteSummary:
        """Place everything into the stage."""
        # 1. What is to be written, and what a static host cannot do.
        edition = self._publisher.edition()
        paths = tuple(self._publisher.paths())
        layout = Layout(paths)
        self._summary.notes.extend(_left_to_servers(self._publisher.endpoints, frozenset(paths), edition.settings))
        self._summary.sequence = edition.context.sequence
        # 2. Each path as it is served, with the signature beside it.
        for path in paths:
            answer = self._place(path, layout)
            if answer.status == HTTPStatus.OK and answer.signature_path:
                self._place(answer.signature_path, layout)
        # No lock over the whole build: a sync need not wait for it. What it made meanwhile is built again.
        if self._publisher.edition().version != edition.version:
            raise _SiteChanged
        # 3. What hosts must know; the manifest is written last, when all files are known.
        self._finish(layout, edition)
        return self._summary

    def _place(self, path: str, layout: Layout) -> SealedResponse:
        answer = self._publisher.answer(path)
        if answer.status != HTTPStatus.OK:
            # An error as a file would be served with 200.
            self._summary.notes.append(f"{path} answers {answer.status} and was left out")
            return answer
        name = layout.file_of(path)
        if not name or name in self._manifest.files:
            self._summary.notes.append(f"{path} cannot be a file name and was left out")
            return answer
        # The publisher itself is asked, so the bytes are those that a client gets (decision 0008).
        self._summary.documents += 1
        if answer.expires:
            self._summary.valid_until = min(answer.expires, self._summary.valid_until or answer.expires)
        self._summary.total_bytes += len(answer.body)
        self._summary.written += self._file(name, answer.body)
        self._hosted.append(self._hosted_as(path, answer))
        return answer

    def _hosted_as(self, path: str, answer: SealedResponse) -> Hosted:
        """What a host must know of this file."""
        found = self._publisher.endpoints.find(path)
        # Asked of the second page itself: at an address that a tool shares, the tool's row answers and has no pages.
        second = self._publisher.endpoints.find(f"{path}/page/2")
        return Hosted(
            path=path,
            media_type=answer.media_type,
            max_age=answer.max_age,
            headers=answer.headers,
            paged=second is not None and second.page > 0,
            page=found.page if found else 0,
            around=_around(found.endpoint.place, path) if found else None,
        )

    def _file(self, name: str, body: bytes) -> bool:
        """Put a file and its gzip twin into the stage; whether it differs from the one of the old tree."""
        digest = self._manifest.files[name] = hashlib.sha256(body).hexdigest()
        twin = f"{name}.gz"
        # The same inode and time: hosts and backups see that nothing changed.
        if self._stage.before.files.get(name) == digest and self._stage.reuse(name) and self._stage.reuse(twin):
            return False
        target = self._stage.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        # A file that was linked before its twin was missing is the old tree's too: writing into it would change both.
        target.unlink(missing_ok=True)
        target.write_bytes(body)
        # mtime=0: the moment in the header would give other bytes with every build.
        (self._stage.folder / twin).write_bytes(gzip.compress(body, mtime=0))
        return True

    def _finish(self, layout: Layout, edition: Edition) -> None:
        """The page for people, the files for hosts, and the list of what is ours."""
        if not self._is_owners(INDEX_PAGE):
            self._file(INDEX_PAGE, index_page(edition, self._summary.valid_until).encode())
        # The place where the tree will stand, for nginx reads the path long after the swap.
        for name, content in hosting_files(self._hosted, layout, folder=self._stage.old).items():
            if self._is_owners(name):
                continue
            (self._stage.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self._stage.folder / name).write_bytes(content)
            self._manifest.files[name] = hashlib.sha256(content).hexdigest()
        self._manifest.write(self._stage.folder)
        self._summary.removed = len(self._stage.before.files.keys() - self._manifest.files.keys())

    def _is_owners(self, name: str) -> bool:
        """Whether the owner put a file of this name into the folder: theirs stays."""
        theirs = (self._stage.old / name).exists() and name not in self._stage.before.files
        if theirs:
            self._summary.notes.append(f"{name} is yours and was left as it is")
        return theirs


def _around(place: Place, path: str) -> tuple[str, str] | None:
    """What stands before and behind the part of any depth in which the paths of a place differ.

    Only where both are whole parts of a path: a rule for `/*` would be one for everything.
    """
    for pattern in place.paths:
        before, _, rest = pattern.partition("{")
        name, _, behind = rest.partition("}")
        whole = before.strip("/") and behind.startswith("/")
        if whole and name.endswith(":path") and path.startswith(before) and path.endswith(behind):
            return before, behind
    return None


def _left_to_servers(endpoints: EndpointTable, written: frozenset[str], settings: Settings) -> Iterator[str]:
    """What is not in the files and everybody may ask for: questions need somebody who answers."""
    rows = [endpoint for endpoint in endpoints.rows if endpoint.enabled(settings)]
    left = [
        endpoint
        for endpoint in rows
        if endpoint.place.audience is Audience.ANYONE
        and endpoint.place.path not in written
        and endpoint.built is needs_a_server
        and not endpoint.place.path.endswith(SIGNATURE_SUFFIX)
    ]
    for endpoint in rows:
        if len(endpoint.media_types) > 1 and endpoint.built is not needs_a_server:
            others = ", ".join(media_type.partition(";")[0] for media_type in endpoint.media_types[1:])
            yield f"{endpoint.place.path} is written in its first form; {others} needs a server"
    for endpoint in left:
        yield f"{endpoint.place.path} needs a server and was left out"
    yield f"tools need a server and are called unavailable; {PAGES.path} names the document of each page"
