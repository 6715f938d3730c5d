"""Step 6: the envelope is signed by the same key, is about this document, and agrees with the block beside it."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from rootzpub.errors import BadSignature, MalformedInput
from rootzpub.proof import Address, recover
from rootzpub.verify.alteration import altered_envelope
from rootzpub.verify.case import Case, Finding, failed, object_of, passed, skipped, text_of
from rootzpub.verify.signing import TYPED_DATA, is_usable
from rootzpub.wire import blocks, envelope, names, text_stamp
from rootzpub.wire.chains import NO_CHAIN, chain_id
from rootzpub.wire.places import signature_path
from rootzpub.wire.strict import parse
from rootzpub.wire.text_stamp import TextStamp

_MEMBERS: Final = frozenset({"domain", "message", "signature", "type"})
_HASH: Final = re.compile(r"0x[0-9a-f]{64}", re.ASCII)
_OURS: Final = "rootzpub/"
_STANDARD: Final = re.compile(
    r"AI Discovery v?[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?: \u2014 rootz\.global/ai-discovery)?", re.ASCII
)
"""As the section has it, and as the plugin's manual has it in its footer."""
_COVERED: Final = frozenset(
    {"authorization", "contentHash", "delegation", "envelope", "identityContract", "method", "signature", "signedAt"}
    | {"signer"}
)


def check_envelope(case: Case) -> Finding:
    """Step 6. Sets `case.message` when the envelope stands."""
    if case.signer is None:
        return skipped("envelope.not-reached", "The envelope was not looked at: no signer is established.")
    # (1) there is one, (2) it has the one form, (3) it is signed by the signer of the content, (4) it says nothing else
    # than the block and the body, (5) what of the block it leaves uncovered. (3) goes before (4): what contradicts a
    # message that nobody signed proves nothing.
    raw = _raw_envelope(case)
    if raw is None:
        return _absent(case)
    problem = _form(case, raw)
    if problem:
        return failed("envelope.malformed", f"The envelope {problem}.")
    message: dict[str, Any] = raw["message"]
    signer = _recover(message, raw["signature"])
    if signer != case.signer:
        found = altered_envelope(case, raw)
        return failed("envelope.signer", found.sentence, altered=list(found.members), expected=case.signer.format())
    contradiction = _contradiction(case, message)
    if contradiction:
        code, sentence = contradiction
        return failed(code, sentence, message=message)
    case.message = message
    return _coverage_of_block(case, message)


def _raw_envelope(case: Case) -> Any:
    """The envelope as it stands in the block or, encoded, in a line of the stamp; None where there is none."""
    stamp = case.received.stamp if case.received else None
    if stamp is None:
        return case.block.get("envelope")
    encoded = stamp.envelope_bytes
    if encoded is None:
        return None
    try:
        return parse(encoded)
    except MalformedInput:
        # {} is no envelope by its form: an undecodable line must not read as "there is none".
        return {}


def _absent(case: Case) -> Finding:
    served_by = text_of(object_of(case.value, names.PROVENANCE), "servedBy")
    if served_by.startswith(_OURS) or case.is_ours:  # our dialect is held to more (decision 0006)
        return failed(
            "envelope.stripped",
            "The publisher always adds an envelope, and this document has none: someone took it away.",
            servedBy=served_by,
        )
    case.add_unproven(
        "where, when and until when it was published", "no envelope: the signature covers the content alone"
    )
    # Only what stands there is listed, or every hash-only document would be blamed for members that it never had.
    if "signedAt" in case.block:
        case.add_unproven("signedAt", "it stands outside the signed bytes and can be changed by anyone")
    for name in ("authorization", "approvedBy", "network", "digitalName", "identityContract"):
        if name in case.block:
            case.add_unproven(f"_signature.{name}", "it stands outside the signed bytes")
    return skipped(
        "envelope.absent", "There is no envelope: place and time of publication are not signed.", warning=True
    )


def _form(case: Case, raw: Any) -> str:
    """What is wrong with the form of the envelope; "" when nothing is."""
    # Exactly these members: what is added beside the message would look signed.
    if not isinstance(raw, dict) or raw.keys() != _MEMBERS:
        return "does not have the members domain, message, signature and type"
    if raw["type"] != envelope.ENVELOPE_TYPE or raw["domain"] != dict(envelope.DOMAIN):
        return "is of another type or domain"
    if not is_usable(case, raw["signature"]):
        return "has no well-formed signature"
    message = raw["message"]
    if not isinstance(message, dict) or message.keys() != {name for name, _ in envelope.FIELDS}:
        return "does not have exactly the members of DiscoveryDocument"
    return next(
        (f"has a {name} that is not {kind}" for name, kind in envelope.FIELDS if not _fits(message[name], kind)), ""
    )


def _fits(value: Any, kind: str) -> bool:
    """Whether `value` is written in the one form that the wire has for `kind` (text of numbers is not a number)."""
    if kind.startswith("uint"):
        # `type … is`: True is an int, and "12" hashes like 12 in typed data; both would be second spellings.
        return type(value) is int and value >= 0
    if not isinstance(value, str):
        return False
    if kind == "bytes32":
        return _HASH.fullmatch(value) is not None
    if kind == "address":
        return _is_address(value)
    return True


