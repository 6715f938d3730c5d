"""Other spellings of an address, and the kinds that stand there."""

import re

import pytest

from rootzpub.verify.kinds import kind_of
from rootzpub.wire.forms import FORMS, plain_address
from rootzpub.wire.places import PLACES, signature_path
from tests.conftest import ROOT

SEARCH = "/wp-json/rootz/v1/search"


@pytest.mark.parametrize(
    ("path", "pairs", "plain"),
    [
        pytest.param("/.well-known/ai", [], "/.well-known/ai", id="plain"),
        pytest.param("/.well-known/ai/", [], "/.well-known/ai", id="slash"),
        pytest.param("/llms.txt/", [], "/llms.txt", id="text"),
        pytest.param("/llms.txt.sig/", [], "/llms.txt.sig/", id="signature"),
        pytest.param("/.well-known/ai//", [], "/.well-known/ai/", id="one-slash-alone"),
        pytest.param(f"/index.php{SEARCH}", [("q", "a")], SEARCH, id="index"),
        pytest.param(f"/index.php{SEARCH}/", [], SEARCH, id="index-and-slash"),
        pytest.param("/", [("rest_route", "/rootz/v1/search")], SEARCH, id="parameter"),
        pytest.param("/index.php", [("rest_route", "/rootz/v1/search/")], SEARCH, id="parameter-of-index"),
        pytest.param("/", [("rest_route", "rootz/v1/search")], "/", id="no-route"),
        pytest.param("/", [("rest_route", "/a"), ("rest_route", "/b")], "/", id="two-routes"),
        pytest.param("/about/", [("rest_route", "/rootz/v1/search")], "/about", id="elsewhere"),
        pytest.param("/", [], "/", id="home"),
        pytest.param("", [], "", id="nothing"),
        pytest.param("/index.php", [], "/index.php", id="index-alone"),
        pytest.param("/index.phpx/y", [], "/index.phpx/y", id="another-name"),
        pytest.param(
            "/", [("rest_route", "/rootz/v1/content/ü ?")], "/wp-json/rootz/v1/content/%C3%BC%20%3F", id="encoded"
        ),
    ],
)
def test_a_spelling_means_one_plain_address(path: str, pairs: list[tuple[str, str]], plain: str) -> None:
    """What is taken off, and what is left as it is."""
    found, left = plain_address(path, pairs)
    assert found == plain
    assert list(left) == [pair for pair in pairs if pair[0] != "rest_route" or path in {plain, "/about/"}]


def test_every_spelling_of_a_place_has_the_kinds_of_the_place() -> None:
    """What may not stand at the plain address may not stand at another spelling of it."""
    for path in (path for place in PLACES for path in place.paths if "{" not in path and not path.endswith("/")):
        expected = kind_of(path)
        assert expected
        assert kind_of(f"{path}/") == kind_of(f"/index.php{path}") == kind_of(f"/index.php{path}/") == expected
        if path.startswith("/wp-json/"):
            route = [("rest_route", path.removeprefix("/wp-json"))]
            assert kind_of("/", pairs=route) == kind_of("/index.php", pairs=route) == expected


def test_the_signature_of_a_text_is_beside_its_plain_path() -> None:
    """Whatever the spelling and the parameters."""
    spellings = ("/llms.txt", "/llms.txt/", "/index.php/llms.txt", "/llms.txt?x=1")
    assert {signature_path(spelling) for spelling in spellings} == {"/llms.txt.sig"}
    assert signature_path("/?rest_route=%2Frootz%2Fv1%2Fcontext") == "/wp-json/rootz/v1/context.sig"


def test_verify_js_holds_the_same_forms() -> None:
    """It imports nothing, so the rows stand there once more."""
    script = (ROOT / "templates/verify.js").read_text("utf-8")
    rows = re.findall(r"^  \{ (.*) \},$", script.split("const FORMS = [")[1].split("];")[0], re.MULTILINE)
    theirs = [
        {name: re.findall(r'"([^"]*)"', text) for name, text in re.findall(r"(\w+): (\[.*?\]|\"[^\"]*\")", row)}
        for row in rows
    ]
    ours = [
        {
            name: list(value) if isinstance(value, tuple) else [value]
            for name, value in {
                "parameter": form.parameter,
                "at": form.at,
                "root": form.root,
                "before": form.before,
                "behind": form.behind,
                "neverBehind": form.never_behind,
            }.items()
            if value
        }
        for form in FORMS
    ]
    assert theirs == ours
