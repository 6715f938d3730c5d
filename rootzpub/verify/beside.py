"""Bytes whose signature is in the header `AI-Signature` of their answer [wire §4.6]: what is needed to verify them.

Invariants: a header that is none ends in MalformedInput; that a block verifies says nothing of bytes that it does not
name by their hash.
"""

import base64
import hashlib
from binascii import Error as Base64Error
from urllib.parse import urlsplit, urlunsplit

from rootzpub.errors import MalformedInput
from rootzpub.verify.report import Report
from rootzpub.wire.names import HASH_PREFIX
from rootzpub.wire.places import SIGNATURE_SUFFIX


def block_in(header: str) -> bytes:
    """The signature block in a header line, a byte sequence (RFC 9651 section 3.3.5). Raises MalformedInput."""
    line = header.strip()
    if len(line) < len("::") or not (line.startswith(":") and line.endswith(":")):
        raise MalformedInput("AI-Signature: expected base64 between two colons", hint="RFC 9651, section 3.3.5.")
    try:
        return base64.b64decode(line[1:-1], validate=True)
    except Base64Error as error:
        raise MalformedInput(f"AI-Signature: it is not base64: {error}", hint="RFC 9651, section 3.3.5.") from error


def is_of(report: Report, body: bytes) -> bool:
    """Whether the block that was judged is of just these bytes."""
    return report.content_hash == f"{HASH_PREFIX}{hashlib.sha256(body).hexdigest()}"


def block_url(url: str) -> str:
    """Where the block of what stands at `url` would stand by itself: under this address it is judged."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path + SIGNATURE_SUFFIX))
