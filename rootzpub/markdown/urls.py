"""Makes addresses canonical: absolute, safe, percent-encoded, and the same at every rendering of the same page.

Invariants: pure; a canonical address is a fixed point (canonical once, the same for ever), and none makes a reader's
browser run code or read local files.
"""

import re
from typing import Final
from urllib.parse import quote, urljoin

_SAFE: Final = re.compile(r"https?://[A-Za-z0-9;/:@=+$,\-_.!~*'#]+")
"""An address that is canonical as it is; most are."""
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9;/?:@&=+$,\-_.!~*'()#%]|%(?![0-9A-Fa-f]{2})")
_ENTITY: Final = re.compile(r"&(?=#?\w+;)")
_PARENTHESIS: Final = re.compile(r"[()]")
_DEEPEST: Final = 30
"""Parentheses within parentheses that every renderer follows in an address."""

_IGNORED: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SCHEME: Final = re.compile(r"\A([A-Za-z][A-Za-z0-9+.-]*+):")
_REFUSED: Final = frozenset(
    {
        "javascript",
        "vbscript",
        "livescript",
        "mocha",
        "data",
        "file",
        "blob",
        "about",
        "filesystem",
        "view-source",
        "jar",
    }
)
_STATIC: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|ico|tiff?|heic|mp3|m4a|aac|ogg|oga|opus|wav|flac|mp4|m4v|webm|ogv|mov"
    r"|avi|mpe?g|wmv|pdf|docx?|xlsx?|pptx?|odt|ods|odp|zip|gz|rar|7z|txt|csv|css|js|json|xml|epub|vtt|srt|woff2?|ttf)"
    r"\?(?P<query>[^#]*)",
    re.IGNORECASE,
)
_CACHE_BUSTER: Final = re.compile(
    r"(?:_=(?!\d{1,3}$)|(?:v|ver|version|t|ts|time|timestamp|cb|cache|cachebust(?:er)?|bust|nocache|rand?|random)=)[^&]*",
    re.IGNORECASE,
)
"""A short `_=` is the counter of a player on the page, which `media` sets."""

_EMBED_SECRET: Final = re.compile(r"#\?secret=\w+$")


def canonical(address: str, base_url: str = "") -> str:
    """`address` absolute against `base_url`, percent-encoded, without cache-busting; empty if it must not be carried.

    A fragment of the page itself (`#part`) stays as it is.
    """
    if _SAFE.fullmatch(address):
        return address
    address = _IGNORED.sub("", address).strip()
    scheme = _SCHEME.match(address)
    if scheme is None:
        if address.startswith("#"):
            return _encode(address)
        if base_url:
            address = _joined(base_url, address)
    elif scheme.group(1).lower() in _REFUSED:
        return ""
    if "?" in address:
        address = _without_cache_busters(address)
    return _encode(address)


def _joined(base_url: str, address: str) -> str:
    try:
        return urljoin(base_url, address)
    except ValueError:  # a bracketed host that is no address
        return address


def _without_cache_busters(address: str) -> str:
    static = _STATIC.search(address)
    if static:
        query = "".join(f"&{part}" for part in static["query"].split("&") if part and not _CACHE_BUSTER.fullmatch(part))
        start, end = static.span("query")
        address = address[: start - 1] + ("?" + query[1:] if query else "") + address[end:]
    return _EMBED_SECRET.sub("", address)


def _encode(address: str) -> str:
    if _UNSAFE.search(address):
        address = _UNSAFE.sub(_percent, address)
    return address


def _percent(match: re.Match[str]) -> str:
    return quote(match.group(), safe="", errors="replace")


def destination(address: str) -> str:
    """A canonical address as a markdown link's destination: what would end it or be read as an entity is escaped."""
    if "(" in address or ")" in address:
        address = address if _is_balanced(address) else _PARENTHESIS.sub(r"\\\g<0>", address)
    return _ENTITY.sub(r"\\&", address) if "&" in address and ";" in address else address


def _is_balanced(address: str) -> bool:
    depth = 0
    for parenthesis in _PARENTHESIS.findall(address):
        depth += 1 if parenthesis == "(" else -1
        if not 0 <= depth <= _DEEPEST:
            return False
    return depth == 0


def file_name(address: str) -> str:
    """The last part of an address's path, or its host, for people to read."""
    path = address.partition("?")[0].partition("#")[0].rstrip("/")
    return path.rsplit("/", 1)[-1] or path
