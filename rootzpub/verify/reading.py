"""Steps 1 to 3: the bytes can be read in one way only, are of a known dialect, and have the hash they claim."""

import hashlib
import re
from itertools import chain
from typing import Any, Final

from rootzpub.errors import MalformedInput
from rootzpub.verify.alteration import altered_content
from rootzpub.verify.canonical_fast_path import is_canonical, is_shallow, read_canonical, unsigned_bytes
from rootzpub.verify.case import Case, Finding, failed, passed, skipped
from rootzpub.verify.json_stats import depth_of, json_stats
from rootzpub.wire import text_stamp
from rootzpub.wire.dialects import DIALECTS, Dialect, Received, count_values
from rootzpub.wire.dialects.dialect import all_members
from rootzpub.wire.dialects.foreign import UNSIGNED
from rootzpub.wire.dialects.ours import OURS
from rootzpub.wire.names import HASH_PREFIX, SIGNATURE
from rootzpub.wire.strict import MAX_DEPTH

_PARSE_CODES: Final = (
    ("duplicate key", "parsed.duplicate-key"),
    ("lone surrogate", "parsed.surrogate"),
    ("byte order mark", "parsed.bom"),
    ("levels", "parsed.depth"),
    ("objects and arrays", "parsed.dense"),
    ("digits", "parsed.digits"),
    ("beyond the range", "parsed.number"),
    ("is not JSON", "parsed.constant"),
    ("UTF-8", "parsed.encoding"),
)
"""Words of the strict reader's messages, and the code of each."""

_PLACE: Final = re.compile(r"at byte ([0-9]{1,12})")
_CURLY: Final = tuple(mark.encode() for mark in "\u201c\u201d\u201e\u2018\u2019")

_REPLACER: Final = "standard-replacer-array"
_HASH: Final = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
_BLOCK: Final = frozenset(
    {"authorization", "contentHash", "delegation", "digitalName", "envelope", "identityContract", "method", "network"}
    | {"publishedAt", "signature", "signedAt", "signer"}
)
"""The members that our `_signature` block can have [wire §2.signature]."""


def check_parsed(case: Case) -> Finding:
    """Step 1. Sets `case.received` and `case.block`."""
    try:
        case.received = _read(case)
        if case.received.value is None:
            # Text is not parsed, so nothing else would say that it is no UTF-8.
            case.data.decode("utf-8")
    except MalformedInput as error:
        code = next((code for words, code in _PARSE_CODES if words in error.message), "parsed.malformed")
        return failed(code, _why_unread(case.data, code, error.message), reason=error.message, size=len(case.data))
    except UnicodeDecodeError as error:
        case.received = None
        return failed(
            "parsed.encoding", f"It is not UTF-8: byte {error.start} cannot stand there.", size=len(case.data)
        )
    case.block = case.received.block
    if case.received.value is None:
        return passed("parsed.text", "Read as text in UTF-8.", size=len(case.data))
    case.stats = case.stats or json_stats(case.received.unsigned)
    if case.stats.collision:
        return passed(
            "parsed.nfc-collision",
            f"Read as strict JSON, but two keys look the same: {case.stats.collision[:60]!r}.",
            warning=True,
            size=len(case.data),
        )
    return passed("parsed.json", "Read as strict JSON: one reading only.", size=len(case.data))


def _why_unread(data: bytes, code: str, message: str) -> str:
    """What kept the bytes from being read, in words for people who know no parser."""
    if code == "parsed.bom":
        return (
            "An editor put three invisible bytes (a byte order mark) before the first character: without them it may "
            "be as it was."
        )
    place = _PLACE.search(message)
    if code != "parsed.malformed" or place is None:
        return f"It cannot be read in one way only: {message}."
    at = int(place[1])
    if any(mark in data[max(0, at - 3) : at + 3] for mark in _CURLY):
        return f"At byte {at} stands a curly quotation mark where JSON has a straight one: an editor exchanged it."
    where = (
        "to its end: it was cut short"
        if not data.rstrip().endswith((b"}", b"]"))
        else f"from byte {at} on: it was edited"
    )
    return f"It cannot be read as JSON {where}, or never was a document."


