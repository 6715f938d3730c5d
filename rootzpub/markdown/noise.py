"""Rules of what is not the entry's content: scripts, forms, share bars, hidden and browser-only things; and formulas.

Invariants: whatever is left out is said in the ledger, with its words as the example.
"""

import re
from dataclasses import dataclass
from typing import Final

from rootzpub.markdown import media
from rootzpub.markdown.escape import one_line
from rootzpub.markdown.tokens import Atom, Link, Signal, Token
from rootzpub.markdown.walker import Attributes, Mode, Rule, Walker

_SUBSTANCE: Final = 400
"""Characters from which on what a form holds beside its controls is content, not form."""

_TEX_WRAPPED: Final = re.compile(
    r"\s*(?:\\\((?P<inline>.*)\\\)|\\\[(?P<display>.*)\\\]|\$\$(?P<double>.*)\$\$|\$(?P<single>.*)\$)\s*\Z", re.DOTALL
)


def left_out(kind: str, *, always: bool = False) -> Rule:
    """An element that goes with all it holds; `always` reports it even without a word in it."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        hint = attributes.get("src") or attributes.get("id") or attributes.get("class") or ""

        def report(text: str) -> None:
            if always or text.strip():
                walker.ledger.add(kind, text if text.strip() else hint)

        walker.skip(report)

    return Rule(begin)


def dropped() -> Rule:
    """An element that goes without a word: it says nothing to anyone."""
    return Rule(lambda walker, _: walker.skip(lambda _text: None))


def separated(kind: str) -> Rule:
    """Like `left_out`, and what stands before and behind it are not one word or one block."""
    rule = left_out(kind)

    def begin(walker: Walker, attributes: Attributes) -> None:
        walker.flush()
        assert rule.open is not None
        rule.open(walker, attributes)

    return Rule(begin)


def _open_script(walker: Walker, attributes: Attributes) -> None:
    kind = attributes.get("type", "").lower()
    if kind.startswith("math/tex"):
        display = "display" in kind
        walker.skip(lambda text: _push_formula(walker, text, display=display))
        return
    source = attributes.get("src", "")
    walker.skip(lambda text: walker.ledger.add("script", source or text))


# -- forms


@dataclass(slots=True)
class _Form:
    texts_before: int
    headings_before: int
    labels: list[str]


def _open_form(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.enter_container()
    labels: list[str] = []
    walker.frames.append(_Form(len(walker.texts), len(walker.headings), labels))
    walker.labels = labels


def _close_form(walker: Walker) -> None:
    """What a form holds beside its controls stays if it is much: some pages are one form."""
    blocks = walker.leave_container()
    form = walker.frames.pop()
    assert isinstance(form, _Form)
    walker.labels = None
    texts = walker.texts[form.texts_before :]
    if sum(map(len, texts)) > _SUBSTANCE or len(walker.headings) > form.headings_before:
        walker.blocks += blocks
    else:
        form.labels += texts
        del walker.texts[form.texts_before :]
    walker.ledger.add("form", ", ".join(filter(None, map(one_line, form.labels))))


def _control(walker: Walker, attributes: Attributes) -> None:
    """A label or control: its text is kept for the ledger, or is a loss of its own outside a form."""
    if walker.labels is None:
        walker.skip(lambda text: walker.ledger.add("form", text))
        return
    walker.note_label(attributes)
    labels = walker.labels
    walker.skip(labels.append)


def _open_input(walker: Walker, attributes: Attributes) -> None:
    """`<input>`: a checkbox in a list item is a task, all else belongs to a form."""
    kind = attributes.get("type", "text").lower()
    if kind == "checkbox" and walker.labels is None and walker.lists:
        walker.run.append("[x] " if "checked" in attributes else "[ ] ")
    elif walker.labels is not None:
        walker.note_label(attributes)
    elif kind != "hidden":
        hint = attributes.get("placeholder") or attributes.get("aria-label") or attributes.get("value") or kind
        walker.ledger.add("form", hint)


def _open_button(walker: Walker, attributes: Attributes) -> None:
    """`<button>`: in a form a control, elsewhere the visible title of something that opens."""
    if walker.labels is not None:
        _control(walker, attributes)


def _open_label(walker: Walker, attributes: Attributes) -> None:
    if walker.labels is not None:
        _control(walker, attributes)


# -- noscript


def noscript_rule(inside: Mode) -> Rule:
    """`<noscript>`: pictures and players in it count, its words are for other browsers."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        del attributes
        walker.frames.append((len(walker.run), walker.mode))
        walker.mode = inside

    def finish(walker: Walker) -> None:
        frame = walker.frames.pop()
        assert isinstance(frame, tuple)
        at, walker.mode = frame
        tokens: list[Token] = walker.run[at:]
        words = "".join(token for token in tokens if isinstance(token, str))
        walker.run[at:] = [token for token in tokens if not isinstance(token, str)]
        if words.strip():
            walker.ledger.add("note", words)

    return Rule(begin, finish)


# -- drawings and formulas


