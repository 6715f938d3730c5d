"""The blocks that the wire adds to a document; the forms of times, resources and origins [wire §1] [wire §2].

Invariants: pure functions of their arguments; the moment is always handed in.
"""

import contextlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, urlsplit

from rootzpub.errors import MalformedInput
from rootzpub.wire.names import SIGNER_NONE, SPEC_VERSION, STANDARD_URL

HOUR: Final = 3_600
DAY: Final = 24 * HOUR
"""Seconds."""
MAX_LIFETIME: Final = 30 * DAY
"""An envelope is valid for at most 30 days [wire §2.lifetime]."""

_FRESHNESS_STEPS: Final = (
    (timedelta(days=1), HOUR, "real-time"),
    (timedelta(days=7), DAY, "daily"),
    (timedelta(days=30), 7 * DAY, "weekly"),
)
_STALE: Final = (MAX_LIFETIME, "monthly")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
DEFAULT_PORTS: Final = {"http": 80, "https": 443}
"""Port by scheme, where a URL names none (RFC 9110 §4.2)."""


_LONGEST_REMEMBERED: Final = 2048
"""Characters of an address whose origin is remembered."""


def format_time(moment: datetime) -> str:
    """`YYYY-MM-DDTHH:MM:SSZ` in UTC, fractions of a second dropped. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("expected a timezone-aware datetime")
    # Not strftime: `%Y` writes years before 1000 without their leading zeros.
    utc = moment.astimezone(UTC)
    return f"{utc.year:04}-{utc.month:02}-{utc.day:02}T{utc.hour:02}:{utc.minute:02}:{utc.second:02}Z"


def parse_time(text: str) -> datetime:
    """The moment that an RFC 3339 time says, in UTC (ours end in `Z`, the plugin's in `+00:00`).

    Raises MalformedInput for anything else, including times without an offset.
    """
    with contextlib.suppress(ValueError, OverflowError):
        # The pattern goes first: fromisoformat also takes week dates, bare minutes and times without an offset.
        if _TIME.fullmatch(text):
            return datetime.fromisoformat(text).astimezone(UTC)
    raise MalformedInput(f"expected a time like 2026-03-04T20:21:47Z, got {text[:40]!r}")


def stamp(moment: datetime, step_seconds: int) -> datetime:
    """`moment` rounded down to a whole step since 1970, so that bytes stay equal within a step."""
    seconds = int(moment.timestamp())
    return datetime.fromtimestamp(seconds - seconds % max(1, step_seconds), UTC)


def freshness_of(age: timedelta) -> tuple[int, str]:
    """(maxAge in seconds, refreshPolicy) by age of the last change."""
    for limit, seconds, policy in _FRESHNESS_STEPS:
        if age < limit:
            return seconds, policy
    return _STALE


def _policy_of(valid: timedelta) -> str:
    """How often to look again at what holds for so long: the longest step that is not longer."""
    steps = [(HOUR, "real-time"), *((seconds, policy) for _, seconds, policy in _FRESHNESS_STEPS), _STALE]
    return [policy for seconds, policy in steps if seconds <= max(HOUR, valid.total_seconds())][-1]


def known_time(moment: datetime | None) -> str | None:
    """The same, or None for a moment that nobody knows."""
    return format_time(moment) if moment else None


def freshness(last_modified: datetime, moment: datetime, *, valid: timedelta | None = None) -> dict[str, Any]:
    """The `_freshness` block. `contentAge` is in days with one decimal, `"6.3 days"`; the future counts as age 0.

    `valid` is how long the content holds whatever its age; None: as long as its age says.
    """
    age = max(moment - last_modified, timedelta(0))
    seconds, policy = freshness_of(age) if valid is None else (int(valid.total_seconds()), _policy_of(valid))
    tenths = int(age / timedelta(days=1) * 10 + 0.5)
    return {
        "contentAge": f"{tenths // 10}.{tenths % 10} days",
        "freshUntil": format_time(moment + timedelta(seconds=seconds)),
        "lastModified": format_time(last_modified),
        "maxAge": seconds,
        "refreshPolicy": policy,
    }


def origin(
    domain: str, *, published: datetime | None, modified: datetime, moment: datetime, signer: str | None
) -> dict[str, Any]:
    """The `_origin` block of one entry; `signer` is an EIP-55 address, None without a key."""
    return {
        "domain": domain,
        "modifiedAt": format_time(modified),
        # Left out where the site keeps no date: a made-up one would be signed.
        **({"publishedAt": format_time(published)} if published else {}),
        "servedAt": format_time(moment),
        "signer": signer or SIGNER_NONE,
    }


def provenance(
    domain: str, *, moment: datetime, served_by: str, signer: str | None, published: datetime | None = None
) -> dict[str, Any]:
    """The `_provenance` block; `domain` is the bare host, as in `_origin`, `served_by` is like `rootzpub/0.2.0`."""
    return {
        **({"publishedAt": format_time(published)} if published else {}),
        "origin": domain,
        "servedAt": format_time(moment),
        "servedBy": served_by,
        "signer": signer or SIGNER_NONE,
        "specVersion": SPEC_VERSION,
        "standard": STANDARD_URL,
    }


def resource(path: str, params: Mapping[str, object] | Iterable[tuple[str, object]] = ()) -> str:
    """Path and understood parameters as the envelope signs them [wire §2.resource].

    Sorted by name, percent-encoded so that only RFC 3986 unreserved characters stay; `True`/`False` become `true`/
    `false`. The path is kept as given. `("/x", {"b": 1, "a": "ü"})` → `/x?a=%C3%BC&b=1`.
    """
    pairs = params.items() if isinstance(params, Mapping) else params
    # Sorted as encoded, as the verifier demands of what was signed (verify/binding.py, `_own_form`).
    encoded = sorted((_percent(name), _percent(_text(value))) for name, value in pairs)
    query = "&".join(f"{name}={value}" for name, value in encoded)
    return f"{path}?{query}" if query else path


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _percent(text: str) -> str:
    """RFC 3986 §2.3: `quote` with nothing safe keeps exactly letters, digits, `-`, `.`, `_` and `~`."""
    return quote(text, safe="", errors="surrogatepass")


_LONGEST_LABEL = 63
"""Characters of a host's label (RFC 1035 2.3.4)."""
_NO_HOST_SIGNS = frozenset(" #%/:<>?@[\\]^|\x7f")
"""Characters that no host holds (WHATWG URL, forbidden domain code points)."""


def origin_of(url: str) -> str:
    """scheme://host[:port] of an http(s) URL: lower case, A-labels, default port dropped [wire §2.origin-form].

    Raises MalformedInput for other schemes, missing or impossible hosts and ports.
    """
    # Strangers choose addresses: a long one would lie in memory until a thousand others came.
    return (_known_origin if len(url) <= _LONGEST_REMEMBERED else _known_origin.__wrapped__)(url)


@lru_cache(maxsize=1024)
def _known_origin(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port, scheme = parts.hostname or "", parts.port, parts.scheme.lower()
    except ValueError:
        raise MalformedInput(f"expected an http or https URL, got {url[:80]!r}") from None
    if scheme not in DEFAULT_PORTS or not host:
        raise MalformedInput(f"expected an http or https URL with a host, got {url[:80]!r}")
    # urlsplit takes the brackets of an IPv6 address away; without them its last group would read as a port.
    shown = f"[{host}]" if ":" in host else host_of(host)
    return f"{scheme}://{shown}" if port in (None, DEFAULT_PORTS[scheme]) else f"{scheme}://{shown}:{port}"


def host_of(name: str) -> str:
    """A host name in lower-case A-labels: IDNA 2008 with UTS 46 mapping, else UTS 46 alone, as browsers do.

    Raises MalformedInput if it cannot be one.
    """
    # ASCII does not go through IDNA 2008, which refuses names that resolve all the same (an underscore, for one).
    if name.isascii():
        return name.lower()
    import idna  # noqa: PLC0415 - tables of all scripts, which few hosts need

    try:
        try:
            return idna.encode(name, uts46=True).decode("ascii")
        except idna.InvalidCodepoint:  # signs that IDNA 2008 has no place for, such as emoji
            labels = idna.uts46_remap(name, std3_rules=False, transitional=False).split(".")
            return ".".join(map(_a_label, labels))
    except (idna.IDNAError, UnicodeError, ValueError):
        raise MalformedInput(f"expected a host name, got {name[:80]!r}") from None


def _a_label(label: str) -> str:
    """One label of a host, mapped already (UTS 46 section 4.2). Raises ValueError if it cannot be one."""
    written = label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
    if len(written) > _LONGEST_LABEL or (label.startswith("xn--") and not label.isascii()) or not written.isprintable():
        raise ValueError(label)
    if not _NO_HOST_SIGNS.isdisjoint(written):
        raise ValueError(label)
    return written
