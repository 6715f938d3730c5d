"""The committed forms of the demo site hold what tests and readers expect of them; no server is needed."""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

DEMO = Path(__file__).resolve().parents[2] / "fixtures" / "demo"
REST = DEMO / "rest"
HOME = "https://werkhof.example"
MARKER = re.compile(r"DEMOHIDDEN[A-Z]+", re.IGNORECASE)
KNOWN_HOSTS = {
    "api.w.org",  # name of a link relation in every REST answer
    "developer.wordpress.org",  # documentation link in the REST index
    "purl.org",  # XML namespaces of the export, here and below
    "wellformedweb.org",
    "wordpress.org",
    "www.w3.org",
}
HIDDEN_BY_WORDPRESS = {
    "DEMOHIDDENAUTODRAFT",
    "DEMOHIDDENDRAFT",
    "DEMOHIDDENEVENTDRAFT",
    "DEMOHIDDENFUTURE",
    "DEMOHIDDENHELDCOMMENT",
    "DEMOHIDDENLEDGER",
    "DEMOHIDDENLOGIN",
    "DEMOHIDDENMAIL",
    "DEMOHIDDENMEDIADRAFT",
    "DEMOHIDDENMETA",
    "DEMOHIDDENOPTION",
    "DEMOHIDDENPAGEDRAFT",
    "DEMOHIDDENPAGEPASSWORDBODY",
    "DEMOHIDDENPAGEPRIVATE",
    "DEMOHIDDENPASSWORDBODY",
    "DEMOHIDDENPASSWORDEXCERPT",
    "DEMOHIDDENPENDING",
    "DEMOHIDDENPRIVATE",
    "DEMOHIDDENREVISION",
    "DEMOHIDDENSECRET",
    "DEMOHIDDENTRASH",
}
SHOWN_BY_WORDPRESS = {
    "DEMOHIDDENCHILDBODY",
    "DEMOHIDDENCOMMENT",
    "DEMOHIDDENMEDIAPASSWORD",
    "DEMOHIDDENMEDIAPASSWORDALT",
    "DEMOHIDDENMEDIAPASSWORDCAPTION",
    "DEMOHIDDENNOINDEX",
    "DEMOHIDDENNOINDEXBODY",
    "DEMOHIDDENOPTOUT",
    "DEMOHIDDENOPTOUTBODY",
    "DEMOHIDDENPAGENOINDEXBODY",
    "DEMOHIDDENPASSWORD",
}
BLOCKS = """
    archives audio button buttons categories code column columns cover details embed file footnotes freeform gallery
    group heading html image latest-comments latest-posts list list-item media-text more navigation navigation-link
    navigation-submenu nextpage page-list paragraph post-date post-excerpt post-featured-image post-template post-terms
    post-title preformatted pullquote query query-no-results quote search separator shortcode site-logo site-tagline
    site-title social-link social-links spacer table tag-cloud verse video block
""".split()  # noqa: SIM905 # reads better than sixty quoted words
SHORTCODES = (
    "[audio ",
    "[caption ",
    "[embed]",
    "[gallery ",
    "[playlist ",
    "[video ",
    "[werkhof_calendar ",
    "[[gallery]]",
)


def rest(name: str) -> Any:
    """One REST answer."""
    return json.loads((REST / f"{name}.json").read_text(encoding="utf-8"))


def forms() -> Iterator[Path]:
    """Every written form."""
    yield from REST.glob("*.json")
    yield from (DEMO / name for name in ("rendered.json", "export.wxr.xml", "dump.sql"))


def authored() -> Iterator[Path]:
    """Every authored entry."""
    yield from (DEMO / "content").glob("*/*.html")


@pytest.fixture(scope="module")
def content() -> str:
    """The text of all authored entries."""
    return "\n".join(path.read_text(encoding="utf-8") for path in authored())


