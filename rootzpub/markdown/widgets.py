"""Rules of what page builders print for their scripts and style sheets: counters, titles of tabs, parts of a line.

Invariants: nothing is said that a visitor does not see once the page is at rest; a title goes only if it stands in the
text already.
"""

from typing import Final

from rootzpub.markdown.escape import one_line
from rootzpub.markdown.tokens import Atom, Mark, text_of
from rootzpub.markdown.walker import NO_ATTRIBUTES, Attributes, Frame, Rule, Walker

_ENDS: Final = ("data-to-value", "data-number-value", "data-counter-value", "data-value", "data-to", "data-count")
"""Where counters keep the number they end at."""
_NEAR: Final = 4
_ENDINGS: Final = ".,;:!?%)]}”’»…€£$¥"


def _open_counter(walker: Walker, attributes: Attributes) -> None:
    """A number that a script counts up to: the one it ends at."""
    value = next((attributes[name] for name in _ENDS if attributes.get(name)), "")

    def write(text: str) -> None:
        walker.inline.tokens.append(value or text)
        if walker.skipped_media:
            walker.ledger.add("interface-text", walker.skipped_media)

    walker.skip(write)


class _Number(Frame):
    """Divi's counter: the number stands in an attribute of the box, its place is an empty element inside."""

    __slots__ = ()

    def close(self, walker: Walker) -> None:
        """The box ends: the number, if it had no place."""
        _push_number(walker)
        walker.flush()


_NUMBER: Final = _Number()


def _open_number(walker: Walker, attributes: Attributes) -> None:
    walker.flush()
    walker.document.number = next((attributes[name] for name in _ENDS if attributes.get(name)), "")
    walker.frames.append(_NUMBER)


def _push_number(walker: Walker) -> None:
    number, walker.document.number = walker.document.number, ""
    if number:
        walker.inline.tokens.append(f"{number} ")


def _open_number_place(walker: Walker, attributes: Attributes) -> None:
    """The number, or the sign behind it: what stands there while the script has not counted is no number yet."""
    if not walker.document.number:
        return
    _push_number(walker)
    if "percent-value" in attributes.get("class", ""):
        walker.skip(lambda _: None)


class _TabTitle(Frame):
    """The title of a tab, which is kept in mind."""

    __slots__ = ()

    def close(self, walker: Walker) -> None:
        """It ends."""
        walker.document.tab_titles.add(one_line(text_of(walker.inline.tokens)))
        walker.flush()


_TAB_TITLE: Final = _TabTitle()


def _open_tab_title(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.flush()
    walker.frames.append(_TAB_TITLE)


class _RepeatedTitle(Frame):
    """The title of a tab once more, for small screens."""

    __slots__ = ()

    def close(self, walker: Walker) -> None:
        """It ends: it goes if it stands there already, whatever its marks."""
        tokens = walker.inline.tokens
        if one_line(text_of(tokens)) in walker.document.tab_titles and all(isinstance(t, str | Mark) for t in tokens):
            tokens.clear()
        walker.flush()


_REPEATED_TITLE: Final = _RepeatedTitle()


def _open_repeated_title(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.flush()
    walker.frames.append(_REPEATED_TITLE)


def part(walker: Walker, attributes: Attributes = NO_ATTRIBUTES) -> None:
    """What begins here is not one word with what stands before it: a style sheet parts them on the page."""
    del attributes
    tokens = walker.inline.tokens
    for token in reversed(tokens[-_NEAR:]):
        if isinstance(token, Mark) and token.opens:
            continue
        if isinstance(token, str):
            if token and (token[-1].isalnum() or token[-1] in _ENDINGS):
                tokens.append(" ")
        elif isinstance(token, Atom | Mark):
            tokens.append(" ")
        return


COUNTER_RULE: Final[Rule] = Rule("counter", _open_counter)
NUMBER_RULE: Final[Rule] = Rule("number", _open_number, Walker.close_frame)
NUMBER_PLACE_RULE: Final[Rule] = Rule("number-place", _open_number_place)
TAB_TITLE_RULE: Final[Rule] = Rule("tab-title", _open_tab_title, Walker.close_frame)
REPEATED_TITLE_RULE: Final[Rule] = Rule("repeated-tab-title", _open_repeated_title, Walker.close_frame)
PARTED_RULE: Final[Rule] = Rule("parted", part)
