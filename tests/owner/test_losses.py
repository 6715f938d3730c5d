"""What pages lost, as an owner asks for it, and what the diagnosis says of pages that matter."""

import json
from pathlib import Path

import pytest

from rootzpub.cli.main import run
from rootzpub.config import load_config
from rootzpub.errors import NotReady
from rootzpub.owner.diagnosis import Finding, diagnose
from rootzpub.owner.losses import list_losses, opened_site
from tests.sources.wordpress_tables.tables import WordPressFile


@pytest.fixture
def site(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site that lost something on two pages, read once; its pages are not looked at."""
    monkeypatch.setenv("ROOTZPUB_SOURCE_SITE", "off")
    wordpress = WordPressFile(tmp_path / "site.sqlite")
    wordpress.options(show_on_front="page", page_on_front="5")
    wordpress.page(
        5, post_title="Home", post_content="[vc_row]Hello[vc_basic_grid][/vc_row]", meta={"_wpb_vc_js_status": "true"}
    )
    wordpress.page(6, post_title="Contact", post_name="contact", post_content="[et_pb_blog /][vc_posts_grid]")
    wordpress.page(7, post_title="Below", post_name="below", post_parent=6, post_content="a [vc_posts_grid]\x1b[31m")
    wordpress.page(8, post_title="Fine", post_name="fine", post_content="Words <!-- wp:acme/map /-->")
    wordpress.connection.close()
    folder = tmp_path / "published"
    assert run(["init", str(folder), "--source", wordpress.url]) == 0
    assert run(["-C", str(folder), "sync"]) == 0
    capsys.readouterr()
    return folder


def test_losses_are_listed_by_page(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In order of path; a line for each kind."""
    assert run(["-C", str(site), "losses"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "/  page-builder  1  vc_basic_grid",
        "/contact/  page-builder  2  et_pb_blog",
        "/contact/  empty-entry  1",
        "/contact/below/  page-builder  1  vc_posts_grid",
        "/fine/  unknown-block  1  acme/map",
    ]


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    ("arguments", "paths"),
    [
        (["--kind", "unknown-block"], ["/fine/"]),
        (["--path", "/contact/"], ["/contact/", "/contact/", "/contact/below/"]),
        (["--path", "contact"], ["/contact/", "/contact/", "/contact/below/"]),
        (["--path", "/"], ["/"]),
        (["--path", "/contact/", "--kind", "unknown-block"], []),
        (["--path", "/nowhere"], []),
    ],
    ids=" ".join,
)
def test_losses_of_a_kind_or_below_a_path(
    site: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], paths: list[str]
) -> None:
    """For machines as one object."""
    assert run(["-C", str(site), "losses", "--json", *arguments]) == 0
    assert [lost["path"] for lost in json.loads(capsys.readouterr().out)["losses"]] == paths


def test_when_nothing_fits_the_kinds_that_are_there_are_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error; the list stays empty."""
    assert run(["-C", str(site), "losses", "--kind", "page-bilder"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "nothing like that was lost; the site lost 4 page-builder, 1 empty-entry, 1 unknown-block\n"


def test_examples_hold_nothing_that_a_terminal_obeys(site: Path) -> None:
    """They are the site's words."""
    with opened_site(load_config(site)) as stored:
        assert all(lost.example.isprintable() for lost in list_losses(stored))


def test_losses_of_a_site_that_was_never_read(tmp_path: Path) -> None:
    """Nothing is made for asking."""
    (tmp_path / "rootzpub.toml").write_text("")
    with pytest.raises(NotReady, match="nothing was read yet"), opened_site(load_config(tmp_path)):
        pass
    assert not (tmp_path / "rootzpub-data").exists()


def findings(folder: Path, part: str) -> list[Finding]:
    """What the diagnosis says of a part."""
    return [finding for finding in diagnose(folder) if finding.part == part]


@pytest.mark.slow("more than a tenth of a second a case")
def test_the_diagnosis_names_key_pages_that_lost_words(site: Path) -> None:
    """Front page and contact page, the latter without a word; not what lies elsewhere."""
    said = findings(site, "words")
    assert [(finding.outcome, finding.message) for finding in said] == [
        ("warning", "/ (front page): 1 page-builder"),
        ("warning", "/contact/ (contact): no text, 2 page-builder, 1 empty-entry"),
        ("warning", "1 entries have no text"),
    ]
    assert "rootzpub losses --path /contact/" in said[1].hint


def test_init_counts_pages_by_builder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Published ones alone, by the marks of builders that are on."""
    wordpress = WordPressFile(tmp_path / "site.sqlite")
    wordpress.options(template="bricks", stylesheet="bricks-child")
    for number, status in ((5, "publish"), (6, "publish"), (7, "draft")):
        wordpress.page(number, post_status=status, meta={"_elementor_edit_mode": "builder", "_elementor_data": "[1]"})
    wordpress.page(8, meta={"_et_pb_use_builder": "on"})
    wordpress.page(9, meta={"_et_pb_use_builder": "off", "_bricks_page_content_2": "a:0:{}"})
    wordpress.page(10, meta={"_bricks_page_content_2": 'a:1:{i:0;s:1:"x";}'})
    wordpress.connection.close()
    assert run(["init", str(tmp_path / "x"), "--source", wordpress.url]) == 0
    assert "pages  2 made with Elementor, 1 made with Divi, 1 made with Bricks\n" in capsys.readouterr().out


@pytest.mark.slow("more than a tenth of a second a case")
def test_the_diagnosis_counts_pages_by_builder(site: Path) -> None:
    """By the builders' marks."""
    assert "pages made with page builders: WPBakery 1" in [finding.message for finding in findings(site, "source")]
