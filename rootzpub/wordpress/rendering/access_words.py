"""Whether the name of a block, a shortcode or an attribute speaks of access: who may read what it encloses.

Names are cut into words (at signs, at capitals, between letters and digits), and words are compared from their
beginning: `members_only`, `isLoggedIn` and `loggedin` speak of access; `repaid`, `remember` and `blogged` do not.
"""

import re

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_NO_SIGN = re.compile(r"[^A-Za-z0-9]+")

STEMS = (
    *("member", "restrict", "premium", "paid", "login", "logged", "privat", "protect", "password", "passwort"),
    *("subscriber", "paywall", "patron", "patreon", "locked", "locker", "unlock", "gated", "vip", "authenticated"),
)
"""A word that begins with one of these speaks of access."""
ANYWHERE = ("restrict", "premium", "password", "paywall", "subscriber", "loggedin", "protected", "membersonly")
"""No other word of English holds these, so that they count inside a compound as well."""
PREFIXES = frozenset(
    {"s2", "mepr", "um", "pms", "rcp", "wcm", "pmpro", "wpmem", "swpm", "wlm", "ihc", "emember", "memb", "armember"}
)
"""The first words of names that access plugins give to what they bring."""
_COMPOUNDS = ("loggedin", "membersonly", "useronly", "usersonly")
"""Two words that speak of access together."""
_JOINED = ("is", "if", "user", "non", "not", "only", "has")
"""What is written in one word with the next: `isloggedin`, `nonmember`."""


def speaks_of_access(name: str) -> bool:
    """Whether a name (of a block, shortcode or attribute, in any spelling) says that it decides who may read."""
    words = _words(name)
    if not words:
        return False
    first = words[0] + (words[1] if words[1:] and words[1].isdigit() else "")
    if first in PREFIXES or words[0] in PREFIXES:
        return True
    return any(map(_is_access_word, words)) or any(stem in "".join(words) for stem in _COMPOUNDS)


def _is_access_word(word: str) -> bool:
    if word.startswith(STEMS) or any(stem in word for stem in ANYWHERE):
        return True
    return any(word.startswith(joined) and word[len(joined) :].startswith(STEMS) for joined in _JOINED)


def _words(name: str) -> list[str]:
    """`s2If` is s, 2, if; `MEMBERS_ONLY` is members, only."""
    parts = _NO_SIGN.split(name)
    return [word.lower() for part in parts for word in _WORD.findall(part)]
