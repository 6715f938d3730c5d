"""robots.txt (RFC 9309): which paths of a site its owner leaves to a program of a given product token.

Invariants: one group counts, that of the token, else `*`; the longest rule that matches decides, and of two equally
long ones the one that allows; lines between our own markers are never read back; any bytes give a `RobotsRules`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

_ENCODED = re.compile(r"(%[0-9A-Fa-f]{2})")

PRODUCT_TOKEN = "rootzpub"  # noqa: S105 - a name, no secret
"""What we are called in robots.txt (RFC 9309 §2.2.1)."""
OWN_BEGIN = "# BEGIN rootzpub"
OWN_END = "# END rootzpub"
"""Comment lines around what rootzpub wrote into a robots.txt; may be followed by more words."""

_MOST_BYTES = 512 * 1024
"""RFC 9309 §2.5 wants 500 KiB read at least; what follows is ignored."""
_MOST_RULES = 5_000
"""Rules of a group that count; no real file has more than some hundred."""
_MOST_WILDCARDS = 16
"""`*` in one rule; a `Disallow` with more is taken up to there, and forbids more; such an `Allow` is passed over."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_TOKEN = re.compile(r"[A-Za-z_-]+")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsRule:
    """One `Allow` or `Disallow`."""

    allow: bool
    pattern: str
    """Path with query, normalised; may hold `*`, and `$` at its end."""

    def matches(self, path: str) -> bool:
        """Whether the rule speaks of a path that `normal_path` gave."""
        pattern = self.pattern
        anchored = pattern.endswith("$")
        pieces = (pattern[:-1] if anchored else pattern).split("*", _MOST_WILDCARDS)
        if len(pieces) > _MOST_WILDCARDS:
            pieces, anchored = pieces[:-1], False
        if not path.startswith(pieces[0]):
            return False
        return _pieces_follow(path, pieces, anchored=anchored)


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsRules:
    """The group of a robots.txt that counts for one token."""

    rules: tuple[RobotsRule, ...] = ()
    named: bool = False
    """Whether the group names the token itself, and is not the one for everybody."""
    sitemaps: tuple[str, ...] = ()
    """Addresses in `Sitemap` lines, which belong to no group."""

    def allows(self, path: str) -> bool:
        """Whether a path (with its query, as in a request) may be fetched. `/robots.txt` itself always may."""
        asked = normal_path(path)
        if asked == "/robots.txt":
            return True
        best: RobotsRule | None = None
        for rule in self.rules:
            # The longest decides (RFC 9309 §2.2.2); of two equally long ones the one that allows.
            longer = best is None or (len(rule.pattern), rule.allow) > (len(best.pattern), best.allow)
            if longer and rule.matches(asked):
                best = rule
        return best is None or best.allow


ALLOW_ALL = RobotsRules()
"""A site without a robots.txt (RFC 9309 §2.3.1.3: a status of class 4xx)."""
FORBID_ALL = RobotsRules(rules=(RobotsRule(allow=False, pattern="/"),))
"""A site whose robots.txt cannot be had (RFC 9309 §2.3.1.4: a status of class 5xx, no answer)."""


def read_robots(text: str | bytes, *, token: str = PRODUCT_TOKEN) -> RobotsRules:
    """The rules of a robots.txt for a product token: its own group where there is one, else that of `*`.

    Several groups of one name count as one (RFC 9309 §2.2.1). What cannot be read is passed over.
    """
    own: list[RobotsRule] = []
    everybody: list[RobotsRule] = []
    sitemaps: list[str] = []
    targets: list[list[RobotsRule]] = []
    named = in_names = False
    for key, value in _lines(text):
        if key == "user-agent":
            targets = targets if in_names else []
            in_names = True
            if _is_token(value, token):
                named = True
                targets.append(own)
            elif value == "*":
                targets.append(everybody)
        elif key == "sitemap":
            sitemaps.append(value)
        elif key in {"allow", "disallow"}:
            in_names = False
            _add(targets, value, allow=key == "allow")
    return RobotsRules(rules=tuple(own if named else everybody), named=named, sitemaps=tuple(sitemaps))


def normal_path(path: str) -> str:
    """A path with query as rules are compared (RFC 9309 §2.2.2): what needs no escape is not escaped, all else is."""
    plain = path.partition("#")[0] or "/"
    found: list[str] = []
    for piece in _ENCODED.split(plain):
        if len(piece) == 3 and piece[0] == "%" and piece != "%":  # noqa: PLR2004 - % and two hex digits
            byte = unquote_to_bytes(piece)
            found.append(byte.decode("ascii") if byte[0] in _UNRESERVED else piece.upper())
        elif piece.isascii():
            found.append(piece)
        else:
            found.extend(char if char.isascii() else _escaped(char) for char in piece)
    normal = "".join(found)
    return normal if normal.startswith(("/", "*")) else f"/{normal}"


def _escaped(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))


def _lines(text: str | bytes) -> Iterator[tuple[str, str]]:
    """Key in lower case and value of each line that has both, our own lines left out."""
    if isinstance(text, bytes):
        text = text[:_MOST_BYTES].decode("utf-8-sig", "replace")
    for line in without_own_lines(_LINE_END.split(text[:_MOST_BYTES].removeprefix("\ufeff"))):
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def without_own_lines(lines: Iterable[str]) -> Iterator[str]:
    """The lines of a robots.txt that others wrote: what stands between our markers is policy of ours, no rule for us.

    A begin without an end hides nothing: a torn file must not swallow the rules of the site.
    """
    held: list[str] | None = None
    for line in lines:
        stripped = line.strip()
        if stripped.startswith(OWN_BEGIN):
            yield from held or ()
            held = []
        elif stripped.startswith(OWN_END):
            held = None
        elif held is not None:
            held.append(line)
        else:
            yield line
    yield from held or ()


def _is_token(value: str, token: str) -> bool:
    # A line may name more than the token, such as a version (`rootzpub/1.0`): the token is what counts.
    found = _TOKEN.match(value)
    return found is not None and found.group().lower() == token.lower()


def _add(targets: list[list[RobotsRule]], value: str, *, allow: bool) -> None:
    # An empty `Disallow` forbids nothing, and stands for that everywhere.
    # One that allows more than it says is no rule either.
    if not value or (allow and value.count("*") > _MOST_WILDCARDS):
        return
    rule = RobotsRule(allow=allow, pattern=normal_path(value))
    for group in targets:
        if len(group) < _MOST_RULES:
            group.append(rule)


def _pieces_follow(path: str, pieces: list[str], *, anchored: bool) -> bool:
    """Whether the pieces of a pattern between its `*` stand in the path one after the other."""
    position = len(pieces[0])
    for piece in pieces[1:-1]:
        found = path.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    last = pieces[-1]
    if len(pieces) == 1:
        return not anchored or path == last
    if anchored:
        return path.endswith(last) and len(path) - len(last) >= position
    return path.find(last, position) >= 0
