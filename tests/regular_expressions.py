"""Every regular expression of the package, and texts on which a careless one costs the square of its input.

Texts are derived from the expression itself: what it begins with, repeated (`<!--more<!--more…`), and what it repeats,
many times without what should follow. Run as a program it prints the expressions that importing the package compiles.
"""

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from re import _constants as opcodes
from re import _parser as parser
from typing import Any

import rootzpub

ROOT = Path(rootzpub.__file__).parent
_MOST_TEXTS = 24
"""Texts tried for one expression: the shortest prefixes first."""


_SCANS = frozenset({"search", "finditer", "findall", "sub", "subn", "split"})
_VERBS = _SCANS | {"match", "fullmatch"}


_FIELDS = {
    "sources/dump/dialect.py .value": frozenset({"match"}),
    "sources/dump/dialect.py .assigned": frozenset({"match"}),
}
"""Fields whose expressions go through a parameter before they are used: by hand."""


BUILDERS: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
    *(("rootzpub.documents.items", "_bounded", (term,)) for term in ("wine", " a", "葡萄", "a b", "(x)")),
    *(("rootzpub.store.excerpts", "_at_a_word", (needle,)) for needle in ("wine", " a", "aab")),
    ("rootzpub.store.finding.passages", "_any_of", (("wine", "a", "aa", "aaa"), ("red wine", "a a"))),
    ("rootzpub.store.finding.passages", "_any_of", ((), ("a a",))),
    ("rootzpub.wordpress.permalinks", "_tags", (("%category%", "%case-study%"),)),
    ("rootzpub.wordpress.php_config.tokens", "_end_of", ("EOT",)),
)
"""Functions that make an expression of what they are given: module, name, what they are given here."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression and where it is compiled."""

    place: str
    """`markdown/hidden.py:12`"""
    pattern: str | bytes
    flags: int

    def verbs(self) -> frozenset[str]:
        """How the package uses it; all of `_SCANS` where its place does not say its name."""
        file, _, line = self.place.partition(":")
        if not (ROOT / file).is_file():
            return _SCANS
        names = _assigned(file).get(int(line), frozenset())
        return frozenset().union(*(_uses_of(name, file) for name in names)) or _unnamed(file)

    def works(self) -> Iterator[Callable[[Any], object]]:
        """What costs: a search from every start, or only an attempt at the beginning."""
        compiled = self.compiled()
        verbs = self.verbs()
        if verbs & _SCANS:
            yield lambda text: deque(compiled.finditer(text), maxlen=0)
        if "fullmatch" in verbs:
            yield compiled.fullmatch
        if "match" in verbs:
            yield compiled.match

    def compiled(self) -> re.Pattern[Any]:
        """As the package uses it."""
        return re.compile(self.pattern, self.flags)


@cache
def all_expressions() -> list[Expression]:
    """Those of every module of the package, imported in an interpreter of its own, and of its `BUILDERS`."""
    done = subprocess.run([sys.executable, "-m", __name__], capture_output=True, check=True, text=True, cwd=ROOT.parent)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return [
        Expression(row["place"], row["pattern"].encode("latin-1") if row["bytes"] else row["pattern"], row["flags"])
        for row in rows
    ]


@cache
def _tree(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text("utf-8"))


@cache
def _assigned(file: str) -> dict[int, frozenset[str]]:
    """Names by the lines of the assignments that give them their values."""
    lines: dict[int, frozenset[str]] = {}
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named = frozenset(target.id for target in targets if isinstance(target, ast.Name))
            for line in range(node.lineno, (node.end_lineno or node.lineno) + 1):
                lines[line] = lines.get(line, frozenset()) | named
        elif isinstance(node, ast.keyword) and node.arg:
            lines[node.lineno] = lines.get(node.lineno, frozenset()) | {"." + node.arg}
    return lines


@cache
def _uses(file: str) -> dict[str, frozenset[str]]:
    """Methods of expressions by the names that a module calls them on."""
    uses: dict[str, frozenset[str]] = {}
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Attribute) and node.attr in _VERBS:
            name = _name(node.value)
            uses[name] = uses.get(name, frozenset()) | {node.attr}
            if isinstance(node.value, ast.Attribute) and node.attr != "split":  # a field; `split` is a string's
                uses["." + name] = uses.get("." + name, frozenset()) | {node.attr}
    return uses


def _uses_of(name: str, file: str) -> frozenset[str]:
    """Methods called on a name: a private one in its own module, a field in its package, another anywhere."""
    if f"{file} {name}" in _FIELDS:
        return _FIELDS[f"{file} {name}"]
    if name.startswith("_"):
        return _uses(file).get(name, frozenset())
    around = (ROOT / file).parent if name.startswith(".") else ROOT
    files = [str(path.relative_to(ROOT)) for path in around.rglob("*.py")]
    return frozenset().union(*(_uses(each).get(name, frozenset()) for each in files))


def _unnamed(file: str) -> frozenset[str]:
    """Methods that a module calls on what has no constant's name: an expression out of a table.

    `split` is nearly always a string's.
    """
    return (
        frozenset(
            node.attr
            for node in ast.walk(_tree(file))
            if isinstance(node, ast.Attribute) and node.attr in _VERBS - {"split"} and not _name(node.value).isupper()
        )
        or _VERBS
    )


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    return _name(node.value) if isinstance(node, ast.Subscript) else ""


def attacks(expression: Expression, size: int) -> Iterator[str | bytes]:
    """Texts of about `size` characters that begin to match again and again, and never end."""
    flags = expression.flags & ~(re.DEBUG)
    tree = parser.parse(expression.pattern, flags)
    texts = list(dict.fromkeys(_texts(tree, size)))
    for text in texts[:_MOST_TEXTS]:
        yield text.encode("latin-1", "replace") if isinstance(expression.pattern, bytes) else text


