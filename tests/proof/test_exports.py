"""The public surface of rootzpub.proof, pinned."""

import inspect

import rootzpub.proof
from rootzpub.proof import Address, follow, keccak256, open_signer, recover, typed_data_digest, verify


def test_exported_names() -> None:
    """These names and no others; removing or adding one is a decision."""
    assert rootzpub.proof.__all__ == [
        *("SIGNERS", "Address", "ContractAnswer", "ContractQuestion", "Delegation", "KeyHistory", "KeyRevocation"),
        *("KeyRotation", "Lineage", "LocalSigner", "Rpc", "RpcError", "Signer", "TypedData", "ask_contract"),
        *("ask_contracts", "decrypt_plugin_key", "follow", "keccak256", "open_signer", "read_response", "recover"),
        *("typed_data_digest", "verify"),
    ]
    assert all(hasattr(rootzpub.proof, name) for name in rootzpub.proof.__all__)


def test_signatures_of_the_published_functions() -> None:
    """Parameter names of the functions that the documentation promises."""
    signatures = {
        recover: ["digest", "signature"],
        verify: ["digest", "signature", "public_key"],
        keccak256: ["data"],
        typed_data_digest: ["domain", "types", "primary_type", "message"],
        open_signer: ["reference", "passphrase", "base_dir", "claim"],
        follow: ["history", "start", "at"],
        Address.parse: ["text"],
    }
    for function, names in signatures.items():
        assert list(inspect.signature(function).parameters) == names
