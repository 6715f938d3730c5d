"""The origin that this site signs for, as its own discovery document says."""

from collections.abc import Mapping
from typing import Any

from rootzpub.errors import MalformedInput
from rootzpub.wire.blocks import origin_of


def origin_in(discovery: Mapping[str, Any]) -> str:
    """Scheme, host and port: of the envelope, else (without a key) of the organisation's address; empty for neither."""
    envelope = discovery.get("_signature", {}).get("envelope")
    if envelope:
        return str(envelope["message"]["origin"])
    try:
        return origin_of(str(discovery.get("organization", {}).get("url", "")))
    except MalformedInput:
        return ""
