"""Lines for web servers and systemd: every address of ours and no other, this site's paths."""

import re

import pytest

from rootzpub.config import load_config
from rootzpub.errors import UsageError
from rootzpub.owner.deploying import TARGETS, beside, checked_target, lines_for, pattern, program
from rootzpub.publisher import ENDPOINT_TABLE
from tests.conftest import ROOT

OURS = re.compile(pattern())


@pytest.mark.parametrize("row", ENDPOINT_TABLE.rows, ids=lambda row: row.place.name)
def test_every_row_is_passed_on(row):
    """In every spelling: with a slash behind it, below index.php, further pages of lists."""
    for path in row.place.paths:
        for sample in (path.replace("{segment}", "pages"), re.sub(r"\{[a-z_]+(:path)?\}", "a", path)):
            if sample == "/":
                continue
            further = [f"{sample}/page/2"] if row.place.paged else []
            for address in (sample, f"{sample}/", f"/index.php{sample}", *further):
                assert OURS.search(address), address


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/index.php",
        "/.well-known/ai-plugin.json",
        "/.well-known/ai.json.bak",
        "/llms.txt-x",
        "/a/llms.txt",
        "/verify/x",
    ],
)
def test_nothing_else_is(path):
    """Anchored at both ends."""
    assert not OURS.search(path)


@pytest.mark.parametrize(
    ("source", "setting", "expected"),
    [
        ("https://example.com", "auto", "wordpress"),
        ("mysql://localhost/wp", "auto", "wordpress"),
        ("wordpress:/var/www", "auto", "wordpress"),
        ("sql:dump.sql", "auto", "alone"),
        ("wxr:export.xml", "auto", "alone"),
        ("rest:folder", "auto", "alone"),
        ("rest:folder", "wordpress", "wordpress"),
        ("https://example.com", "alone", "alone"),
    ],
)
def test_who_answers_people(source, setting, expected, tmp_path):
    """As set, else whether a living site is read."""
    config = load_config(tmp_path, overrides={"source.url": source, "serve.beside": setting})
    assert beside(config) == expected


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("setting", ["wordpress", "alone"])
def test_lines_name_this_site(target, setting, tmp_path):
    """Its folder, the address it is served at; no hole is left."""
    overrides = {"serve.bind": "127.0.0.1:4711", "serve.beside": setting}
    lines = lines_for(
        target, load_config(tmp_path, overrides=overrides), templates=ROOT / "templates", home="https://clocks.example"
    )
    assert "{{" not in lines
    assert "{%" not in lines
    named = {"systemd": [str(tmp_path), program()], "mu-plugin": ["/.well-known/ai", "/llms.txt"]}
    for text in named.get(target, ["127.0.0.1:4711", "https://clocks.example", "trusted_proxies"]):
        assert text in lines


def test_another_target_is_refused_with_those_there_are():
    """One line."""
    with pytest.raises(UsageError, match=r"nginx, apache, caddy, systemd, mu-plugin, got 'iis'"):
        checked_target("iis")
