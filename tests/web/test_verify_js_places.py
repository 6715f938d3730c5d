"""templates/verify.js imports nothing, so it holds the places by hand: they are those of `wire.places`."""

import re

from rootzpub.wire import names
from rootzpub.wire.places import PLACES, SIGNATURE_SUFFIX
from tests.conftest import ROOT

SCRIPT = (ROOT / "templates/verify.js").read_text("utf-8")
CONSTANTS = {"WELL_KNOWN": names.WELL_KNOWN, "REST": names.REST_PREFIX}


def _constant(name: str) -> str:
    found = re.search(rf'^const {name} = "([^"]+)";', SCRIPT, re.MULTILINE)
    assert found, name
    return found[1]


def _paths(text: str) -> list[str]:
    """Quoted, in back quotes with a constant, or a constant alone."""
    filled = re.sub(r"\[(\w+)\](?=:)", r"[`${\1}`]", text)
    for name, value in CONSTANTS.items():
        filled = filled.replace(f"${{{name}}}", value)
    return re.findall(r'[`"](/[^`"]*)[`"]', filled)


def _table(opening: str, closing: str) -> str:
    assert opening in SCRIPT
    return SCRIPT.split(opening)[1].split(closing)[0]


def _kinds() -> list[tuple[str, frozenset[str]]]:
    """Rows of KINDS as they are written."""
    rows = re.findall(r'(\[[^\]]+\]|"[^"]+"): \[([^\]]*)\],', _table("const KINDS = {", "};"))
    return [(path, frozenset(re.findall(r'"([^"]+)"', kinds))) for key, kinds in rows for path in _paths(f"{key}:")]


def _laid_down() -> dict[str, frozenset[str]]:
    """Kinds by pattern, those of the signatures beside them included."""
    kinds: dict[str, frozenset[str]] = {}
    for place in PLACES:
        for path in place.paths:
            for suffix in ("", SIGNATURE_SUFFIX) if place.twin else ("",):
                kinds[path + suffix] = kinds.get(path + suffix, frozenset()) | frozenset(place.kinds)
    return kinds


def test_the_prefixes_are_the_same() -> None:
    """Every row is made from them."""
    assert {name: _constant(name) for name in CONSTANTS} == CONSTANTS


def test_kinds_are_those_of_the_places() -> None:
    """Every path of its own is in KINDS with exactly its kinds, once, and no other path is."""
    expected = {path: kinds for path, kinds in _laid_down().items() if "{" not in path and not path.endswith("/")}
    rows = _kinds()
    assert len(rows) == len(dict(rows))
    assert dict(rows) == expected


def test_what_stands_below_is_that_of_the_places() -> None:
    """DEEP names each path that has a pattern of any depth below it, and these have the kinds of what is above."""
    kinds = _laid_down()
    below = {path: path.partition("/{")[0] for path in kinds if path.endswith("}")}
    assert set(_paths(_table("const DEEP = [", "];"))) == {base for path, base in below.items() if ":path}" in path}
    assert {path: kinds[path] for path in below} == {path: kinds[base] for path, base in below.items()}


def test_what_stands_between_is_that_of_the_places() -> None:
    """BETWEEN names each pair around a pattern of any depth, and such a path has the kinds of the two put together."""
    kinds = _laid_down()
    around = {path: re.split(r"/\{[a-z]+:path\}", path) for path in kinds if ":path}/" in path}
    rows = re.findall(r"\[(`[^`]+`), (\"[^\"]+\")\]", _table("const BETWEEN = [", "];\n"))
    assert [[*_paths(before), *_paths(behind)] for before, behind in rows] == list(around.values())
    assert {path: kinds[path] for path in around} == {path: kinds["".join(pair)] for path, pair in around.items()}
