"""`rootzpub search`: the tool's answer for people."""

import json

import pytest

from rootzpub.assembly import run_sync
from rootzpub.cli.main import run
from rootzpub.config import load_config
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The demo site, hashed only."""
    folder = tmp_path_factory.mktemp("searched")
    (folder / "rootzpub.toml").write_text(
        f'[source]\nurl = "rest:{ROOT / "fixtures/demo/rest"}"\n[signing]\nkey = "none"\n'
    )
    run_sync(load_config(folder))
    return folder


def asked(site, capsys, *arguments):
    """Exit code and what was written."""
    code = run(["-C", str(site), "search", *arguments])
    return code, capsys.readouterr()


@pytest.mark.slow("the demo site is published")
def test_results_are_for_people(site, capsys):
    """Title and heading, address, excerpt; how many there are."""
    code, written = asked(site, capsys, "do", "you", "repair", "toasters?", "--limit", "2")
    assert code == 0
    assert written.out.startswith("1. ")
    assert "https://werkhof.example/" in written.out
    assert written.out.splitlines()[-1].startswith("2 of ")


@pytest.mark.slow("the demo site is published")
def test_json_is_the_tools_answer(site, capsys):
    """The same results; filters count."""
    code, written = asked(site, capsys, "repair", "--type", "page", "--json")
    answer = json.loads(written.out)
    assert (code, answer["query"]) == (0, "repair")
    assert {result["type"] for result in answer["results"]} == {"page"}


@pytest.mark.slow("the demo site is published")
def test_nothing_found_and_what_is_refused(site, capsys):
    """Said in words; a refusal names the parameter and ends with 2."""
    code, written = asked(site, capsys, "qqqqzzzz")
    assert (code, written.out.startswith("nothing found")) == (0, True)
    code, written = asked(site, capsys, "repair", "--after", "yesterday")
    assert code == 2
    assert "after must be a date" in written.err
