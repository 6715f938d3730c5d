"""What was altered after signing, as far as the bytes alone prove it.

Invariants: no address is named that arithmetic made up: recovering a key over altered bytes always gives some address,
which is nobody's. What is said here only words a failure that another step found.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from rootzpub.errors import BadSignature, MalformedInput
from rootzpub.proof import Address, recover
from rootzpub.proof.statement import moment_of
from rootzpub.verify.case import Case, object_of, origin_or_none, text_of
from rootzpub.verify.kinds import kind_of
from rootzpub.verify.publication import differing_members, proves_leaf
from rootzpub.verify.signing import TYPED_DATA, form_problem
from rootzpub.wire import blocks, envelope, names

_LIFETIMES: Final = (blocks.HOUR, blocks.DAY, 7 * blocks.DAY, blocks.MAX_LIFETIME)
"""Seconds for which our envelopes hold (decision 0013)."""


@dataclass(frozen=True, slots=True)
class Alteration:
    """A sentence for people, and what was found altered."""

    sentence: str
    members: tuple[str, ...] = ()


def altered_content(case: Case, actual: bytes) -> Alteration:
    """What to say where the content has the hash `actual`, and claims another one."""
    assert case.received is not None
    named, claimed = _named(case), case.received.claimed_hash
    if named is None or claimed is None:
        return Alteration("The content does not have the hash that stands beside it: one of the two was altered.")
    if _is_signed(case, actual, named):
        return Alteration(f"The hash was altered, not the content: that is as {named.format()} signed it.")
    if not _is_signed(case, claimed, named):
        return Alteration(
            "The content does not have the hash that stands beside it, and the signature is of neither: content and "
            "signature block were altered, or never belonged together."
        )
    members = _altered_members(case, named)
    which = f"; {_listed(members)}" if members else ""
    return Alteration(f"Altered after signing: {named.format()} signed other content than this{which}.", members)


def _listed(members: tuple[str, ...]) -> str:
    if members == ("another member",):
        return "its text is the one that was signed, and another member was changed"
    return f"changed: {', '.join('its text' if name == 'content' else name for name in members)}"


def _altered_members(case: Case, signer: Address) -> tuple[str, ...]:
    """Members of an entry that are not those its publication records; () where nothing proves which."""
    value = case.value
    content = value.get("content")
    if not isinstance(content, str) or "contentHash" not in value:
        return ()
    found = names.HASH_PREFIX + hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    if not _is_proven(case, signer):
        # Nothing leads to the signed root; then only that text and hash of the entry do not fit together.
        return ("content",) if found != value["contentHash"] else ()
    leaf = object_of(object_of(value, names.PROOF), "leaf")
    text = ("content",) if found != text_of(leaf, "contentHash") else ()
    return text + differing_members(value, leaf) or ("another member",)


def _is_proven(case: Case, signer: Address) -> bool:
    """Whether the record in `_proof` leads to the root of an envelope that `signer` signed."""
    raw = object_of(case.block, "envelope")
    message = object_of(raw, "message")
    return _signs(message, text_of(raw, "signature"), signer) and proves_leaf(
        object_of(case.value, names.PROOF), text_of(message, "publicationRoot")
    )


def altered_envelope(case: Case, raw: Mapping[str, Any]) -> Alteration:
    """What to say where the envelope's signature is not the signer's: the one member to blame, where one is.

    Each member is put back to what the document says elsewhere; the one with which the signature holds was altered.
    """
    assert case.signer is not None
    message = raw["message"]
    for name, value in _elsewhere(case, message):
        if message[name] != value and _signs({**message, name: value}, raw["signature"], case.signer):
            return Alteration(f"The envelope was altered after signing: its {_shown(name, value)}.", (name,))
    return Alteration(
        f"The envelope was altered after signing, or is not by {case.signer.format()}, who signed the content: place, "
        "time and publication are not proven."
    )


def _shown(name: str, value: Any) -> str:
    if name in {"signedAt", "expiresAt"}:
        return f"{name} was {blocks.format_time(moment_of(value))}"
    return f"{name} was {str(value)[:200]!r}"


def _elsewhere(case: Case, message: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What the members of the message may have been: (member, value)."""
    assert case.digest is not None
    yield "contentHash", f"0x{case.digest.hex()}"
    yield from _places(case)
    with suppress(MalformedInput):
        yield "signedAt", int(blocks.parse_time(text_of(case.block, "signedAt")).timestamp())
    own = object_of(case.value, "_freshness").get("maxAge")
    for seconds in (*_LIFETIMES, own if type(own) is int else 0):
        yield "expiresAt", message["signedAt"] + seconds
    publication = object_of(case.value, "publication")
    for block in (publication, object_of(case.value, names.PROOF)):
        yield "publicationRoot", text_of(block, "root").replace(names.HASH_PREFIX, "0x") or envelope.ZERO_HASH
    if type(publication.get("sequence")) is int:
        yield "sequence", publication["sequence"]
    yield "identity", text_of(case.block, "identityContract") or envelope.ZERO_ADDRESS


def _places(case: Case) -> Iterator[tuple[str, str]]:
    """Origin, resource and kind as the body, and the address that it came from, have them."""
    named = text_of(object_of(case.value, names.PROVENANCE), "origin")
    for scheme in ("https://", "http://"):  # the plugin's form is the bare host
        yield "origin", named if "://" in named else f"{scheme}{named}"
    origin = origin_or_none(case.url)
    if origin is None:
        return
    parts = urlsplit(case.url or "")
    yield "origin", origin
    yield "resource", blocks.resource(parts.path, parse_qsl(parts.query, keep_blank_values=True))
    for kind in kind_of(parts.path):
        yield "kind", kind


def _signs(message: Mapping[str, Any], signature: str, signer: Address) -> bool:
    try:
        return form_problem(signature) is None and (
            recover(TYPED_DATA.digest(message), bytes.fromhex(signature[2:])) == signer
        )
    except (BadSignature, MalformedInput, KeyError, TypeError):
        return False


def _named(case: Case) -> Address | None:
    """The signer that the block names, where it also holds a signature."""
    try:
        return Address.parse(text_of(case.block, "signer")) if "signature" in case.block else None
    except MalformedInput:
        return None


def _is_signed(case: Case, digest: bytes, signer: Address) -> bool:
    signature = case.block.get("signature")
    if form_problem(signature) is not None:
        return False
    try:
        return recover(digest, bytes.fromhex(str(signature)[2:])) == signer
    except BadSignature:
        return False
