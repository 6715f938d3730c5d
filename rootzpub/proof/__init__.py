"""proof: keccak, secp256k1, addresses, typed data, and signers by URI scheme.

Law: a signature has one accepted form (65 bytes, v 27/28, low s); a key never shows; foreign bytes end in BadSignature,
MalformedInput or False. Nothing here knows what a document is, and nothing here opens a socket.
"""

from rootzpub.proof.address import Address
from rootzpub.proof.curve import recover, verify
from rootzpub.proof.keccak import keccak256
from rootzpub.proof.signer import SIGNERS, LocalSigner, Signer, open_signer
from rootzpub.proof.typed_data import TypedData, typed_data_digest

__all__ = [
    "SIGNERS",
    "Address",
    "LocalSigner",
    "Signer",
    "TypedData",
    "keccak256",
    "open_signer",
    "recover",
    "typed_data_digest",
    "verify",
]
