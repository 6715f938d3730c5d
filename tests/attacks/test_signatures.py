"""Attacks on the signature itself: other forms of the same numbers, other keys, other addresses."""

from collections.abc import Callable
from typing import Any

import pytest

from rootzpub.proof.curve import ORDER
from rootzpub.verify import Policy, Verdict
from tests.verify.conftest import TestPublisher, edited, judged, pin_of


def high_twin(signature: str) -> str:
    """The other signature that the same key could have made: s becomes n - s, v flips."""
    raw = bytes.fromhex(signature[2:])
    s = ORDER - int.from_bytes(raw[32:64], "big")
    return "0x" + (raw[:32] + s.to_bytes(32, "big") + bytes((55 - raw[64],))).hex()


def with_v(value: int) -> Callable[[str], str]:
    """The same r and s with another v."""
    return lambda signature: f"{signature[:-2]}{value:02x}"


FORMS: dict[str, tuple[Callable[[str], str], str]] = {
    "high-s": (high_twin, "signature.high-s"),
    "v-0": (with_v(0), "signature.v"),
    "v-1": (with_v(1), "signature.v"),
    "v-29": (with_v(29), "signature.v"),
    "v-255": (with_v(255), "signature.v"),
    "64-bytes": (lambda signature: signature[:-2], "signature.length"),
    "compact-eip-2098": (lambda signature: signature[:66] + "8" + signature[67:-2], "signature.length"),
    "padded-front": (lambda signature: "0x00" + signature[2:], "signature.length"),
    "padded-back": (lambda signature: signature + "00", "signature.length"),
    "empty": (lambda _: "0x", "signature.length"),
    "upper-case": (lambda signature: "0x" + signature[2:].upper(), "signature.not-hex"),
    "no-prefix": (lambda signature: signature[2:], "signature.not-hex"),
    "odd": (lambda signature: signature[:-1], "signature.not-hex"),
    "blank": (lambda signature: signature + " ", "signature.not-hex"),
    "r-zero": (lambda signature: "0x" + "00" * 32 + signature[66:], "signature.r"),
    "r-order": (lambda signature: "0x" + f"{ORDER:064x}" + signature[66:], "signature.r"),
    "s-zero": (lambda signature: signature[:66] + "00" * 32 + signature[-2:], "signature.s"),
    "s-order": (lambda signature: signature[:66] + f"{ORDER:064x}" + signature[-2:], "signature.s"),
}