@pytest.mark.parametrize(
    ("name", "least"),
    [("pages", 12), ("posts", 25), ("media", 12), ("event", 4), ("categories", 6), ("tags", 6), ("event_kind", 3)],
)
def test_enough_of_everything(name: str, least: int) -> None:
    """The site is large enough to be real."""
    assert len(rest(name)) >= least


@pytest.mark.parametrize("block", BLOCKS)
def test_every_common_block_is_used(content: str, block: str) -> None:
    """Each common core block occurs in the authored content."""
    assert re.search(rf"<!-- wp:{block}[ /]", content)


@pytest.mark.parametrize("shortcode", SHORTCODES)
def test_shortcodes_are_used(content: str, shortcode: str) -> None:
    """Each shortcode occurs in the authored content."""
    assert shortcode in content


def test_classic_entries_are_there() -> None:
    """Some published entries were written before there were blocks."""
    assert sum("<!-- wp:" not in path.read_text() for path in (DEMO / "content" / "posts").glob("*.html")) >= 5


def test_categories_are_described() -> None:
    """Every category but the default one has a description."""
    assert [term["name"] for term in rest("categories") if not term["description"]] == ["Uncategorized"]


@pytest.mark.parametrize(
    ("language", "letters"), [("German", "[äöüßÄÖÜ]"), ("Japanese", "[\u3041-\u30ff]")], ids=["german", "japanese"]
)
@pytest.mark.parametrize("name", ["pages", "posts"])
def test_other_languages(name: str, language: str, letters: str) -> None:
    """There are pages and posts in German and in Japanese."""
    texts = [entry["content"]["rendered"] for entry in rest(name)]
    assert any(len(re.findall(letters, text)) > 10 for text in texts), language


def test_percent_encoded_addresses() -> None:
    """Some permalinks hold percent-encoded letters, as WordPress writes them (lower case)."""
    links = [entry["link"] for name in ("pages", "posts") for entry in rest(name)]
    assert any("%e6%97%a5%e6%9c%ac%e8%aa%9e" in link for link in links)


def test_photographs_carry_exif() -> None:
    """WordPress read camera, exposure and date out of some photographs."""
    facts = [item["media_details"].get("image_meta", {}) for item in rest("media")]
    cameras = [meta for meta in facts if meta.get("camera") == "Pinhole 2"]
    assert len(cameras) >= 2
    assert all(int(meta["created_timestamp"]) and float(meta["shutter_speed"]) for meta in cameras)


@pytest.mark.parametrize(
    "kind", ["image/jpeg", "image/png", "image/svg+xml", "application/pdf", "audio/mpeg", "video/mp4"]
)
def test_media_of_every_kind(kind: str) -> None:
    """There is a media item of each common kind."""
    assert kind in {item["mime_type"] for item in rest("media")}


def test_numbers_are_unique() -> None:
    """No two authored entries or media items have one number."""
    heads = [tomllib.loads(path.read_text(encoding="utf-8").split("+++\n")[1]) for path in authored()]
    site = tomllib.loads((DEMO / "content" / "site.toml").read_text(encoding="utf-8"))
    numbers = [head["id"] for head in heads] + [item["id"] for item in site["media"]]
    assert len(numbers) == len(set(numbers))


def test_rendered_form_has_the_same_entries() -> None:
    """`rendered.json` holds exactly the entries of the REST form, with the same address, title and dates."""
    shown = {
        (entry["id"], entry["permalink"], entry["title"], entry["date_gmt"], entry["modified_gmt"])
        for entry in json.loads((DEMO / "rendered.json").read_text(encoding="utf-8"))
    }
    assert shown == {
        (entry["id"], entry["link"], entry["title"]["rendered"], entry["date_gmt"], entry["modified_gmt"])
        for name in ("posts", "pages", "event")
        for entry in rest(name)
    }


def test_nothing_is_younger_than_the_site() -> None:
    """What is published lies between 2023 and April 2025, so no clock makes it a thing of the future."""
    dates = [entry["date_gmt"] for name in ("posts", "pages", "event", "media") for entry in rest(name)]
    assert min(dates) > "2023-03"
    assert datetime.fromisoformat(max(dates)) < datetime(2025, 4, 1)  # noqa: DTZ001 # GMT without an offset


