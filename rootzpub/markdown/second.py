"""Converts by markdownify: chosen by setting, used when the walker fails, and compared with it in tests.

Invariants: the same shape of result as the walker's; where it stands in for the walker it keeps the walker's invariants
on addresses, control characters and scripts, and none on tables, media or escapes (docs/markdown.md has the list).
Decision 0003.
"""

import re
from typing import Final

from rootzpub.markdown.escape import without_controls
from rootzpub.markdown.losses import Ledger
from rootzpub.markdown.urls import canonical
from rootzpub.site import Loss, Section

_HEADING: Final = re.compile(r"(#{1,6}) (.+)")
_FENCE: Final = re.compile(r"(`{3,}|~{3,})")
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_LEFT_OUT: Final = {"script": "script", "style": "style", "form": "form", "template": "interactive"}


def markdownified(html: str, base_url: str) -> tuple[str, str, tuple[Loss, ...], tuple[Section, ...]]:
    """(markdown, text, losses, sections) by markdownify. Raises RecursionError on deeply nested pages."""
    from bs4 import BeautifulSoup  # noqa: PLC0415 - the second engine is loaded only where it is used
    from markdownify import MarkdownConverter  # noqa: PLC0415

    ledger = Ledger()
    soup = BeautifulSoup(html, "lxml")
    for element in soup.find_all(list(_LEFT_OUT)):
        ledger.add(_LEFT_OUT[element.name], element.get_text(" ", strip=True))
        element.decompose()
    for name, attribute in (("a", "href"), ("img", "src")):
        for element in soup.find_all(name, attrs={attribute: True}):
            address = canonical(str(element[attribute]), base_url)
            if address:
                element[attribute] = address
            else:
                ledger.add("unsafe-link", str(element[attribute]))
                del element[attribute]
    converter = MarkdownConverter(heading_style="ATX", bullets="-", escape_misc=True, code_language="")
    markdown = _tidy(converter.convert_soup(soup))
    text = _tidy(soup.get_text("\n", strip=True))
    return (markdown + "\n" if markdown else ""), text, ledger.entries(), _sections(markdown)


def _tidy(text: str) -> str:
    text = without_controls(text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\f", " "))
    return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip("\n")


def _sections(markdown: str) -> tuple[Section, ...]:
    """The ATX headings outside fences."""
    found: list[tuple[int, str, int]] = []
    at, fence = 0, ""
    for line in markdown.split("\n"):
        mark = _FENCE.match(line)
        heading = _HEADING.fullmatch(line)
        if mark and (not fence or line.startswith(fence)):
            fence = "" if fence else mark.group(1)
        elif heading and not fence:
            found.append((len(heading.group(1)), heading.group(2).strip(), at))
        at += len(line) + 1
    return tuple(
        Section(level=level, title=title, anchor="", start=start, end=_end(found, number, at))
        for number, (level, title, start) in enumerate(found)
    )


def _end(found: list[tuple[int, str, int]], number: int, last: int) -> int:
    level = found[number][0]
    return next((start for other, _, start in found[number + 1 :] if other <= level), last)
