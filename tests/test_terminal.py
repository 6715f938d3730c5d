"""Text that is safe for a terminal."""

import json

import pytest

from rootzpub.terminal import printable, printable_json, printable_lines

STEERING = {
    "escape": "\x1b[31mred\x1b[0m",
    "title": "\x1b]0;owned\x07",
    "C1 CSI": "\x9b31m",
    "backspace": "ok\b\bno",
    "carriage return": "FAIL\rPASS",
    "override": "\u202egpj.exe",
    "isolate": "\u2066x\u2069",
    "separator": "a\u2028b",
    "zero width": "a\u200bb",
    "tag": "a\U000e0041",
    "surrogate": "a\ud800",
}


@pytest.mark.parametrize("text", STEERING.values(), ids=STEERING)
@pytest.mark.parametrize("safe", [printable, printable_lines, printable_json])
def test_nothing_steers(text, safe):
    """Each such character is shown as an escape, in ASCII."""
    shown = safe(text)

    assert shown.isprintable()
    assert "\\" in shown


def test_ordinary_text_stays():
    """Other scripts, emoji, blanks of other widths."""
    text = "Größe «\u00a0x\u202f» 日本 עברית 👍"

    assert printable(text) == printable_lines(text) == printable_json(text) == text


def test_lines_stay_lines_where_there_may_be_several():
    """One line shows its line feeds."""
    assert printable_lines("a\n\tb\x1b") == "a\n\tb\\x1b"
    assert printable("a\nb") == "a\\nb"


@pytest.mark.parametrize("text", [text for name, text in STEERING.items() if name != "surrogate"])
def test_json_keeps_its_value(text):
    """Only its spelling changes."""
    written = json.dumps({"a": text}, ensure_ascii=False, indent=1)

    assert json.loads(printable_json(written)) == {"a": text}
