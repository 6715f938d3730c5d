"""The `Link` header (RFC 8288 §3), as far as finding a relation needs it."""

import re
from collections.abc import Iterator

_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[\w!#$&+.^`|~*-]+(?:\s*=\s*(?:"[^"]*"|[^",;\s]*))?)*)')
_PARAMETER = re.compile(r';\s*([\w!#$&+.^`|~*-]+)\s*=\s*(?:"([^"]*)"|([^",;\s]*))')


def links_in_header(value: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each link of a header: its reference (relative or absolute) and its relation types, as they are written."""
    for reference, parameters in _LINK.findall(value):
        # Reversed, so that the first of several `rel` counts (RFC 8288 §3.3).
        named = {name.lower(): quoted or plain for name, quoted, plain in reversed(_PARAMETER.findall(parameters))}
        yield str(reference), tuple(named.get("rel", "").split())
