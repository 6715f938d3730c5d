"""The table of words in docs/house.md holds in the package, the scripts, the docstrings of tests and the docs."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("words")  # one process reads all texts, once

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "docs" / "house.md"
ROW = re.compile(r"^\| (?P<say>[^|]+) \| (?P<instead>[^|]+) \| `(?P<pattern>.+)` \|$", re.MULTILINE)
IN_PYTHON = {"COMMENT", "STRING", "FSTRING_MIDDLE"}
FEWEST_WORDS = 15


def _table() -> dict[str, re.Pattern[str]]:
    """Pattern by the word that is not to be said; a bar inside a cell is written with a backslash."""
    section = HOUSE.read_text("utf-8").split('<a id="house-7"></a>')[1].split('<a id="house-8"></a>')[0]
    return {
        row["instead"]: re.compile(row["pattern"].replace(r"\|", "|"), re.MULTILINE) for row in ROW.finditer(section)
    }


WORDS = _table()


def _spoken(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each comment and string of a module."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if tokenize.tok_name[token.type] in IN_PYTHON:
            yield token.start[0], token.string


def _code() -> Iterator[tuple[Path, int, str]]:
    for module in sorted([*(ROOT / "rootzpub").rglob("*.py"), *(ROOT / "scripts").glob("*.py")]):
        for line, text in _spoken(module.read_text("utf-8")):
            yield module, line, text


def _documentation() -> Iterator[tuple[Path, int, str]]:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", ROOT / "CHANGELOG.md"]
    for page in [*pages, *sorted((ROOT / "docs").rglob("*.md"))]:
        text = page.read_text("utf-8")
        yield page, 1, ROW.sub("", text) if page == HOUSE else text


def _shell() -> Iterator[tuple[Path, int, str]]:
    for script in sorted((ROOT / "scripts").glob("*.sh")):
        yield script, 1, script.read_text("utf-8")


def _docstrings(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each docstring of a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node, clean=False)
            if text is not None:
                yield node.body[0].lineno, text


def _tests() -> Iterator[tuple[Path, int, str]]:
    """Their docstrings alone: what else stands in them may be a pattern or foreign text."""
    for module in sorted((ROOT / "tests").rglob("*.py")):
        if "node_modules" not in module.parts:
            for line, text in _docstrings(module.read_text("utf-8")):
                yield module, line, text


@cache
def _texts() -> list[tuple[Path, int, str]]:
    """Everything that is read. Not while tests are collected: it takes seconds, and each process collects."""
    return [*_code(), *_shell(), *_tests(), *_documentation()]


def _found(pattern: re.Pattern[str]) -> Iterator[str]:
    for path, line, text in _texts():
        for match in pattern.finditer(text):
            yield f"{path.relative_to(ROOT)}:{line + text.count(chr(10), 0, match.start())}: {match[0]}"


def test_the_table_is_read() -> None:
    """A table that cannot be read would find nothing."""
    assert len(WORDS) >= FEWEST_WORDS


@pytest.mark.parametrize("word", WORDS, ids=[word[:30] for word in WORDS])
def test_a_word_of_the_table_is_not_used(word: str) -> None:
    """The field's word stands in its place."""
    assert list(_found(WORDS[word])) == []


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ('"""Law: pure functions."""', "Law"),
        ("# mends what it can", "mend"),
        ("x = f'limit must be 1, came {text}'", "came, in a message or for a result"),
    ],
    ids=["docstring", "comment", "f-string"],
)
def test_a_pattern_finds_its_word(sentence: str, word: str) -> None:
    """In whatever kind of text it stands."""
    assert any(WORDS[word].search(text) for _, text in _spoken(sentence))


@pytest.mark.parametrize("name", ["scripts/demo.py", "scripts/install-live.sh", "tests/docs/test_words.py"])
def test_scripts_and_tests_are_read(name: str) -> None:
    """A folder that is not looked into has no findings."""
    assert any(path == ROOT / name for path, _, _ in _texts())


def test_docstrings_of_every_depth_are_read() -> None:
    """Of module, class and function, each with its line; other strings are not."""
    source = '"""A"""\nclass B:\n    """C"""\n    def d(self):\n        """E"""\n        return "F"\n'
    assert list(_docstrings(source)) == [(1, "A"), (3, "C"), (5, "E")]


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("where the body came from", "came, in a message or for a result"),
        ("the three cannot be told apart", "told"),
        ("make room on the disk", "room"),
        ("what is kept in the folder", "kept, of a cache"),
    ],
    ids=["came from", "told apart", "room on a disk", "kept in a folder"],
)
def test_a_pattern_lets_plain_english_pass(sentence: str, word: str) -> None:
    """The same letters in their usual meaning are no finding."""
    assert WORDS[word].search(sentence) is None