def _is_address(text: str) -> bool:
    try:
        return Address.parse(text).format() == text
    except MalformedInput:
        return False


def _recover(message: dict[str, Any], signature: str) -> Address | None:
    try:
        return recover(TYPED_DATA.digest(message), bytes.fromhex(signature[2:]))
    except (BadSignature, MalformedInput):
        return None


def _contradiction(case: Case, message: dict[str, Any]) -> tuple[str, str] | None:
    """Code and sentence for what the block or the body says differently from the envelope."""
    assert case.digest is not None
    if message["contentHash"] != "0x" + case.digest.hex():
        return "envelope.other-content", "The envelope is about another content: its contentHash is not this one."
    return _block_contradiction(case, message) or _body_contradiction(case, message)


def _block_contradiction(case: Case, message: dict[str, Any]) -> tuple[str, str] | None:
    signed_at = case.block.get("signedAt")
    # Other dialects may leave signedAt out, ours never does; equal to the second, as the wire drops fractions.
    if (signed_at is not None or case.is_ours) and _seconds(signed_at) != message["signedAt"]:
        return "envelope.signed-at", "The document's signedAt is not the one that was signed."
    # Two copies of one moment; the hash covers the one in `_provenance`.
    said, covered = text_of(case.block, "publishedAt"), text_of(object_of(case.value, names.PROVENANCE), "publishedAt")
    if covered and said not in {"", covered}:
        return "envelope.published-at", "The document's _provenance names another publishedAt than its signature."
    if case.block.get("identityContract", message["identity"]) != message["identity"]:
        return "envelope.identity", "The document names another identity contract than the envelope."
    chain = chain_id(case.block.get("network"))
    # 0 names no chain, so a network beside it is uncovered (reported by `_coverage_of_block`) and no contradiction.
    if chain and message["chainId"] not in {NO_CHAIN, chain}:
        return "envelope.network", "The document names another network than the envelope's chain."
    return None


def _body_contradiction(case: Case, message: dict[str, Any]) -> tuple[str, str] | None:
    origin = text_of(object_of(case.value, names.PROVENANCE), "origin")
    # The bare host, as the plugin has it; versions before this one wrote the envelope's own form.
    if origin and origin not in {message["origin"], urlsplit(message["origin"]).hostname}:
        return "envelope.origin", "The document's _provenance names another origin than the envelope."
    stamp = case.received.stamp if case.received else None
    if stamp is not None and _is_restamped(case.data, stamp, message):
        return "envelope.stamp", "The lines of the stamp are not those that the publisher writes: they were changed."
    return None


def _is_restamped(data: bytes, stamp: TextStamp, message: dict[str, Any]) -> bool:
    """Whether the stamp differs from what the publisher writes for the same block.

    Links and order of the stamp are not signed, so it is written again and compared byte for byte (decision 0006).
    """
    shown = stamp.lines.get("Standard", "")
    if not _STANDARD.fullmatch(shown):
        return True
    block = stamp.block | {"envelope": parse(stamp.envelope_bytes or b"")}
    url = f"{message['origin']}{signature_path(message['resource'])}"
    written = text_stamp.write(
        stamp.signed, block, form="section" if stamp.form == "section" else "rootz", signature_url=url
    )
    # The publisher's version of the standard may be another than ours; only its form is held (`_STANDARD`).
    own = text_stamp.standard_line("section" if stamp.form == "section" else "rootz").encode()
    return written.removesuffix(own + b"\n") + shown.encode() + b"\n" != data


def _seconds(text: Any) -> int | None:
    """Unix seconds of a time written as the wire does; None for any other form."""
    try:
        moment = blocks.parse_time(text)
    except (MalformedInput, TypeError):
        return None
    return int(moment.timestamp()) if blocks.format_time(moment) == text else None


def _coverage_of_block(case: Case, message: dict[str, Any]) -> Finding:
    """PASS, with a warning for members of the block that neither the hash, the envelope nor the body covers."""
    organization = object_of(case.value, "organization")
    loose = sorted(name for name in case.block if name not in _COVERED)
    # The same word stands in the hashed body, so it cannot be changed unseen.
    if text_of(case.block, "digitalName") and case.block["digitalName"] == organization.get("digitalName"):
        loose = [name for name in loose if name != "digitalName"]
    if text_of(case.block, "publishedAt") and case.block["publishedAt"] == text_of(
        object_of(case.value, names.PROVENANCE), "publishedAt"
    ):
        loose = [name for name in loose if name != "publishedAt"]
    if message["chainId"] and chain_id(case.block.get("network")) == message["chainId"]:
        loose = [name for name in loose if name != "network"]
    for name in loose:
        case.add_unproven(f"_signature.{name}", "no signature covers it")
    if loose:
        listed = ", ".join(loose)[:200]
        return passed(
            "envelope.uncovered", f"The envelope stands, but does not cover {listed}.", warning=True, loose=loose
        )
    return passed(
        "envelope.matches",
        "The envelope is signed by the same key and is about this document.",
        origin=message["origin"],
        resource=message["resource"],
        kind=message["kind"],
        sequence=message["sequence"],
    )
