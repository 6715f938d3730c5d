"""`[signing] publish = "approved"`: what the owner says of themselves changes only when they say so [wire §3.5].

Invariants: the statement is the discovery document without `pages`, `pagesUrl` and `publication`; these always follow
the site: they are in every envelope, and a frozen copy would verify as a rollback. The settings that identity and
policies are made of are held with it, so that every other document says the same. What was never approved is not
served; what was served before approving was switched on counts as approved.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from rootzpub.config import Config
from rootzpub.errors import MalformedInput, NotReady, StoreUnavailable
from rootzpub.state import MemoryNote, Note
from rootzpub.wire import Document, canonical, parse
from rootzpub.wire.document import Json
from rootzpub.wire.publication import sha256_text

_FOLLOWS_SITE: Final = frozenset({"pages", "pagesUrl", "publication"})
_OF_THE_HOST: Final = frozenset({"capabilities", "entrypoints"})
"""What can be asked where the document lies."""
_HELD_TABLES: Final = ("identity", "contact", "policies")
# What is declared and enforced is one: a limit of yesterday beside the one that holds today would be untrue.
_NOT_HELD: Final = frozenset({"rate_limit", "document_limit"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One member of the statement that would change."""

    member: str
    """Its path, e.g. `organization.mission`."""
    before: Json
    """None = it was not there."""
    after: Json

    def lines(self) -> Iterator[str]:
        """For people: what goes and what comes."""
        yield self.member
        if self.before is not None:
            yield f"  - {canonical(self.before).decode()}"
        if self.after is not None:
            yield f"  + {canonical(self.after).decode()}"


class ReleasedStatement:
    """The approved statement, and the settings that it was made of; each in a note."""

    def __init__(self, note: Note, settings: Note | None = None) -> None:
        self._note = note
        self._settings = settings or MemoryNote()

    def mark(self) -> int:
        """Changes whenever something else was approved; 0 before the first time."""
        return self._note.mark()

    def moment(self) -> datetime:
        """When something was last approved."""
        # The mark is a time in nanoseconds; HTTP knows seconds.
        return datetime.fromtimestamp(self.mark() // 10**9, UTC)

    def approve(self, document: Document, config: Config) -> str:
        """Keep the statement of this document as the one to serve; gives its hash. Raises StoreUnavailable."""
        # Canonical: the hash that `approve` shows is over the bytes that are kept, and the owner can compute it.
        statement = canonical(_statement(document))
        # The settings first: the mark of the statement is what running servers look at.
        held = canonical(_settings(document, config))
        if self._settings.read() != held:
            self._settings.write(held)
        if self._note.read() != statement:
            self._note.write(statement)
        return sha256_text(hashlib.sha256(statement).digest())

    def waiting(self, document: Document) -> tuple[Difference, ...]:
        """What of this document differs from what was approved; everything, where nothing was."""
        try:
            approved = dict(self._approved())
        except NotReady:
            approved = {}
        return tuple(_differences(approved, _statement(document)))

    def apply(self, document: Document) -> Document:
        """The document with the approved statement in place of its own.

        Raises:
            NotReady: nothing was approved yet, or the file does not hold a statement.
        """
        follows = {name: value for name, value in document.body.items() if name in _FOLLOWS_SITE}
        return replace(document, body={**self._approved(), **follows})

    def apply_to_files(self, document: Document) -> Document:
        """The same for files, whose host answers less than a server: what they offer is not what was approved."""
        applied = self.apply(document)
        held = {name: value for name, value in applied.body.items() if name not in _OF_THE_HOST}
        offered = {name: value for name, value in document.body.items() if name in _OF_THE_HOST}
        return replace(applied, body={**held, **offered})

    def hold(self, config: Config) -> Config:
        """The configuration with identity, contact and policies as they were approved; itself where none were."""
        try:
            held = parse(self._settings.read() or b"")
            assert isinstance(held, dict)
            tables = {name: _table(getattr(config, name), held[name]) for name in _HELD_TABLES}
        except (StoreUnavailable, MalformedInput, AssertionError, KeyError, TypeError, ValidationError):
            # Approved before settings were held, or damaged: the statement itself is held all the same.
            return config
        return config.model_copy(update=tables)

    def _approved(self) -> Mapping[str, Json]:
        try:
            statement = parse(self._note.read() or b"")
        except (StoreUnavailable, MalformedInput):
            # Damaged counts as never approved: nothing is guessed of what the owner said.
            statement = None
        if not isinstance(statement, dict):
            raise NotReady("the discovery document was not approved yet", hint="The owner runs `rootzpub approve`.")
        return statement


def _statement(document: Document) -> dict[str, Json]:
    return {name: value for name, value in document.body.items() if name not in _FOLLOWS_SITE}


def _settings(document: Document, config: Config) -> dict[str, Json]:
    tables = {name: getattr(config, name).model_dump(mode="json") for name in _HELD_TABLES}
    organization = document.body.get("organization")
    # The site's own name counts where the owner set none: it is held as well.
    if isinstance(organization, dict) and not tables["identity"]["name"]:
        tables["identity"]["name"] = organization.get("name", "")
    return tables


def _table(now: BaseModel, held: Mapping[str, Any]) -> BaseModel:
    """A table as it was approved. What this version does not know, and what is enforced, is as it is now."""
    known = {name: value for name, value in held.items() if name in type(now).model_fields and name not in _NOT_HELD}
    return type(now).model_validate({**now.model_dump(), **known})


def _differences(before: Json, after: Json, member: str = "") -> Iterator[Difference]:
    """Member by member; lists are one member each."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in (*before, *(name for name in after if name not in before)):
            yield from _differences(before.get(name), after.get(name), f"{member}.{name}" if member else name)
    elif canonical(before) != canonical(after):
        yield Difference(member, before, after)
