"""When two URLs are one address for a reader."""

from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

Address = tuple[str, str, str]
"""Host with its port, path and query, as they are compared."""


def same_address(one: str, other: str) -> bool:
    """Whether two URLs are one address for a reader: scheme, `www.`, closing slash, escapes and fragment aside."""
    return bare_address(one) == bare_address(other)


@lru_cache(maxsize=512)
def bare_address(url: str) -> Address:
    """Host, path and query of a URL as they are compared."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    except ValueError:
        return url, "", ""
    return host + port, unquote(parts.path).rstrip("/").casefold(), parts.query


def absolute(base: str, reference: str) -> str:
    """A reference as an absolute URL; empty when it is none."""
    # Most are, and putting two URLs together costs as much as a small page.
    if reference.startswith(("https://", "http://")):
        return reference.strip()
    try:
        return urljoin(base, reference.strip())
    except ValueError:
        return ""
