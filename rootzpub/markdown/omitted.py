"""Rules of what is not the entry's content: scripts, forms, share bars, drawings, hidden and browser-only elements.

Invariants: whatever is left out is reported in the ledger, with its words as the example, unless it has none.
"""

from typing import Final

from rootzpub.markdown import media
from rootzpub.markdown.escape import one_line
from rootzpub.markdown.formulas import push_formula
from rootzpub.markdown.tags import medium_of
from rootzpub.markdown.tokens import text_of
from rootzpub.markdown.walker import Attributes, Frame, Mode, Opener, Rule, Walker
from rootzpub.markdown.widgets import part

_SUBSTANCE: Final = 400
"""Characters from which on what a form holds beside its controls is content, not form."""


def _left_out(kind: str) -> Opener:
    def begin(walker: Walker, attributes: Attributes) -> None:
        del attributes

        def report(text: str) -> None:
            if text.strip() or walker.skipped_media:
                walker.ledger.add(kind, text if text.strip() else walker.skipped_media)

        walker.skip(report)

    return begin


def _leave_out_interface(walker: Walker, attributes: Attributes) -> None:
    """What only helps to use the page goes; the loss is reported if it says more than a number or a sign."""
    del attributes

    def report(text: str) -> None:
        if any(character.isalpha() for character in text) or walker.skipped_media:
            walker.ledger.add("interface-text", text if text.strip() else walker.skipped_media)

    walker.skip(report)


def left_out(kind: str) -> Rule:
    """An element that goes with all it holds; the loss is reported if it held any words."""
    return Rule(f"left-out-{kind}", _left_out(kind))


def separated(kind: str) -> Rule:
    """Like `left_out`, and what stands before and behind it are not one word or one block."""
    leave_out = _left_out(kind)

    def begin(walker: Walker, attributes: Attributes) -> None:
        walker.flush()
        leave_out(walker, attributes)

    return Rule(f"left-out-{kind}", begin)


def _drop(walker: Walker, attributes: Attributes) -> None:
    """An element that goes without being reported: it says nothing to anyone."""
    del attributes
    walker.skip(_ignore)


def _ignore(text: str) -> None:
    del text


def _open_script(walker: Walker, attributes: Attributes) -> None:
    """`<script>`: TeX, or what it embeds where that has a page of its own, else a loss."""
    kind = attributes.get("type", "").lower()
    if kind.startswith("math/tex"):
        display = "display" in kind
        walker.skip(lambda text: push_formula(walker, text, display=display))
        return
    source = attributes.get("src", "")
    if source:
        media.open_script(walker, source)
    walker.skip(lambda text: walker.ledger.add("script", source or text))


# -- forms


class _Form(Frame):
    """A form being read."""

    __slots__ = ("headings_before", "labels", "texts_before")

    def __init__(self, texts_before: int, headings_before: int) -> None:
        self.texts_before = texts_before
        self.headings_before = headings_before
        self.labels: list[str] = []

    def close(self, walker: Walker) -> None:
        """`</form>`: what it holds beside its controls stays if it is much, because some pages are one form."""
        blocks = walker.leave_container()
        walker.document.form_labels = None
        texts = walker.texts[self.texts_before :]
        if sum(map(len, texts)) > _SUBSTANCE or len(walker.headings) > self.headings_before:
            walker.blocks += blocks
        else:
            self.labels += texts
            del walker.texts[self.texts_before :]
        walker.ledger.add("form", ", ".join(filter(None, map(one_line, self.labels))))


