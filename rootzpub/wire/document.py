"""What is to be published, before time and key enter: JSON, text or bytes [wire §2] [wire §4].

Pure values: the same site gives equal documents. `rootzpub.seal` adds the stamps named here, hash and signature.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from rootzpub.wire.names import JSON_MEDIA_TYPE, TEXT_MEDIA_TYPE
from rootzpub.wire.places import Signing

DEFAULT_MAX_AGE: Final = 3600
"""Seconds for which an answer may be cached where the document says nothing."""

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]
"""A JSON value as documents hold it: no floats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDates:
    """When the one entry that a document shows was published and last modified (for `_origin`), UTC."""

    published: datetime | None
    """None: nobody knows."""
    modified: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A JSON document or tool answer without its stamps."""

    kind: str
    """The document's kind [wire §3.kinds] or the tool's name."""
    resource: str
    """Path and, behind `?`, the parameters that were asked and understood [wire §2.resource]."""
    body: Mapping[str, Json]
    """Every member but `_freshness`, `_origin`, `_provenance`, `_signature` and those in `stamped`."""
    last_modified: datetime | None = None
    """Last change of what it shows, UTC: decides `_freshness` and `Last-Modified`."""
    max_age: int | None = None
    """Seconds for `Cache-Control`; None: an hour, and not at all where each request is answered anew."""
    lifetime: int | None = None
    """Seconds that the envelope is valid; None: the longer of `max_age` and the freshness of the content."""
    freshness: bool = False
    """Whether a `_freshness` block is added."""
    origin: EntryDates | None = None
    """Adds an `_origin` block with these dates."""
    provenance: bool = True
    """Whether a `_provenance` block is added."""
    stamped: tuple[str, ...] = ()
    """Top-level members that receive the moment of sealing, e.g. `generated`."""
    status: int = 200
    """HTTP status it is sent with."""
    beyond_end: bool = False
    """Whether it is an empty part behind the end of a list: there are as many as numbers, so none is cached here."""
    media_type: str = JSON_MEDIA_TYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDocument:
    """llms.txt and the like: text that gets a Verification section."""

    kind: str
    resource: str
    text: str
    """Everything before the stamp; ends in one line feed."""
    last_modified: datetime | None = None
    max_age: int | None = None
    """As for JSON."""
    lifetime: int | None = None
    """Seconds that the envelope is valid; None: a day, or `max_age` where that is longer."""
    stamp: Literal["section", "rootz"] = "section"
    """`section`: `## Verification`; `rootz`: the plugin's footer."""
    media_type: str = TEXT_MEDIA_TYPE
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class BytesDocument:
    """Bytes whose syntax has no room for a stamp: robots.txt, sitemaps, feeds, cards, archives."""

    kind: str
    resource: str
    content: bytes
    """What is served, byte for byte, and what is signed."""
    media_type: str
    signing: Signing = Signing.TWIN
    """Where the signature is, never inside; a row of the endpoints sets what its place says."""
    last_modified: datetime | None = None
    max_age: int | None = None
    """As for JSON."""
    lifetime: int | None = None
    """Seconds that the envelope is valid; None: a day, or `max_age` where that is longer."""
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureDocument:
    """The signature of a text or of bytes as a document of its own: what stands at `<path>.sig`."""

    of: TextDocument | BytesDocument

    @property
    def kind(self) -> str:
        """That of what is signed."""
        return self.of.kind


Unsigned = Document | TextDocument | BytesDocument | SignatureDocument
"""Whatever may be handed to the seal."""


def signature_of(document: Unsigned) -> SignatureDocument | None:
    """The signature as a document of its own; None where the document carries it, or has none."""
    match document:
        # JSON carries its signature inside; a header needs no address of its own.
        case TextDocument() | BytesDocument(signing=Signing.TWIN):
            return SignatureDocument(of=document)
        case _:
            return None


def max_age_of(document: Document | TextDocument | BytesDocument) -> int:
    """Seconds for which an answer may be cached, where its row says nothing else."""
    return DEFAULT_MAX_AGE if document.max_age is None else document.max_age
