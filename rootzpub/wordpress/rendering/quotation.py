"""Which straight quotation mark in a run of text becomes which typographic one.

Two steps, for `'` first and then for `"`:
1. every mark gets a role from its neighbours (opening, apostrophe, or undecided);
2. the undecided ones become primes or closing marks, sentence by sentence, where a sentence begins at an opening mark.
A digit before a mark speaks for a prime (6'2"), an open quotation for a closing mark; when both could be, the open
quotation is closed first.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

from rootzpub.wordpress.rendering.locales import Quotes

_SPACE = r"[\r\n\t \u00a0]|&nbsp;"
_SPACES = ("\r", "\n", "\t", " ", "\u00a0", "&nbsp;")
_OPENS_DOUBLE = ("(", "[", "{", "-", "&lt;", *_SPACES)
_OPENS_SINGLE = ('"', *_OPENS_DOUBLE)
_SPACE_AFTER = re.compile(_SPACE)
_CLOSES = re.compile(rf"\Z|[.,:;!?)}}\-\]]|&gt;|{_SPACE}")
_NO_APOSTROPHE = re.compile(rf"\Z|[.,:;!?\"'(){{}}\[\]\-]|&[lg]t;|{_SPACE}")
_YEAR = re.compile(r"'[0-9]{2}(?![%0-9]|[.,][0-9])")
_YEAR_QUOTED = re.compile(rf"'[0-9]{{2}}[\"'](?=\Z|[.,:;!?)}}\-\]]|&gt;|{_SPACE})")
_NUMBER_QUOTED = {"'": re.compile(r"[0-9][.,0-9]*'"), '"': re.compile(r'[0-9][.,0-9]*"')}


class Role(Enum):
    """What a straight quotation mark turns out to be."""

    OPEN = auto()
    CLOSE = auto()
    CLOSE_DOUBLE = auto()
    APOSTROPHE = auto()
    PRIME = auto()
    STRAIGHT = auto()
    UNDECIDED = auto()


@dataclass(slots=True)
class _Found:
    """A mark at a place in the run, and its role so far."""

    at: int
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A kind of straight mark: how its roles are written."""

    straight: str
    written: dict[Role, str]

    @classmethod
    def single(cls, quotes: Quotes) -> "Mark":
        """The mark `'` in a language."""
        written = {
            Role.OPEN: quotes.single_open,
            Role.CLOSE: quotes.single_close,
            Role.CLOSE_DOUBLE: quotes.double_close,
            Role.APOSTROPHE: quotes.apostrophe,
            Role.PRIME: quotes.prime,
            Role.STRAIGHT: "'",
        }
        return cls(straight="'", written=written)

    @classmethod
    def double(cls, quotes: Quotes) -> "Mark":
        """The mark `"` in a language; one that fits nothing else closes."""
        written = {
            Role.OPEN: quotes.double_open,
            Role.CLOSE: quotes.double_close,
            Role.PRIME: quotes.double_prime,
            Role.STRAIGHT: quotes.double_close,
        }
        return cls(straight='"', written=written)

    def write(self, run: str) -> str:
        """The run with every mark of this kind written by its role."""
        found = self._find(run)
        self._decide(run, found)
        parts: list[str] = []
        at = 0
        for mark in found:
            parts += run[at : mark.at], self.written[mark.role]
            at = mark.at + 1
        parts.append(run[at:])
        return "".join(parts)

    def _find(self, run: str) -> list[_Found]:
        """All marks of the run with the roles their neighbours give them."""
        found = self._years(run) if self.straight == "'" else {}
        at = run.find(self.straight)
        while at >= 0:
            if at not in found:
                found |= self._number_in_quotes(run, at, found) or {at: self._role(run, at)}
            at = run.find(self.straight, at + 1)
        return [_Found(at, role) for at, role in sorted(found.items())]

    @staticmethod
    def _years(run: str) -> dict[int, Role]:
        """`'99` is a year; `'99'` and `'99"` before a pause are a year that ends a quotation."""
        found = {match.start(): Role.APOSTROPHE for match in _YEAR.finditer(run)}
        for match in _YEAR_QUOTED.finditer(run):
            closing = Role.CLOSE if match.group().endswith("'") else Role.CLOSE_DOUBLE
            found |= {match.start(): Role.APOSTROPHE, match.end() - 1: closing}
        return found

    def _number_in_quotes(self, run: str, at: int, taken: dict[int, Role]) -> dict[int, Role]:
        """`'42'` after a space is a quotation, not a prime."""
        match = _NUMBER_QUOTED[self.straight].match(run, at + 1)
        if match is None or match.end() - 1 in taken or not (at == 0 or run.endswith(_SPACES, 0, at)):
            return {}
        return {at: Role.OPEN, match.end() - 1: Role.CLOSE}

    def _role(self, run: str, at: int) -> Role:
        if self.straight == '"':
            opens = at == 0 or run.endswith(_OPENS_DOUBLE, 0, at)
            return Role.OPEN if opens and not _SPACE_AFTER.match(run, at + 1) else Role.UNDECIDED
        if at == 0 or run.endswith(_OPENS_SINGLE, 0, at):
            return Role.OPEN
        return Role.UNDECIDED if _NO_APOSTROPHE.match(run, at + 1) else Role.APOSTROPHE

    def _decide(self, run: str, found: list[_Found]) -> None:
        """Settle the undecided marks of each sentence; a sentence runs from one opening mark to the next."""
        sentence: list[_Found] = []
        start = 0
        begun_by_opening = False
        for mark in found:
            if mark.role is not Role.OPEN:
                sentence.append(mark)
                continue
            self._settle(run[start : mark.at], start, sentence, quoted=begun_by_opening)
            sentence, start, begun_by_opening = [], mark.at + 1, True
        self._settle(run[start:], start, sentence, quoted=begun_by_opening)

    def _settle(self, sentence: str, start: int, found: list[_Found], *, quoted: bool) -> None:
        undecided = [mark for mark in found if mark.role is Role.UNDECIDED]
        if not undecided:
            return
        # 1. Which marks could end a quotation: before a pause, in a sentence that has no closing mark yet.
        closed = any(mark.role is Role.CLOSE for mark in found) or self.written[Role.CLOSE] in sentence
        ending = [mark for mark in undecided if _CLOSES.match(sentence, mark.at - start + 1)]
        may_end = {mark.at for mark in ending}
        # 2. An open quotation is closed first, even behind a digit.
        if quoted and not closed:
            for mark in self._closing(sentence, start, ending):
                mark.role = Role.CLOSE
        # 3. What is left is a prime behind a digit, else what its neighbours allow.
        for mark in undecided:
            if mark.role is Role.UNDECIDED:
                mark.role = self._leftover(sentence, mark.at - start, ends=mark.at in may_end)

    @staticmethod
    def _closing(sentence: str, start: int, ending: list[_Found]) -> list[_Found]:
        """Which of the marks that could end a quotation do end the open one."""
        if len(ending) <= 1:
            return ending
        plain = [mark for mark in ending if not _after_digit(sentence, mark.at - start)]
        if plain:
            return plain
        at_stop = [mark for mark in ending if sentence.startswith(".", mark.at - start + 1)]
        return (at_stop or ending)[-1:]

    @staticmethod
    def _leftover(sentence: str, at: int, *, ends: bool) -> Role:
        if _after_digit(sentence, at):
            return Role.PRIME
        return Role.CLOSE if ends else Role.STRAIGHT


def _after_digit(sentence: str, at: int) -> bool:
    return at > 0 and "0" <= sentence[at - 1] <= "9"
