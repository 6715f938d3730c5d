"""The last filters of a post's content: the name WordPress, and smilies.

What WordPress's last filter adds to pictures (`srcset`, `loading`, `decoding`) is left out: nobody reads it.
"""

import re

from rootzpub.wordpress.rendering.markup import pieces, tag_name

_BEFORE = (" ", "&#8216;", ">", "(")
_QUIET = frozenset({"pre", "code", "script", "style", "textarea"})
_SMILIES = {
    ":neutral:": "😐",
    ":twisted:": "😈",
    ":arrow:": "➡",
    ":shock:": "😯",
    ":smile:": "🙂",
    ":???:": "😕",
    ":cool:": "😎",
    ":evil:": "👿",
    ":grin:": "😀",
    ":idea:": "💡",
    ":oops:": "😳",
    ":razz:": "😛",
    ":roll:": "🙄",
    ":wink:": "😉",
    ":cry:": "😥",
    ":eek:": "😮",
    ":lol:": "😆",
    ":mad:": "😡",
    ":sad:": "🙁",
    "8-)": "😎",
    "8-O": "😯",
    ":-(": "🙁",
    ":-)": "🙂",
    ":-?": "😕",
    ":-D": "😀",
    ":-P": "😛",
    ":-o": "😮",
    ":-x": "😡",
    ":-|": "😐",
    ";-)": "😉",
    "8O": "😯",
    ":(": "🙁",
    ":)": "🙂",
    ":?": "😕",
    ":D": "😀",
    ":P": "😛",
    ":o": "😮",
    ":x": "😡",
    ":|": "😐",
    ";)": "😉",
    ":!:": "❗",
    ":?:": "❓",
}
_GREEN = ":mrgreen:"
"""The one smiley no emoji stands for: WordPress shows a picture."""
# Descending, so that of two smilies with one beginning the longer is tried first (`:???:` before `:?`).
_ANY = "|".join(re.escape(smiley) for smiley in sorted((*_SMILIES, _GREEN), reverse=True))
_ANY_SMILEY = re.compile(_ANY)
_SMILEY = re.compile(rf"(?:(?<=[\r\n\t \u00a0])|(?<=&nbsp;)|\A)(?:{_ANY})(?=[\r\n\t \u00a0]|&nbsp;|\Z)")


def capital_p(text: str, *, quote: str = "&#8220;") -> str:
    """`Wordpress` written as its owners write it, where it begins a word; `quote` is what opens a quotation here."""
    if "Wordpress" not in text:
        return text
    for before in (*_BEFORE, quote):
        text = text.replace(f"{before}Wordpress", f"{before}WordPress")
    return text


def smilies(text: str, *, home_url: str = "") -> str:
    """Smilies that stand alone become emoji, except in code, scripts, styles and text fields."""
    green = f'<img src="{home_url}/wp-includes/images/smilies/mrgreen.png" alt="{_GREEN}" class="wp-smiley" />'
    if not _ANY_SMILEY.search(text):
        return text
    parts: list[str] = []
    quiet = ""
    for piece, is_tag in pieces(text):
        name = tag_name(piece) if is_tag else ""
        if not quiet and name in _QUIET:
            quiet = name
        elif quiet and name == f"/{quiet}":
            quiet = ""
        parts.append(piece if is_tag or quiet else _SMILEY.sub(lambda match: _SMILIES.get(match.group(), green), piece))
    return "".join(parts)