def _read(case: Case) -> Received:
    """The bytes as read: canonical ones the short way, with their numbers counted, all others strictly."""
    value = read_canonical(case.data)
    # A signature that is no object is not walked through below.
    if value is None or not isinstance(value.get(SIGNATURE, {}), dict):
        return Received.read(case.data)
    received = Received(case.data, value=value)
    seen = json_stats(received.unsigned)
    # Also the block, which `seen` leaves out: the strict reader counts its levels one deeper.
    is_deep = not is_shallow(seen) or depth_of(received.block) >= MAX_DEPTH
    if is_deep or not is_canonical(case.data, value):
        return Received.read(case.data)
    case.stats, case.is_canonical = seen, True
    return received


def check_dialect(case: Case) -> Finding:
    """Step 2. Sets `case.dialect`, and `case.digest` when its hash is the one claimed (step 3 says so)."""
    received = case.received
    if received is None:
        return skipped("dialect.not-reached", "The dialect was not looked at: the bytes could not be read.")
    if received.value is not None and _is_detached(received.value):
        case.block, case.is_detached = received.value, True
        return passed("dialect.detached", "A signature block of its own; the text that it signs stands elsewhere.")
    try:
        case.dialect, case.signed = _recognise_ours(case, received) or _recognise(received)
    except MalformedInput as error:
        return failed("dialect.not-canonical", f"It holds what a document may not: {error.message}.")
    # The hash is right if bytes were found that have it; step 3 reports it, and says how much they cover.
    case.digest = received.claimed_hash if case.signed is not None else None
    return _unusable(received, case.dialect) or _recognised(case.dialect, certain=case.signed is not None)


def _unusable(received: Received, dialect: Dialect) -> Finding | None:
    """The failure of what is no signed document."""
    if not dialect.is_document:
        return _foreign(received)
    if dialect is UNSIGNED:
        return failed("dialect.unsigned", "An AI Discovery document without a _signature: nothing can be verified.")
    # The upper stamp covers the lower one as text; a reader of the lower would take it for the only one.
    if received.stamp is not None and text_stamp.read(received.stamp.signed) is not None:
        return failed(
            "dialect.stacked-stamp", "The text under the stamp ends in another stamp: one was put on the other."
        )
    return None


def _recognised(dialect: Dialect, *, certain: bool) -> Finding:
    if not certain:
        return passed("dialect.form", f"By its form: {dialect.title}.", dialect=dialect.name)
    return passed("dialect.recognised", f"Recognised as {dialect.title}.", dialect=dialect.name)


def _is_detached(value: dict[str, Any]) -> bool:
    """Whether the document is nothing but a `_signature` block, as `/llms.txt.sig` is."""
    return value.keys() >= {"contentHash", "envelope", "method", "signature", "signer"} and value.keys() <= _BLOCK


def _recognise_ours(case: Case, received: Received) -> tuple[Dialect, bytes] | None:
    """The first row of the table without its detours: where it does not match, the table is asked."""
    if not case.is_canonical or case.stats is None or not OURS.fits(received):
        return None
    signed = unsigned_bytes(case.data, received.value or {}, case.stats)
    return (OURS, signed) if hashlib.sha256(signed).digest() == received.claimed_hash else None


def _recognise(received: Received) -> tuple[Dialect, bytes | None]:
    """The first dialect under whose rule the hash is the one claimed, with the bytes it covers.

    Where none is, the first whose form fits, and None (only the rows up to the match are tried).
    """
    claimed = received.claimed_hash
    fitting = (dialect for dialect in DIALECTS if dialect.fits(received))
    # The order of the table decides: the first rule that gives the claimed hash is the dialect, so the rules that cover
    # most stand first (wire/dialects).
    first = next(fitting)  # the last row fits everything
    # Without a claimed hash no row can match, and encoding for each would be work for nothing.
    for dialect in chain((first,), fitting if claimed is not None else ()):
        if claimed is not None and dialect.content_hash(received) == claimed:  # no bytes are held while others are made
            return dialect, dialect.signed_bytes(received)
    return first, None


