"""Signing in a process of its own: it alone holds the key, and signs documents of our kinds and nothing else.

Invariants: what is signed is typed data of the envelope whose hash is that of bytes which were shown, of a kind we
have, at this time and for our origin; so that who takes over a process that serves cannot rotate, revoke or delegate.
The socket has no name: only processes that inherited it can ask (decision 0024).
"""

from rootzpub.signing.client import Channel, IsolatedKeys, IsolatedSigner
from rootzpub.signing.documents import ENVELOPE, Judge
from rootzpub.signing.keys import held_in_environment, open_key_reader, passphrase_of
from rootzpub.signing.rate import Rate

__all__ = [
    "ENVELOPE",
    "Channel",
    "IsolatedKeys",
    "IsolatedSigner",
    "Judge",
    "Rate",
    "held_in_environment",
    "open_key_reader",
    "passphrase_of",
]
