"""proof: keccak, secp256k1, addresses, typed data, and signers by URI scheme.

Invariants: a signature has one accepted form (65 bytes, v 27/28, low s); a key never shows; foreign bytes end in
BadSignature, MalformedInput or False. Nothing here knows what a document is, and nothing here opens a socket.
"""

from rootzpub.proof.address import Address
from rootzpub.proof.contract import (
    ContractAnswer,
    ContractQuestion,
    Rpc,
    RpcError,
    ask_contract,
    ask_contracts,
    read_response,
)
from rootzpub.proof.curve import recover, verify
from rootzpub.proof.delegation import Delegation
from rootzpub.proof.history import KeyHistory, KeyRevocation, KeyRotation
from rootzpub.proof.keccak import keccak256
from rootzpub.proof.lineage import Lineage, follow
from rootzpub.proof.plugin_key import decrypt_plugin_key
from rootzpub.proof.signer import SIGNERS, LocalSigner, Signer, open_signer
from rootzpub.proof.typed_data import TypedData, typed_data_digest

__all__ = [
    "SIGNERS",
    "Address",
    "ContractAnswer",
    "ContractQuestion",
    "Delegation",
    "KeyHistory",
    "KeyRevocation",
    "KeyRotation",
    "Lineage",
    "LocalSigner",
    "Rpc",
    "RpcError",
    "Signer",
    "TypedData",
    "ask_contract",
    "ask_contracts",
    "decrypt_plugin_key",
    "follow",
    "keccak256",
    "open_signer",
    "read_response",
    "recover",
    "typed_data_digest",
    "verify",
]
