"""The Rootz AI Discovery plugin's JSON: PHP's compact encoding in document order [trust §1.plugin].

Both served forms, indented under `/.well-known/` and escaped under `/wp-json/`, lead back to the same bytes.
"""

from typing import Final

from rootzpub.wire.dialects.dialect import Dialect
from rootzpub.wire.dialects.encodings import php_compact
from rootzpub.wire.dialects.received import Received
from rootzpub.wire.names import AUTHORIZATION_PENDING, METHOD_ECDSA, METHOD_HASH_ONLY, SIGNATURE


def _encode(document: Received) -> bytes:
    return php_compact(document.data, SIGNATURE)


def _method(document: Received) -> object:
    return document.block.get("method") if document.value else None


def _is_pending(document: Received) -> bool:
    return document.block.get("authorization") == AUTHORIZATION_PENDING


PLUGIN: Final = Dialect(
    name="plugin",
    title="Rootz AI Discovery plugin: PHP JSON in document order",
    # The method decides, and the rows exclude each other: a plugin without a key must not pass for one that signed.
    fits=lambda document: _method(document) == METHOD_ECDSA,
    encode=_encode,
)
PLUGIN_PENDING: Final = Dialect(
    name="plugin-pending",
    title="Rootz AI Discovery plugin, not yet approved by the site's administrator",
    fits=lambda document: _method(document) == METHOD_HASH_ONLY and _is_pending(document),
    encode=_encode,
)
PLUGIN_HASH_ONLY: Final = Dialect(
    name="plugin-hash-only",
    title="Rootz AI Discovery plugin without a key: a hash and no signature",
    fits=lambda document: _method(document) == METHOD_HASH_ONLY and not _is_pending(document),
    encode=_encode,
)
