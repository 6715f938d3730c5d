"""The envelope's typed data and the member that carries it."""

import json
from datetime import UTC, datetime
from pathlib import Path

from rootzpub.wire import envelope


def test_types_are_those_of_the_wire(shared: Path) -> None:
    """Names, types and order of the members are those of the worked example."""
    vectors = json.loads((shared / "vectors/envelope/envelope.json").read_text())
    members = ",".join(f"{kind} {name}" for name, kind in envelope.FIELDS)
    assert f"{envelope.PRIMARY_TYPE}({members})" == vectors["typeString"]
    assert [dict(field) for field in envelope.TYPES[envelope.PRIMARY_TYPE]] == [
        {"name": name, "type": kind} for name, kind in envelope.FIELDS
    ]


def test_a_message_without_publication_or_identity_has_zeros() -> None:
    """What a site does not have stands as zero, so that every message has ten members."""
    moment = datetime(2026, 3, 4, 20, 21, 47, tzinfo=UTC)
    message = envelope.message(
        origin="https://example.com",
        resource="/llms.txt",
        kind="llms-txt",
        content_hash=b"\x01" * 32,
        signed_at=moment,
        expires_at=moment,
    )
    assert message == {
        "chainId": 0,
        "contentHash": "0x" + "01" * 32,
        "expiresAt": 1772655707,
        "identity": "0x" + "00" * 20,
        "kind": "llms-txt",
        "origin": "https://example.com",
        "publicationRoot": "0x" + "00" * 32,
        "resource": "/llms.txt",
        "sequence": 0,
        "signedAt": 1772655707,
    }
    assert set(message) == {name for name, _ in envelope.FIELDS}


def test_the_member_names_type_and_domain() -> None:
    """`_signature.envelope` holds all that a stranger needs to recompute the digest."""
    member = envelope.envelope({"kind": "x"}, b"\x02" * 65)
    assert member == {
        "domain": {"name": "AI Discovery Document", "version": "1"},
        "message": {"kind": "x"},
        "signature": "0x" + "02" * 65,
        "type": "eip712-discovery-v1",
    }