@pytest.mark.parametrize(("rewrite", "code"), FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("which", ["content", "envelope"])
def test_write_a_signature_in_another_form(
    publisher: TestPublisher, which: str, rewrite: Callable[[str], str], code: str
) -> None:
    """A signature has one form: every other is refused by name, for the content's and for the envelope's."""

    def change(value: dict[str, Any]) -> None:
        holder = value["_signature"] if which == "content" else value["_signature"]["envelope"]
        holder["signature"] = rewrite(holder["signature"])

    report = judged(edited(publisher.discovery(), change))
    assert code in {check.code for check in report.failures}


@pytest.mark.parametrize("value", [None, 1, [], {}, ["0x"]], ids=repr)
def test_put_something_else_in_place_of_the_signature(publisher: TestPublisher, value: object) -> None:
    """What is no text is no signature."""
    report = judged(edited(publisher.discovery(), lambda document: document["_signature"].update(signature=value)))
    assert {check.code for check in report.failures} <= {"signature.missing", "signature.not-hex"}
    assert report.verdict is Verdict.FAILED


def test_point_of_no_key(publisher: TestPublisher) -> None:
    """An r that is on no curve point recovers to nobody."""
    report = judged(
        edited(
            publisher.discovery(),
            lambda value: value["_signature"].update(signature="0x" + "00" * 31 + "05" + "00" * 31 + "01" + "1b"),
        )
    )
    assert "signer.unrecoverable" in report.codes


def test_name_another_signer(publisher: TestPublisher, attacker: TestPublisher) -> None:
    """The address must be that of the key that signed."""
    assert attacker.signer
    name = attacker.signer.address.format()
    report = judged(edited(publisher.discovery(), lambda value: value["_signature"].update(signer=name)))
    assert [check.code for check in report.failures] == ["signer.mismatch"]


def test_sign_again_with_another_key(publisher: TestPublisher, attacker: TestPublisher) -> None:
    """A whole document of another key verifies by itself; whoever knew the first key is warned loudly."""
    forged = attacker.discovery(organization={"name": "Example Ltd", "domain": "example.com", "tagline": "Buy now"})
    assert judged(forged).verdict is Verdict.VERIFIED
    assert "whose key the signer's is" in {item.what for item in judged(forged).unproven}
    report = judged(forged, pins=pin_of(publisher.signer))
    assert [check.code for check in report.failures] == ["continuity.key-changed"]
    assert "HAS CHANGED" in report.check("continuity").sentence


def test_sign_again_for_a_reader_who_names_the_signer(publisher: TestPublisher, attacker: TestPublisher) -> None:
    """`--signer` refuses any other key."""
    assert publisher.signer
    policy = Policy.standard().narrowed(signer=publisher.signer.address)
    assert judged(publisher.discovery(), policy=policy).verdict is Verdict.VERIFIED
    assert [check.code for check in judged(attacker.discovery(), policy=policy).failures] == ["demand.signer"]


def test_take_the_envelope_of_another_key(publisher: TestPublisher, attacker: TestPublisher) -> None:
    """Content by one key, envelope by another."""
    import json

    envelope = json.loads(attacker.discovery())["_signature"]["envelope"]
    report = judged(edited(publisher.discovery(), lambda value: value["_signature"].update(envelope=envelope)))
    assert [check.code for check in report.failures] == ["envelope.signer"]


def test_take_the_envelope_of_another_document(publisher: TestPublisher) -> None:
    """An honest envelope of the same key, for another content."""
    import json

    envelope = json.loads(publisher.search())["_signature"]["envelope"]
    report = judged(edited(publisher.discovery(), lambda value: value["_signature"].update(envelope=envelope)))
    assert [check.code for check in report.failures] == ["envelope.other-content"]


@pytest.mark.parametrize(
    ("rewrite", "code"),
    [
        pytest.param(lambda name: name.swapcase().replace("0X", "0x"), "signer.checksum", id="wrong-checksum"),
        pytest.param(str.lower, "signer.checksum", id="no-checksum"),
        pytest.param(lambda name: name[:-1], "signer.malformed", id="short"),
        pytest.param(lambda name: name + "00", "signer.malformed", id="long"),
        pytest.param(lambda name: name.replace("0x", "0X"), "signer.malformed", id="prefix"),
        pytest.param(lambda name: f" {name}", "signer.malformed", id="blank"),
        pytest.param(lambda _: 7, "signer.malformed", id="number"),
    ],
)
def test_write_the_signer_in_another_form(
    publisher: TestPublisher, rewrite: Callable[[str], object], code: str
) -> None:
    """An address is written with its EIP-55 checksum."""

    def change(value: dict[str, Any]) -> None:
        value["_signature"]["signer"] = rewrite(value["_signature"]["signer"])

    assert [check.code for check in judged(edited(publisher.discovery(), change)).failures] == [code]


def test_contradict_the_signer_inside_the_document(attacker: TestPublisher) -> None:
    """A body that names one signer and is signed by another is nobody's statement."""
    from rootzpub.wire.canonical import canonical

    assert attacker.signer
    import hashlib
    import json

    value = json.loads(attacker.discovery())
    value["_provenance"]["signer"] = "0x67bEdA60cae70D179c0cB023C0E4EcaAFB51FB19"
    block = value.pop("_signature")
    digest = hashlib.sha256(canonical(value)).digest()
    block["contentHash"] = f"sha256:{digest.hex()}"
    block["signature"] = "0x" + attacker.signer.sign(digest).hex()
    report = judged(canonical(value | {"_signature": block}))
    assert [check.code for check in report.failures] == ["signer.contradiction"]
