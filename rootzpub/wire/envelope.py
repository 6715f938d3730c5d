"""`_signature.envelope`: what is signed besides the content, as EIP-712 typed data [wire §2.envelope].

Invariants: names and types only; hashing and signing belong to `rootzpub.proof`.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

ENVELOPE_TYPE: Final = "eip712-discovery-v1"
# Domain, name of the type and order of its members are hashed: another one, and no old signature holds.
PRIMARY_TYPE: Final = "DiscoveryDocument"
DOMAIN: Final[Mapping[str, str]] = MappingProxyType({"name": "AI Discovery Document", "version": "1"})
FIELDS: Final = (
    ("origin", "string"),
    ("resource", "string"),
    ("kind", "string"),
    ("contentHash", "bytes32"),
    ("signedAt", "uint64"),
    ("expiresAt", "uint64"),
    ("sequence", "uint64"),
    ("publicationRoot", "bytes32"),
    ("identity", "address"),
    ("chainId", "uint256"),
)
TYPES: Final[Mapping[str, tuple[Mapping[str, str], ...]]] = MappingProxyType(
    {PRIMARY_TYPE: tuple(MappingProxyType({"name": name, "type": kind}) for name, kind in FIELDS)}
)
ZERO_HASH: Final = "0x" + "00" * 32
ZERO_ADDRESS: Final = "0x" + "00" * 20


def message(  # noqa: PLR0913 - the message has ten members; each is named at the call
    *,
    origin: str,
    resource: str,
    kind: str,
    content_hash: bytes,
    signed_at: datetime,
    expires_at: datetime,
    sequence: int = 0,
    publication_root: bytes | None = None,
    identity: str = ZERO_ADDRESS,
    chain_id: int = 0,
) -> dict[str, Any]:
    """The typed-data message as it stands in the document: hashes as `0x` hex, times as Unix seconds."""
    return {
        "chainId": chain_id,
        "contentHash": "0x" + content_hash.hex(),
        "expiresAt": int(expires_at.timestamp()),
        "identity": identity,
        "kind": kind,
        "origin": origin,
        "publicationRoot": "0x" + publication_root.hex() if publication_root else ZERO_HASH,
        "resource": resource,
        "sequence": sequence,
        "signedAt": int(signed_at.timestamp()),
    }


def envelope(message: Mapping[str, Any], signature: bytes) -> dict[str, Any]:
    """The member `_signature.envelope`: type, domain, message and the 65-byte signature over its typed-data digest."""
    return {
        "domain": dict(DOMAIN),
        "message": dict(message),
        "signature": "0x" + signature.hex(),
        "type": ENVELOPE_TYPE,
    }