@pytest.mark.parametrize("path", [*forms(), *authored()], ids=lambda path: path.name)
def test_addresses_are_invented(path: Path) -> None:
    """Mail addresses stand at werkhof.example only, links lead to it or name a standard."""
    text = path.read_text(encoding="utf-8")
    mails = set(re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", text))
    hosts = set(re.findall(r"https?:\\?/\\?/([\w.-]+)", text))
    assert mails <= {"werkhof.example"}
    assert {host for host in hosts if not host.endswith("werkhof.example")} <= KNOWN_HOSTS


@pytest.mark.parametrize("path", [*REST.glob("*.json"), DEMO / "rendered.json"], ids=lambda path: path.name)
def test_visitors_see_no_hidden_marker(path: Path) -> None:
    """What WordPress hides is in none of the anonymous forms."""
    seen = {word.upper() for word in MARKER.findall(path.read_text(encoding="utf-8"))}
    assert seen <= SHOWN_BY_WORDPRESS


def test_backups_hold_every_marker() -> None:
    """The dump holds everything that could leak, so a leak test over it can fail."""
    seen = {word.upper() for word in MARKER.findall((DEMO / "dump.sql").read_text(encoding="utf-8"))}
    assert seen >= HIDDEN_BY_WORDPRESS | SHOWN_BY_WORDPRESS


def test_anonymous_form_holds_the_shown_markers() -> None:
    """What WordPress shows although it must not be published is in the REST form, so a leak test over it can fail."""
    text = "".join(path.read_text(encoding="utf-8") for path in REST.glob("*.json"))
    assert set(MARKER.findall(text)) == SHOWN_BY_WORDPRESS


def test_shown_markers_are_explained() -> None:
    """The README names every marker that is in the REST form."""
    readme = (DEMO / "README.md").read_text(encoding="utf-8")
    named = set(MARKER.findall(readme))
    assert [word for word in SHOWN_BY_WORDPRESS if not any(word.startswith(name) for name in named)] == []


def test_signs_by_which_a_reader_can_tell() -> None:
    """The REST form says of each such entry why it must not be published."""
    posts, pages = ({entry["id"]: entry for entry in rest(name)} for name in ("posts", "pages"))
    assert posts[310]["yoast_head_json"]["robots"]["index"] == "noindex"
    assert pages[311]["yoast_head_json"]["robots"]["index"] == "noindex"
    assert posts[312]["meta"]["_rootz_exclude"] == "1"
    assert posts[302]["content"]["protected"]
    assert pages[309]["content"]["protected"]
    assert pages[308]["parent"] not in pages


def test_logins_are_not_public() -> None:
    """No account's login is its public name or slug."""
    site = tomllib.loads((DEMO / "content" / "site.toml").read_text(encoding="utf-8"))
    public = {value for user in rest("users") for value in (user["slug"], user["name"])}
    assert public.isdisjoint({user["login"] for user in site["users"]})


def test_facts_of_the_site() -> None:
    """The index names the site, its home, its time zone and its icon."""
    index = rest("index")
    assert (index["name"], index["home"], index["timezone_string"]) == ("Werkhof Quellenau", HOME, "Europe/Berlin")
    assert index["site_icon_url"] == f"{HOME}/wp-content/uploads/2023/03/werkhof-logo.png"


def test_custom_type_is_announced() -> None:
    """The post type and its taxonomy are in `types.json` and `taxonomies.json`."""
    assert rest("types")["event"]["taxonomies"] == ["event_kind"]
    assert rest("taxonomies")["event_kind"]["types"] == ["event"]


def test_small_enough_to_clone() -> None:
    """The whole demo is below 3 MB."""
    assert sum(path.stat().st_size for path in DEMO.rglob("*") if path.is_file()) < 3_000_000
