"""What an element of a page builder prints, as data: parts in their order, each with the names of the values it takes.

The tables of the builders (`divi`, `wpbakery`, `avada`, `elementor`, `bricks`) are made of these parts. Invariants: a
value that no part names is never text (arguments hold keys, recipients, notes); without it a part prints nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rootzpub.wordpress.rendering.builders.values import Values, linked, picture
from rootzpub.wordpress.rendering.markup import escape_url


class Part(Protocol):
    """One thing that an element prints."""

    def write(self, values: Values) -> str:
        """Its HTML, empty when there is nothing to print."""


@dataclass(frozen=True, slots=True)
class Inside:
    """Where what the element encloses stands, between two pieces of markup."""

    before: str = "\n\n"
    after: str = "\n\n"
    link: str = ""
    """The value with the address, where what is enclosed is the text of a link."""
    level: str = ""
    """The value that says which heading it is, where what is enclosed is a heading."""

    def open(self, values: Values) -> str:
        """The markup before."""
        url = escape_url(values.url(self.link)) if self.link else ""
        heading = f"<h{values.level(self.level, 2)}>" if self.level else ""
        return f"{self.before}{heading}" + (f'<a href="{url}">' if url else "")

    def close(self, values: Values) -> str:
        """The markup behind."""
        heading = f"</h{values.level(self.level, 2)}>" if self.level else ""
        return ("</a>" if self.link and escape_url(values.url(self.link)) else "") + f"{heading}{self.after}"

    def write(self, values: Values) -> str:
        """Nothing of its own: what is enclosed is written between `open` and `close`."""
        del values
        return ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, perhaps a link."""

    name: str
    level: int = 3
    link: str = ""
    tag: str = ""
    """The value that says which heading it is."""

    def write(self, values: Values) -> str:
        """`<h3>…</h3>`; of level 0 a paragraph."""
        text = values.text(self.name)
        level = values.level(self.tag, self.level) if self.tag else self.level
        element = f"h{level}" if level else "p"
        return f"\n\n<{element}>{linked(text, values.url(self.link))}</{element}>\n\n" if text else ""


@dataclass(frozen=True, slots=True)
class Bold:
    """The title of a tab or of an item of an accordion: every reader reads it, and what is below it after a click."""

    name: str

    def write(self, values: Values) -> str:
        """A paragraph in bold."""
        text = values.text(self.name)
        return f"\n\n<p><strong>{text}</strong></p>\n\n" if text else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line made of values and of signs between them; left out when none of its values is there."""

    pieces: Sequence[str]
    """Names of values; what begins with `=` is a sign between two of them, or behind the last."""
    link: str = ""

    def write(self, values: Values) -> str:
        """A paragraph."""
        text, waiting, there = "", "", False
        for piece in self.pieces:
            if piece.startswith("="):
                waiting = piece[1:] if there or text else ""
                continue
            found = values.text(piece)
            text += waiting + found if found else ""
            waiting, there = "", bool(found)
        # A sign at the end belongs to the value before it, one in between stands between two.
        text += waiting if there else ""
        return f"\n\n<p>{linked(text.strip(), values.url(self.link))}</p>\n\n" if text.strip() else ""


@dataclass(frozen=True, slots=True)
class Html:
    """A value that is HTML of its own."""

    name: str

    def write(self, values: Values) -> str:
        """The value between blank lines."""
        html = values.html(self.name)
        return f"\n\n<div>{html}</div>\n\n" if html.strip() else ""


@dataclass(frozen=True, slots=True)
class Button:
    """A link with its text."""

    text: str
    link: str

    def write(self, values: Values) -> str:
        """A paragraph with a link; without an address the text alone."""
        text = values.text(self.text)
        return f"\n\n<p>{linked(text, values.url(self.link))}</p>\n\n" if text else ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, by address or by the id of its attachment."""

    name: str
    alt: str = ""
    link: str = ""
    caption: str = ""
    other: str = ""
    """The value with the address, where `name` holds an id."""

    def write(self, values: Values) -> str:
        """A figure."""
        url, alt = values.picture(self.name)
        if not url and self.other:
            url, alt = values.picture(self.other)
        if not url:
            return ""
        image = linked(picture(url, values.plain(self.alt) if self.alt else alt), values.url(self.link))
        caption = values.text(self.caption) if self.caption else ""
        return f"\n\n<figure>{image}{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>\n\n"


@dataclass(frozen=True, slots=True)
class Pictures:
    """Several pictures."""

    name: str

    def write(self, values: Values) -> str:
        """A figure each."""
        return "".join(f"\n\n<figure>{picture(url, alt)}</figure>\n\n" for url, alt in values.pictures(self.name))


@dataclass(frozen=True, slots=True)
class Film:
    """A film or a sound that stands elsewhere."""

    name: str
    address: str = "{}"
    """How the address is made of the value."""

    def write(self, values: Values) -> str:
        """A link, which is what stands for an embed that WordPress has not stored."""
        value = values.url(self.name)
        url = escape_url(self.address.format(value)) if value else ""
        return f'\n\n<p><a href="{url}">{url}</a></p>\n\n' if url else ""


@dataclass(frozen=True, slots=True)
class Each:
    """The same parts for every item of a list."""

    name: str
    parts: Sequence[Part]

    def write(self, values: Values) -> str:
        """The items one after the other."""
        return "".join(part.write(item) for item in values.items(self.name) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list with one point for every item."""

    name: str
    text: str
    link: str = ""

    def write(self, values: Values) -> str:
        """`<ul>…</ul>`."""
        points = (linked(item.text(self.text), item.url(self.link)) for item in values.items(self.name))
        rows = "".join(f"<li>{point}</li>" for point in points if point)
        return f"\n\n<ul>{rows}</ul>\n\n" if rows else ""


@dataclass(frozen=True, slots=True)
class Lost:
    """What is only known while a page is printed: lists of entries, forms, prices of a shop."""

    kind: str = "page-builder"

    def write(self, values: Values) -> str:
        """Nothing; a loss that names the element."""
        values.page.log.add(self.kind, values.element)
        return ""


INSIDE = Inside()
LAYOUT: Sequence[Part] = (INSIDE,)
"""The element itself prints nothing: what it encloses is carried."""
INLINE: Sequence[Part] = (Inside("", ""),)
"""The same within a line."""
NOTHING: Sequence[Part] = ()
LOST: Sequence[Part] = (Lost(),)
FORM: Sequence[Part] = (Lost("form"),)
