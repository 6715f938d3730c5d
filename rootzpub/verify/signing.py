"""Steps 4 and 5: the signature is one that could be, and recovers to whom the document names.

Invariants: one form only: `0x` and 130 lower-case hex digits, r ‖ s ‖ v, v 27 or 28, 0 < r < n, 0 < s ≤ n/2.
"""

import re
from typing import Any, Final

from rootzpub.errors import BadSignature, MalformedInput
from rootzpub.proof import Address, TypedData, recover
from rootzpub.proof.curve import HALF_ORDER, ORDER
from rootzpub.verify.case import Case, Finding, failed, object_of, passed, skipped, text_of
from rootzpub.wire import envelope, names

TYPED_DATA: Final = TypedData.prepare(envelope.DOMAIN, envelope.TYPES, envelope.PRIMARY_TYPE)
"""How the message of an envelope is hashed."""
_HEX: Final = re.compile(r"0x[0-9a-f]*", re.ASCII)
_SIZE: Final = 65
_V: Final = frozenset({27, 28})


def check_signature(case: Case) -> Finding:
    """Step 4. The signature over the content hash, and the envelope's, are well-formed."""
    if case.digest is None:
        return skipped("signature.not-reached", "The signature was not looked at: no content hash stands.")
    method, given = case.block.get("method"), case.block.get("signature")
    if given is None:
        return _unsigned(case, method)
    # Foreign blocks may leave the method out; our JSON never does, and a stamp has no such line.
    if method != names.METHOD_ECDSA and (method is not None or (case.is_ours and case.value)):
        return failed(
            "signature.method",
            f"There is a signature, but the method is called {str(method)[:40]!r}.",
            method=str(method)[:80],
            expected=names.METHOD_ECDSA,
        )
    beside = object_of(case.block, "envelope")
    for whose, text in (("content", given), ("envelope", beside.get("signature"))):
        if whose == "envelope" and not beside:
            continue
        problem = form_problem(text)
        if problem:
            code, sentence = problem
            return failed(code, f"The {whose} signature {sentence}.", of=whose, signature=str(text)[:200])
        case.usable.add(str(text))
    return passed("signature.well-formed", "65 bytes, v is 27 or 28, r and s in range, s low.", signature=given)


def _unsigned(case: Case, method: Any) -> Finding:
    # A signer is named and the signature missing: said by the method, by the stamp's Signer line, or by _provenance.
    if method == names.METHOD_ECDSA or (case.received and case.received.stamp and "signer" in case.block):
        return failed(
            "signature.missing", "The document says that it is signed, but holds no signature.", method=method
        )
    named = text_of(object_of(case.value, names.PROVENANCE), "signer") or text_of(case.block, "signer")
    if named and named != names.SIGNER_NONE:
        return failed(
            "signature.stripped", f"It names {named[:60]} as its signer, but the signature is gone.", named=named
        )
    pending = case.block.get("authorization") == names.AUTHORIZATION_PENDING
    case.add_unproven("who made this document", "it carries a hash and no signature; anyone could have made both")
    return skipped(
        "signature.pending" if pending else "signature.absent",
        "Nobody signed this document yet: its owner has not approved it."
        if pending
        else "Nobody signed this document: the hash only shows that it was not damaged by accident.",
        warning=True,
        method=str(method)[:80],
    )


def is_usable(case: Case, text: Any) -> bool:
    """Whether `text` is a well-formed signature; what step 4 looked at is not looked at again."""
    return isinstance(text, str) and (text in case.usable or form_problem(text) is None)


def form_problem(text: Any) -> tuple[str, str] | None:
    """Code and words for what keeps `text` from being a signature; None when it is one."""
    if not isinstance(text, str) or not _HEX.fullmatch(text) or len(text) % 2:
        return "signature.not-hex", "is not 0x and lower-case hex digits"
    raw = bytes.fromhex(text[2:])
    if len(raw) != _SIZE:
        return "signature.length", f"is {len(raw)} bytes long, not 65"
    return _range_problem(raw)


def _range_problem(raw: bytes) -> tuple[str, str] | None:
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:64], "big")
    if raw[64] not in _V:
        return "signature.v", f"has v = {raw[64]}, not 27 or 28"
    if not 0 < r < ORDER:
        return "signature.r", "has an r outside 1 … n-1"
    # Each with its own code: a reader of reports sees which trick was tried.
    if not 0 < s < ORDER:
        return "signature.s", "has an s outside 1 … n-1"
    if s > HALF_ORDER:
        return "signature.high-s", "has a high s: it is the altered twin of another signature"
    return None


def check_signer(case: Case) -> Finding:
    """Step 5. The signature recovers to the address that the document names, written with its checksum."""
    given = text_of(case.block, "signature")
    if case.digest is None or not is_usable(case, given):
        return skipped("signer.not-reached", "Nobody was recovered: there is no usable signature.")
    claimed = _claimed_address(case)
    if isinstance(claimed, Finding):
        return claimed
    try:
        found = recover(case.digest, bytes.fromhex(given[2:]))
    except BadSignature:
        return failed("signer.unrecoverable", "No key gives this signature over this document.")
    if found != claimed:
        return failed(
            "signer.mismatch",
            # Without the address recovered: over bytes that were altered it is arithmetic, and nobody's.
            f"Altered after signing: the signature is not that of {claimed.format()}, whom it names, over these bytes.",
            named=claimed.format(),
        )
    other = _other_names(case, found)
    if other:
        return failed(
            "signer.contradiction", f"The document names another signer in {other}.", recovered=found.format()
        )
    case.signer = found
    return passed("signer.recovered", f"Signed by {found.format()}.", signer=found.format())


def _claimed_address(case: Case) -> Address | Finding:
    text = case.block.get("signer")
    try:
        address = Address.parse(text)  # type: ignore[arg-type] # what is no text is refused there
    except MalformedInput as error:
        code = "signer.checksum" if "checksum" in error.message else "signer.malformed"
        return failed(code, "The signer's address is wrong: " + error.message[:200], signer=str(text)[:80])
    if case.is_ours and text != address.format():
        return failed(
            "signer.checksum",
            "The signer's address is not written with its EIP-55 checksum.",
            signer=str(text)[:80],
            expected=address.format(),
        )
    return address


def _other_names(case: Case, signer: Address) -> str:
    """The block, if any, that names another signer than the one recovered."""
    for block in (names.PROVENANCE, names.ORIGIN):
        named = text_of(object_of(case.value, block), "signer")
        # In any case of letters: the spelling of the block's own signer was judged above.
        if named and named.lower() != signer.format().lower():
            return f"{block}.signer"
    return ""