def _texts(tree: Any, size: int) -> Iterator[str]:
    for before, repeated in _pumps(tree):
        if repeated:
            # With a last character that most expressions cannot go on with, so that none matches by coming to the end.
            yield before + repeated * (size // len(repeated)) + "\0"
            yield (before + repeated * 3) * (size // (len(before) + 3 * len(repeated)))
    for prefix in _prefixes(tree):
        if prefix:
            yield prefix * (size // len(prefix))
            # What begins a text between quotes, escaped: it ends none, and another could begin at each.
            yield ("\\" + prefix[0]) * (size // 2)


def _prefixes(tree: Any) -> Iterator[str]:
    """A sample of each beginning of an expression: after its first part, after its second and so on."""
    text = ""
    for node in tree:
        text += _sample(node)
        yield text


def _pumps(tree: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """What is repeated without a limit, and what stands before it."""
    for node in tree:
        opcode, argument = node
        if opcode in {opcodes.MAX_REPEAT, opcodes.MIN_REPEAT, opcodes.POSSESSIVE_REPEAT}:
            if argument[1] > 64:
                for repeated in _variants(argument[2]):
                    yield before, repeated
            yield from _pumps(argument[2], before)
        else:
            for inner in _inside(node):
                yield from _pumps(inner, before)
        before += _sample(node)


def _inside(node: Any) -> Iterator[Any]:
    opcode, argument = node
    if opcode is opcodes.SUBPATTERN:
        yield argument[3]
    elif opcode is opcodes.ATOMIC_GROUP:
        yield argument
    elif opcode is opcodes.BRANCH:
        yield from argument[1]
    elif opcode in {opcodes.ASSERT, opcodes.ASSERT_NOT}:
        yield argument[1]


def _variants(tree: Any) -> Iterator[str]:
    yield _text(tree)
    if len(tree) == 1 and tree[0][0] in {opcodes.IN, opcodes.NOT_LITERAL, opcodes.ANY}:
        for letter in " \t\nax0-_.:;,'\"<>[](){}&#/\\=%|*!":
            if _accepts(tree[0], letter):
                yield letter


def _text(tree: Any) -> str:
    return "".join(map(_sample, tree))


def _sample(node: Any) -> str:
    opcode, argument = node
    if opcode is opcodes.LITERAL:
        return chr(argument)
    if opcode in {opcodes.IN, opcodes.NOT_LITERAL, opcodes.ANY}:
        return next((letter for letter in "a0 -<\"'[=/.:;,\n\t#&" if _accepts(node, letter)), _first(node))
    if opcode in {opcodes.MAX_REPEAT, opcodes.MIN_REPEAT, opcodes.POSSESSIVE_REPEAT}:
        return _text(argument[2]) * max(argument[0], min(1, int(argument[1])))
    if opcode is opcodes.BRANCH:
        return _text(argument[1][0])
    if opcode is opcodes.SUBPATTERN:
        return _text(argument[3])
    return _text(argument) if opcode is opcodes.ATOMIC_GROUP else ""


def _first(node: Any) -> str:
    opcode, argument = node
    for kind, value in argument if opcode is opcodes.IN else ():
        if kind is opcodes.LITERAL:
            return chr(value)
        if kind is opcodes.RANGE:
            return chr(value[0])
    return "a"


def _accepts(node: Any, letter: str) -> bool:
    opcode, argument = node
    if opcode is opcodes.ANY:
        return letter != "\n"
    if opcode is opcodes.NOT_LITERAL:
        return ord(letter) != argument
    negated = argument[0][0] is opcodes.NEGATE
    return negated != any(_in(kind, value, letter) for kind, value in argument if kind is not opcodes.NEGATE)


_CATEGORIES = {
    opcodes.CATEGORY_DIGIT: str.isdigit,
    opcodes.CATEGORY_SPACE: str.isspace,
    opcodes.CATEGORY_WORD: lambda letter: letter.isalnum() or letter == "_",
}
_NEGATIVE = {
    opcodes.CATEGORY_NOT_DIGIT: opcodes.CATEGORY_DIGIT,
    opcodes.CATEGORY_NOT_SPACE: opcodes.CATEGORY_SPACE,
    opcodes.CATEGORY_NOT_WORD: opcodes.CATEGORY_WORD,
}


def _in(kind: Any, value: Any, letter: str) -> bool:
    if kind is opcodes.LITERAL:
        return ord(letter) == value
    if kind is opcodes.RANGE:
        return bool(value[0] <= ord(letter) <= value[1])
    if value in _NEGATIVE:
        return not _CATEGORIES[_NEGATIVE[value]](letter)
    return bool(_CATEGORIES[value](letter))


def _print_all() -> None:
    """Import everything, and print what gets compiled by a module of the package."""
    original = re.compile
    seen = set()

    def recording(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        frame = sys._getframe(1)
        place = Path(frame.f_code.co_filename)
        if isinstance(pattern, str | bytes) and place.is_relative_to(ROOT):
            text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
            row = (f"{place.relative_to(ROOT)}:{frame.f_lineno}", text, isinstance(pattern, bytes), int(flags))
            if row not in seen:
                seen.add(row)
                print(json.dumps(dict(zip(("place", "pattern", "bytes", "flags"), row, strict=True))))
        return original(pattern, flags)

    re.compile = recording  # type: ignore[assignment] # in an interpreter that does nothing else
    for module in pkgutil.walk_packages(rootzpub.__path__, "rootzpub."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name, function, given in BUILDERS:
        getattr(importlib.import_module(name), function)(*given)


if __name__ == "__main__":
    _print_all()
