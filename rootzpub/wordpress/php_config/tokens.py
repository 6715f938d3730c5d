"""PHP text to tokens: names, variables, texts, numbers and signs; comments and what stands outside of PHP are gone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ESCAPED = re.compile(r"\\([\\'])")

Part = str | tuple[str, str]
"""Of a text with variables in it: plain text, or a variable and (where it is an array) its key."""

_BEGIN = re.compile(r"<\?(?:php(?=\s|\Z)|=)", re.IGNORECASE)
_TOKEN = re.compile(
    r"""(?P<blank>\s+|/\*.*?(?:\*/|\Z)|(?://|\#(?!\[)).*?(?=\?>|\n|\Z))
    |(?P<close>\?>)
    |(?P<here><<<[ \t]*(?P<quote>["']?)(?P<tag>[A-Za-z_]\w*)(?P=quote)[ \t]*\r?\n)
    |(?P<single>'(?:[^'\\]|\\.)*+')
    |(?P<double>"(?:[^"\\]|\\.)*+")
    |(?P<open>['"].*+)
    |(?P<variable>\$[^\W\d]\w*)
    |(?P<number>0[xX][0-9a-fA-F]+|\d+)
    |(?P<name>\\?[^\W\d][\w\\]*)
    |(?P<sign>\?\?=|===|!==|<=>|\.\.\.|\?->|&&|\|\||\?\?|->|::|=>|==|!=|<>|<=|>=|[-+*/.|&%^]=|\+\+|--|.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "v": "\v", "e": "\x1b", "f": "\f", "\\": "\\", "$": "$", '"': '"'}
_ESCAPE = re.compile(r"\\(?:([ntrvef\\$])|([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u\{([0-9A-Fa-f]{1,6})\}|(\"))")
_VARIABLE = re.compile(
    r"""\{\$(?P<braced>[^\W\d]\w*)(?:\[(?:'(?P<quoted>[^'\\]*)'|"(?P<doubled>[^"\\$]*)")\])?\}
    |\$\{(?P<old>[^\W\d]\w*)\}
    |\$(?P<plain>[^\W\d]\w*)(?:\[(?P<bare>[^\W\d]\w*)\])?(?P<more>\[|->|\?->)?
    |(?P<hard>\{\$|\$\{)""",
    re.VERBOSE,
)
_CHARACTERS = 0x110000
_SURROGATES = range(0xD800, 0xE000)


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `kind` is `name`, `variable`, `text`, `template`, `number`, `sign` or `end`."""

    kind: str
    text: str = ""
    parts: tuple[Part, ...] | None = None
    """Of a template; None where its variables are written in a way we do not read."""


END = Token("end")


def tokens_of(source: str) -> list[Token]:
    """All tokens of a PHP file."""
    return list(_tokens(source.removeprefix("\ufeff")))


def _tokens(source: str) -> Iterator[Token]:
    begin = _BEGIN.search(source)
    while begin is not None:
        at = begin.end()
        while match := _TOKEN.match(source, at):
            at = match.end()
            if match.lastgroup == "close":
                break
            if match["here"]:
                token, at = _here(source, match)
                yield token
            elif match.lastgroup != "blank":
                yield _token(match)
        # `?>` ends a statement like a semicolon.
        yield Token("sign", ";")
        begin = _BEGIN.search(source, at)


def _token(match: re.Match[str]) -> Token:
    kind, text = match.lastgroup or "sign", match[0]
    if kind == "open":
        # A text without an end takes all that follows, as an unclosed heredoc does: looked for once.
        return Token("template")
    if kind == "single":
        return Token("text", _ESCAPED.sub(r"\1", text[1:-1]))
    if kind == "double":
        return _template(text[1:-1], quoted=True)
    return Token(kind, text.lstrip("\\") if kind == "name" else text)


def _here(source: str, match: re.Match[str]) -> tuple[Token, int]:
    """A heredoc or nowdoc: lines up to one that begins with its tag, whose indentation all lines lose."""
    # Since PHP 7.3 the closing tag may be indented, and code may follow it on its line.
    end = _end_of(match["tag"]).search(source, match.end() - 1)
    if end is None:
        return Token("template"), len(source)
    body = source[match.end() : max(end.start(), match.end())].removesuffix("\r")
    body = "\n".join(line.removeprefix(end[1]) for line in body.split("\n"))
    token = Token("text", body) if match["quote"] == "'" else _template(body, quoted=False)
    return token, end.end()


def _end_of(tag: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|\n)([ \t]*+){tag}\b")


def _template(body: str, *, quoted: bool) -> Token:
    parts: list[Part] = []
    plain, at = "", 0
    while at < len(body):
        if match := _ESCAPE.match(body, at):
            plain += _unescaped(match, quoted=quoted)
            at = match.end()
        elif match := _VARIABLE.match(body, at):
            # An expression inside a text (`{$db->host}`) is not read, so the whole text is unknown (decision 0009).
            if match["hard"] or match["more"]:
                return Token("template")
            name = match["braced"] or match["old"] or match["plain"]
            key = next((text for text in (match["quoted"], match["doubled"], match["bare"]) if text is not None), "")
            parts += [plain, (name, key)]
            plain, at = "", match.end()
        else:
            plain += body[at]
            at += 1
    return Token("template", parts=(*parts, plain)) if parts else Token("text", plain)


def _unescaped(match: re.Match[str], *, quoted: bool) -> str:
    letter, octal, hexadecimal, point, quote = match.groups()
    if quote:
        # In a heredoc `\"` is two characters.
        return '"' if quoted else match[0]
    if letter:
        return _ESCAPES[letter]
    if octal:
        # PHP keeps the low byte of an octal escape that is too large.
        return chr(int(octal, 8) & 255)
    number = int(hexadecimal or point, 16)
    return chr(number) if number < _CHARACTERS and number not in _SURROGATES else match[0]
