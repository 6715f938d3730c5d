"""CommonMark's own examples, and when two pieces of HTML say the same in markdown's vocabulary."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.node.conftest import MODULES

SPECIFICATION = MODULES / "commonmark-spec/spec.txt"
"""Version 0.31.2, which scripts/node-tools.sh installs."""

EXAMPLE = re.compile(r"^`{32} example[^\n]*\n(.*?)^\.\n(.*?)^`{32}$", re.DOTALL | re.MULTILINE)
BLOCKS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "hr"])
INLINE = frozenset(["a", "em", "strong", "code", "img", "br", "del"])
GONE = frozenset(["script", "style", "textarea", "template"])
SAME = {"s": "del", "strike": "del", "i": "em", "b": "strong"}
KEPT = {"a": ("href", "title"), "img": ("src", "alt", "title"), "ol": ("start",), "code": ("class",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One example of the specification."""

    number: int
    html: str


def examples(text: str) -> list[Example]:
    """All examples, numbered as in the specification."""
    return [
        Example(number=number, html=match[2].replace("→", "\t"))
        for number, match in enumerate(EXAMPLE.finditer(text), start=1)
    ]


def normalised(html: str) -> str:
    """The HTML with what markdown cannot say (without raw HTML) taken off, and nothing else.

    Unknown elements, `div`, `a` without an address and tables of one cell are unwrapped; `p` is only an edge; scripts,
    styles and comments go, and elements with nothing in them (an unclosed `<a>` leaves one behind); blanks collapse
    outside `pre` and stand outside inline elements; addresses are compared decoded.
    """
    body = LexborHTMLParser(f"<!doctype html><body>{html}").body
    out: list[str] = []
    if body is not None:
        _write(body, out, in_pre=False)
    text = re.sub(r"[ \n]*\x00[ \n\x00]*", "\x00", "".join(out)).strip("\x00 \n")
    while True:
        shorter = re.sub(r"\x00?<(a|em|strong|del|blockquote|li|ul|ol|h\d)(?: [^>]*)?>[ \x00]*</\1>\x00?", "\x00", text)
        shorter = re.sub(r"(<(?:a|em|strong|del)(?: [^>]*)?>)([ \x00]+)", r"\2\1", shorter)
        shorter = re.sub(r"([ \x00]+)(</(?:a|em|strong|del)>)", r"\2\1", shorter)
        shorter = re.sub(r"[ \x00]*\x00[ \x00]*", "\x00", shorter).strip("\x00 \n")
        shorter = shorter if "<pre" in shorter else re.sub(r"  +", " ", shorter)
        if shorter == text:
            return text
        text = shorter


def _write(node: LexborNode, out: list[str], *, in_pre: bool) -> None:
    child = node.child
    while child is not None:
        tag = SAME.get(child.tag or "", child.tag or "")
        if tag == "-text":
            text = child.text_content or ""
            out.append(text if in_pre else re.sub(r"\s+", " ", text))
        elif tag in BLOCKS:
            out.append(f"\x00{_opening(child, tag)}\x00" if tag != "pre" else f"\x00{_opening(child, tag)}")
            _write(child, out, in_pre=in_pre or tag == "pre")
            out.append(f"\x00</{tag}>\x00" if tag not in ("pre", "hr") else f"</{tag}>\x00")
        elif tag in INLINE:
            out.append(_opening(child, tag))
            _write(child, out, in_pre=in_pre)
            out.append("</br>\x00" if tag == "br" else f"</{tag}>")
        elif tag and tag[0] not in "-_!" and tag not in GONE:
            edge = "\x00" if tag in ("p", "div", "table", "tr", "td") else ""
            out.append(edge)
            _write(child, out, in_pre=in_pre)
            out.append(edge)
        child = child.next


def _opening(node: LexborNode, tag: str) -> str:
    values = {name: "".join(unquote(node.attributes.get(name) or "").split()) for name in KEPT.get(tag, ())}
    if tag == "a" and "href" not in node.attributes:
        return "<a>"
    if tag == "img":
        return f"<img{''.join(f' {name}={values[name]!r}' for name in values)}>"
    return f"<{tag}{''.join(f' {name}={value!r}' for name, value in values.items() if name in node.attributes)}>"