def _foreign(received: Received) -> Finding:
    # Our own heading without a readable stamp is a damaged document of ours, not a foreign text.
    if received.value is None and text_stamp.HEADING in received.data:
        if b"\r\n" in received.data and text_stamp.read(received.data.replace(b"\r\n", b"\n")) is not None:
            return failed(
                "dialect.no-stamp",
                "Its line ends became CRLF on the way (an editor, or a transfer as text); it was signed with LF.",
            )
        return failed(
            "dialect.no-stamp", "The text does not end in a stamp: it was cut short, or something was put behind it."
        )
    names = ", ".join(list(received.value or {})[:6])
    if received.value is not None:
        # The same path is claimed for other formats too: what is of one of them is not broken.
        return failed(
            "dialect.foreign",
            f"Not an AI Discovery document: it is JSON of another format, an object with {names[:120]}.",
            members=names[:300],
        )
    return failed(
        "dialect.foreign",
        "Not an AI Discovery document: text without a stamp. Whether a site says these words is found by a search for "
        "them: rootzpub verify --quote TEXT --site URL.",
        members="",
    )


def check_hash(case: Case) -> Finding:
    """Step 3. The claimed content hash is that of the bytes, and covers all of the document."""
    if case.is_detached:
        return _detached_hash(case)
    if case.received is None or case.dialect is None or not case.dialect.is_document or case.dialect is UNSIGNED:
        return skipped("hash.not-reached", "The hash was not looked at: there is no signed document.")
    if not case.block:
        return failed("hash.missing", "Its _signature is not one: there is nothing to verify it by.")
    claimed = case.block.get("contentHash")
    if case.received.claimed_hash is None:
        return failed(
            "hash.malformed", "contentHash is not sha256: and 64 lower-case hex digits.", claimed=str(claimed)[:200]
        )
    if case.digest is None:
        found = case.dialect.content_hash(case.received)
        alteration = altered_content(case, found)
        return failed(
            "hash.mismatch",
            alteration.sentence,
            claimed=claimed,
            found=f"sha256:{found.hex()}",
            rule=case.dialect.name,
            altered=list(alteration.members),
        )
    return _coverage(case, case.received, case.dialect)


def _detached_hash(case: Case) -> Finding:
    text = case.block["contentHash"]
    if not isinstance(text, str) or not _HASH.fullmatch(text):
        return failed(
            "hash.malformed", "contentHash is not sha256: and 64 lower-case hex digits.", claimed=str(text)[:200]
        )
    case.digest = bytes.fromhex(text.removeprefix(HASH_PREFIX))
    return skipped(
        "hash.detached",
        "The hash could not be computed again: the text that it is of stands elsewhere.",
        warning=True,
        contentHash=text,
    )


def _coverage(case: Case, received: Received, dialect: Dialect) -> Finding:
    signed = case.signed or b""
    total = len(case.data)
    if received.value is None:
        # Lines above the stamp only: below it stands the signature, and that ends the file.
        values = all_values = sum(1 for line in signed.splitlines() if line.strip())
        unit = f"{values} lines"
    else:
        all_values = case.stats.values if case.stats else 0
        values = all_values if dialect.covered is all_members else count_values(dialect.covered(received))
        unit = f"{values} of {all_values} values"
    evidence: dict[str, Any] = {
        "rule": dialect.name,
        "contentHash": case.block.get("contentHash"),
        "bytesCovered": len(signed),
        "bytesTotal": total,
        "valuesCovered": values,
        "valuesTotal": all_values,
    }
    said = f"covers {len(signed):,} of {total:,} bytes, {unit}"
    if values == all_values:
        rest = "the other bytes are spacing and the signature itself"
        return passed("hash.matches", f"The content hash is right and {said}; {rest}.", **evidence)
    if dialect.name == _REPLACER:
        case.digest = None  # a hash over so little must not carry the steps behind this one
        percent = 100 * len(signed) / max(1, total)
        return failed(
            "hash.partial", f"The hash {said} ({percent:.0f} %): the rest can be changed unnoticed.", **evidence
        )
    case.add_unproven("members that the hash leaves out", f"it covers {values} of {all_values} values")
    return passed("hash.uncovered", f"The content hash is right, but {said}.", warning=True, **evidence)