def _open_form(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.enter_container()
    form = _Form(len(walker.texts), len(walker.headings))
    walker.frames.append(form)
    walker.document.form_labels = form.labels


def _control(walker: Walker, attributes: Attributes) -> None:
    """A label or control: its text is kept for the ledger, or is a loss of its own outside a form."""
    if walker.document.form_labels is None:
        walker.skip(lambda text: walker.ledger.add("form", text))
        return
    walker.note_label(attributes)
    labels = walker.document.form_labels
    walker.skip(labels.append)


def _open_input(walker: Walker, attributes: Attributes) -> None:
    """`<input>`: a checkbox in a list item is a task, all else belongs to a form."""
    kind = attributes.get("type", "text").lower()
    if kind == "checkbox" and walker.document.form_labels is None and walker.containers.lists:
        walker.inline.tokens.append("[x] " if "checked" in attributes else "[ ] ")
    elif walker.document.form_labels is not None:
        walker.note_label(attributes)
    elif kind != "hidden":
        hint = attributes.get("placeholder") or attributes.get("aria-label") or attributes.get("value") or kind
        walker.ledger.add("form", hint)


def _open_button(walker: Walker, attributes: Attributes) -> None:
    """`<button>`: in a form a control, elsewhere the visible title of something that opens, apart from others."""
    if walker.document.form_labels is not None:
        _control(walker, attributes)
    else:
        part(walker)


def _close_button(walker: Walker) -> None:
    if walker.inline.tokens:
        walker.inline.tokens.append(" ")


def _open_label(walker: Walker, attributes: Attributes) -> None:
    if walker.document.form_labels is not None:
        _control(walker, attributes)


# -- noscript


class _Noscript(Frame):
    """`<noscript>` being read."""

    __slots__ = ("at", "mode", "stands_for_script")

    def __init__(self, at: int, mode: Mode, *, stands_for_script: bool) -> None:
        self.at = at
        self.mode = mode
        self.stands_for_script = stands_for_script
        """Whether it stands right behind a script with an address: then its links say what the script would show."""

    def close(self, walker: Walker) -> None:
        """`</noscript>`: pictures and players stay, words are a loss."""
        walker.mode = self.mode
        tokens = walker.inline.tokens
        inside = tokens[self.at :]
        words = text_of(inside)
        tokens[self.at :] = [token for token in inside if not isinstance(token, str)]
        if words.strip():
            walker.ledger.add("note", words)


def noscript_rule(inside: Mode) -> Rule:
    """`<noscript>`: pictures and players in it count, its words are for other browsers."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        del attributes
        at = len(walker.inline.tokens)
        walker.frames.append(_Noscript(at, walker.mode, stands_for_script=_is_behind_script(walker)))
        walker.mode = inside

    return Rule("noscript", begin, Walker.close_frame)


def _is_behind_script(walker: Walker) -> bool:
    """Whether nothing but blanks stands between a script with an address and here."""
    script, at = walker.document.script, len(walker.inline.tokens)
    if script is None or script[0] != len(walker.blocks) or script[1] > at:
        return False
    is_behind = not text_of(walker.inline.tokens[script[1] :]).strip()
    # The next one begins to look here: nothing is looked at twice, however many follow one script.
    walker.document.script = (script[0], at) if is_behind else None
    return is_behind


def _open_noscript_link(walker: Walker, attributes: Attributes) -> None:
    """`<a>` in `<noscript>`: kept where it says what the script right before it would show."""
    around = walker.frames[-1] if walker.frames else None
    if isinstance(around, _Noscript) and around.stands_for_script:
        href = attributes.get("href", "")
        walker.skip(lambda text: media.push_link(walker, href, text))


# -- drawings


class _Drawing(Frame):
    """`<svg>` being read."""

    __slots__ = ("at", "label", "mode", "title")

    def __init__(self, at: int, mode: Mode, label: str) -> None:
        self.at = at
        self.mode = mode
        self.label = label
        """Its `aria-label`."""
        self.title: str | None = None
        """Its first `<title>`, once that was read."""

    def close(self, walker: Walker) -> None:
        """`</svg>`: its title or label; words drawn in it are a loss."""
        walker.mode = self.mode
        tokens = walker.inline.tokens
        words = text_of(tokens[self.at :])
        del tokens[self.at :]
        shown = self.title or self.label
        if words.strip():
            walker.ledger.add("svg", words)
        if shown:
            tokens.append(shown)


def drawing_rule(inside: Mode) -> Rule:
    """`<svg>`: its title only."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        walker.frames.append(_Drawing(len(walker.inline.tokens), walker.mode, attributes.get("aria-label", "")))
        walker.mode = inside

    return Rule("drawing", begin, Walker.close_frame)


def _open_in_drawing(walker: Walker, attributes: Attributes) -> None:
    """A link or a picture in a drawing: its address is a loss."""
    shown = medium_of(attributes) or attributes.get("xlink:href", "")
    if shown:
        walker.ledger.add("svg", shown)


def _open_drawing_title(walker: Walker, attributes: Attributes) -> None:
    del attributes
    drawing = walker.frames[-1] if walker.frames else None

    def keep(text: str) -> None:
        if isinstance(drawing, _Drawing) and drawing.title is None:
            drawing.title = text.strip()

    walker.skip(keep)


# -- what a script opens


def _open_dialog(walker: Walker, attributes: Attributes) -> None:
    """`<dialog>`: hidden until a script opens it."""
    walker.flush()
    if "open" not in attributes and not walker.is_opened(attributes):
        walker.hide(attributes)


def _open_hidden(walker: Walker, attributes: Attributes) -> None:
    walker.hide(attributes, "img" if "src" in attributes else "")


DROPPED_RULE: Final[Rule] = Rule("dropped", _drop)
SCRIPT_RULE: Final[Rule] = Rule("script", _open_script)
STYLE_RULE: Final[Rule] = left_out("style")
INTERACTIVE_RULE: Final[Rule] = left_out("interactive")
FORM_RULE: Final[Rule] = Rule("form", _open_form, Walker.close_frame)
LEFT_OUT_FORM_RULE: Final[Rule] = left_out("form")
CONTROL_RULE: Final[Rule] = Rule("control", _control)
LABEL_RULE: Final[Rule] = Rule("label", _open_label)
INPUT_RULE: Final[Rule] = Rule("input", _open_input)
BUTTON_RULE: Final[Rule] = Rule("button", _open_button, _close_button)
SKIP_LINK_RULE: Final[Rule] = left_out("skip-link")
SHARE_BAR_RULE: Final[Rule] = separated("share-bar")
RELATED_POSTS_RULE: Final[Rule] = separated("related-posts")
IN_DRAWING_RULE: Final[Rule] = Rule("link-in-drawing", _open_in_drawing)
DRAWING_TITLE_RULE: Final[Rule] = Rule("drawing-title", _open_drawing_title)
INTERFACE_TEXT_RULE: Final[Rule] = Rule("interface-text", _leave_out_interface)
NOSCRIPT_LINK_RULE: Final[Rule] = Rule("noscript-link", _open_noscript_link)
HIDDEN_RULE: Final[Rule] = Rule("hidden-on-every-screen", _open_hidden)
DIALOG_RULE: Final[Rule] = Rule("dialog", _open_dialog, Walker.flush)
