"""Rules of formulas: MathML, TeX in elements, pictures and scripts, as `$…$` and `$$…$$`.

Invariants: a formula without TeX stays readable as its characters, and the ledger says so; TeX is never escaped,
because renderers of formulas read it before markdown does, but `<` is kept from beginning a tag.
"""

import re
from typing import Final

from rootzpub.markdown import media
from rootzpub.markdown.escape import one_line, without_tags
from rootzpub.markdown.inlines import Span
from rootzpub.markdown.tags import medium_of
from rootzpub.markdown.tokens import Atom, Link, Signal, text_of
from rootzpub.markdown.walker import Attributes, Frame, Mode, Rule, Walker

_TEX_WRAPPED: Final = re.compile(
    r"\A\s*+(?:\\\((?P<inline>.*)\\\)|\\\[(?P<display>.*)\\\]|\$\$(?P<double>.*)\$\$|\$(?P<single>.*)\$)\s*\Z",
    re.DOTALL,
)


class _Formula(Frame):
    """A formula being read: its TeX if anything in it says so."""

    __slots__ = ("at", "display", "mode", "tex")

    def __init__(self, at: int, mode: Mode, *, display: bool, tex: str) -> None:
        self.at = at
        self.mode = mode
        self.display = display
        self.tex = tex

    def close(self, walker: Walker) -> None:
        """The end tag: the TeX, or the characters in a line and a loss."""
        walker.mode = self.mode
        inline = walker.inline
        words = " ".join(" ".join(token for token in inline.tokens[self.at :] if isinstance(token, str)).split())
        del inline.tokens[self.at :]
        if self.tex:
            push_formula(walker, self.tex, display=self.display)
        elif words:
            walker.ledger.add("math", words)
            alone = self.display and inline.separator is None
            if alone:
                walker.flush()
            inline.tokens.append(words)
            if alone:
                walker.flush()


def formula_rule(inside: Mode) -> Rule:
    """`<math>`, and wrappers that hold one: its TeX if it has any, else its characters."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        display = attributes.get("display") == "block" or "display" in attributes.get("class", "").lower()
        tex = attributes.get("alttext", "")
        walker.frames.append(_Formula(len(walker.inline.tokens), walker.mode, display=display, tex=tex))
        walker.mode = inside

    return Rule("formula", begin, Walker.close_frame)


def _open_inner_formula(walker: Walker, attributes: Attributes) -> None:
    formula = walker.frames[-1]
    if isinstance(formula, _Formula):
        formula.display = formula.display or attributes.get("display") == "block"
        formula.tex = formula.tex or attributes.get("alttext", "")


def _open_annotation(walker: Walker, attributes: Attributes) -> None:
    formula = walker.frames[-1]
    encoding = attributes.get("encoding", "").lower()

    def keep(text: str) -> None:
        if isinstance(formula, _Formula) and "tex" in encoding and not formula.tex:
            formula.tex = text

    walker.skip(keep)


def _open_foreign(walker: Walker, attributes: Attributes) -> None:
    """A link, a picture or a player in a formula: its address is a loss."""
    shown = medium_of(attributes)
    if shown:
        walker.ledger.add("math", shown)


class _Tex(Span):
    """A span or div whose text is TeX, or a picture of a formula."""

    __slots__ = ()

    def close(self, walker: Walker) -> None:
        """The end tag: a formula if its text is TeX between delimiters, else what it was."""
        at = self.at
        tokens = walker.inline.tokens[at:]
        if any(isinstance(token, Link | Signal | Atom) for token in tokens):
            return
        match = _TEX_WRAPPED.match(text_of(tokens))
        if match:
            del walker.inline.tokens[at:]
            push_formula(walker, match.group(match.lastgroup or 0), display=match.lastgroup in ("display", "double"))


def _open_tex(walker: Walker, attributes: Attributes) -> None:
    walker.frames.append(_Tex(len(walker.inline.tokens)))
    if "src" in attributes:
        media.open_image(walker, attributes)


def _open_bare_tex(walker: Walker, attributes: Attributes) -> None:
    """A span of a KaTeX plugin: TeX without delimiters."""
    display = "true" in (attributes.get("data-display"), attributes.get("data-katex-display"))

    def write(text: str) -> None:
        push_formula(walker, text, display=display)
        _note_media(walker)

    walker.skip(write)


def _note_media(walker: Walker) -> None:
    """A formula holds text alone: a picture or a link in it is a loss."""
    if walker.skipped_media:
        walker.ledger.add("math", walker.skipped_media)


def _open_equation_number(walker: Walker, attributes: Attributes) -> None:
    """The place of a formula's number, mostly empty."""
    del attributes

    def write(text: str) -> None:
        if text.strip():
            walker.inline.tokens.append(text)
        _note_media(walker)

    walker.skip(write)


def push_formula(walker: Walker, tex: str, *, display: bool) -> None:
    """Write TeX as a formula: in a block of its own if it is for `display` and blocks can be here."""
    tex = without_tags(one_line(tex))
    if not tex:
        return
    if display and walker.inline.separator is None:
        walker.flush()
        walker.push(Atom(f"$${tex}$$", tex))
        walker.flush()
    else:
        walker.push(Atom(f"$${tex}$$" if display else f"${tex}$", tex))


FOREIGN_RULE: Final[Rule] = Rule("foreign-in-formula", _open_foreign)
INNER_FORMULA_RULE: Final[Rule] = Rule("formula-in-formula", _open_inner_formula)
ANNOTATION_RULE: Final[Rule] = Rule("formula-annotation", _open_annotation)
BARE_TEX_RULE: Final[Rule] = Rule("tex-without-delimiters", _open_bare_tex)
EQUATION_NUMBER_RULE: Final[Rule] = Rule("equation-number", _open_equation_number)
TEX_RULE: Final[Rule] = Rule("tex", _open_tex, Walker.close_frame)