def drawing_rule(inside: Mode) -> Rule:
    """`<svg>`: its title only."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        walker.frames.append((len(walker.run), walker.mode, attributes.get("aria-label", "")))
        walker.drawing_title = None
        walker.mode = inside

    def finish(walker: Walker) -> None:
        frame = walker.frames.pop()
        assert isinstance(frame, tuple)
        at, walker.mode, name = frame
        words = "".join(token for token in walker.run[at:] if isinstance(token, str))
        del walker.run[at:]
        shown = walker.drawing_title or name
        if words.strip():
            walker.ledger.add("svg", words)
        if shown:
            walker.run.append(shown)

    return Rule(begin, finish)


def _open_drawing_title(walker: Walker, attributes: Attributes) -> None:
    del attributes

    def keep(text: str) -> None:
        if walker.drawing_title is None:
            walker.drawing_title = text.strip()

    walker.skip(keep)


@dataclass(slots=True)
class _Formula:
    at: int
    mode: Mode
    display: bool
    tex: str = ""


def formula_rule(inside: Mode) -> Rule:
    """`<math>`, and wrappers that hold one: its TeX if it has any, else its characters."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        display = attributes.get("display") == "block" or "display" in attributes.get("class", "").lower()
        walker.frames.append(_Formula(len(walker.run), walker.mode, display, attributes.get("alttext", "")))
        walker.mode = inside

    def finish(walker: Walker) -> None:
        formula = walker.frames.pop()
        assert isinstance(formula, _Formula)
        walker.mode = formula.mode
        words = " ".join(" ".join(token for token in walker.run[formula.at :] if isinstance(token, str)).split())
        del walker.run[formula.at :]
        if formula.tex:
            _push_formula(walker, formula.tex, display=formula.display)
        elif words:
            walker.ledger.add("math", words)
            alone = formula.display and walker.separator is None
            if alone:
                walker.flush()
            walker.run.append(words)
            if alone:
                walker.flush()

    return Rule(begin, finish)


def _open_inner_formula(walker: Walker, attributes: Attributes) -> None:
    formula = walker.frames[-1]
    if isinstance(formula, _Formula):
        formula.display = formula.display or attributes.get("display") == "block"
        formula.tex = formula.tex or attributes.get("alttext", "")


def _open_annotation(walker: Walker, attributes: Attributes) -> None:
    formula = walker.frames[-1]
    encoding = attributes.get("encoding", "").lower()

    def keep(text: str) -> None:
        if isinstance(formula, _Formula) and ("tex" in encoding) and not formula.tex:
            formula.tex = text

    walker.skip(keep)


def _open_tex(walker: Walker, attributes: Attributes) -> None:
    """A span or div whose text is TeX, or a picture of a formula."""
    walker.frames.append(len(walker.run))
    if "src" in attributes:
        media.open_image(walker, attributes)


def _close_tex(walker: Walker) -> None:
    at = walker.frames.pop()
    assert isinstance(at, int)
    tokens = walker.run[at:]
    if any(isinstance(token, Link | Signal | Atom) for token in tokens):
        return
    text = "".join(token for token in tokens if isinstance(token, str))
    match = _TEX_WRAPPED.match(text)
    if match:
        del walker.run[at:]
        _push_formula(walker, match.group(match.lastgroup or 0), display=match.lastgroup in ("display", "double"))


def _open_bare_tex(walker: Walker, attributes: Attributes) -> None:
    """A span of a KaTeX plugin: TeX without delimiters."""
    display = "true" in (attributes.get("data-display"), attributes.get("data-katex-display"))
    walker.skip(lambda text: _push_formula(walker, text, display=display))


def _open_equation_number(walker: Walker, attributes: Attributes) -> None:
    """The place of a formula's number, mostly empty."""
    del attributes
    walker.skip(lambda text: walker.run.append(text) if text.strip() else None)


def _open_counter(walker: Walker, attributes: Attributes) -> None:
    """A number that a script counts up to: the one it ends at."""
    value = attributes.get("data-to-value", "")
    walker.skip(lambda text: walker.run.append(value or text))


def _open_dialog(walker: Walker, attributes: Attributes) -> None:
    """`<dialog>`: hidden until a script opens it."""
    walker.flush()
    if "open" not in attributes:
        walker.hide(attributes)


def _push_formula(walker: Walker, tex: str, *, display: bool) -> None:
    tex = one_line(tex).replace("<", "< ").replace("  ", " ") if "<" in tex else one_line(tex)
    if not tex:
        return
    if display and walker.separator is None:
        walker.flush()
        walker.push(Atom(f"$${tex}$$", tex))
        walker.flush()
    else:
        walker.push(Atom(f"$${tex}$$" if display else f"${tex}$", tex))


SCRIPT_RULE: Final[Rule] = Rule(_open_script)
STYLE_RULE: Final[Rule] = left_out("style")
FORM_RULE: Final[Rule] = Rule(_open_form, _close_form)
CONTROL_RULE: Final[Rule] = Rule(_control)
LABEL_RULE: Final[Rule] = Rule(_open_label)
INPUT_RULE: Final[Rule] = Rule(_open_input)
BUTTON_RULE: Final[Rule] = Rule(_open_button)
DRAWING_TITLE_RULE: Final[Rule] = Rule(_open_drawing_title)
INNER_FORMULA_RULE: Final[Rule] = Rule(_open_inner_formula)
ANNOTATION_RULE: Final[Rule] = Rule(_open_annotation)
BARE_TEX_RULE: Final[Rule] = Rule(_open_bare_tex)
EQUATION_NUMBER_RULE: Final[Rule] = Rule(_open_equation_number)
COUNTER_RULE: Final[Rule] = Rule(_open_counter)
DIALOG_RULE: Final[Rule] = Rule(_open_dialog, Walker.flush)
TEX_RULE: Final[Rule] = Rule(_open_tex, _close_tex)
